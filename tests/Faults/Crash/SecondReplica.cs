using System.Diagnostics;
using System.Net;

namespace FoodDelivery.Faults.Crash;

/// <summary>A second process of a service, on ports of its own, with the settings of the first but without its failpoints.</summary>
public sealed class SecondReplica : IAsyncDisposable
{
    private readonly string service;
    private readonly ProcessStartInfo start;
    private Process process;

    private SecondReplica(string service, ProcessStartInfo start, int firstPort, int port)
    {
        (this.service, this.start, FirstPort, Port) = (service, start, firstPort, port);
        process = Launch(start);
    }

    /// <summary>Where the first process listens.</summary>
    public int FirstPort { get; }

    public int Port { get; }

    public static async Task<SecondReplica> StartAsync(string service)
    {
        var pid = Stack.Pid(service);
        var command = (await File.ReadAllTextAsync($"/proc/{pid}/cmdline")).Split('\0', StringSplitOptions.RemoveEmptyEntries);
        var folder = new FileInfo($"/proc/{pid}/cwd").ResolveLinkTarget(returnFinalTarget: true)!.FullName;
        var start = new ProcessStartInfo("dotnet", command[1..]) { WorkingDirectory = folder, RedirectStandardOutput = true };
        start.Environment.Clear();
        foreach (var line in (await File.ReadAllTextAsync($"/proc/{pid}/environ")).Split('\0', StringSplitOptions.RemoveEmptyEntries))
        {
            start.Environment[line[..line.IndexOf('=')]] = line[(line.IndexOf('=') + 1)..];
        }
        start.Environment.Remove("FAILPOINT_FILE");
        var firstPort = new Uri(start.Environment["ASPNETCORE_URLS"]!).Port;
        var port = FreePort();
        start.Environment["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}";
        start.Environment["Management__Port"] = $"{FreePort()}";
        var replica = new SecondReplica(service, start, firstPort, port);
        await replica.ReadyAsync();
        return replica;
    }

    /// <summary>SIGTERM, until it has ended by itself; then started again, until it is ready.</summary>
    /// <exception cref="TimeoutException">It did not end or did not become ready within 30 s.</exception>
    public async Task RestartAsync()
    {
        await Stack.SignalAsync("TERM", process.Id);
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        process.Dispose();
        process = Launch(start);
        await ReadyAsync();
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private static Process Launch(ProcessStartInfo start)
    {
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        return process;
    }

    private async Task ReadyAsync()
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{Port}") };
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < TimeSpan.FromSeconds(30))
        {
            try
            {
                using var ready = await http.GetAsync("/readyz");
                if (ready.StatusCode == HttpStatusCode.OK) return;
            }
            catch (HttpRequestException) when (!process.HasExited)
            {
                // Not listening yet.
            }
            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }
        throw new TimeoutException($"The second replica of {service} did not become ready.");
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
