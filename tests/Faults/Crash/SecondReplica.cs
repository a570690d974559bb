using System.Diagnostics;
using System.Net;

namespace FoodDelivery.Faults.Crash;

/// <summary>A second process of a service, on a port of its own, with the settings of the first but without its failpoints.</summary>
public sealed class SecondReplica : IAsyncDisposable
{
    private readonly Process process;

    private SecondReplica(Process process) => this.process = process;

    public static async Task<SecondReplica> StartAsync(string service)
    {
        var pid = (await File.ReadAllTextAsync(Path.Combine(Stack.State, "run", $"{service}.pid"))).Split(' ')[0];
        var command = (await File.ReadAllTextAsync($"/proc/{pid}/cmdline")).Split('\0', StringSplitOptions.RemoveEmptyEntries);
        var folder = new FileInfo($"/proc/{pid}/cwd").ResolveLinkTarget(returnFinalTarget: true)!.FullName;
        var start = new ProcessStartInfo("dotnet", command[1..]) { WorkingDirectory = folder, RedirectStandardOutput = true };
        start.Environment.Clear();
        foreach (var line in (await File.ReadAllTextAsync($"/proc/{pid}/environ")).Split('\0', StringSplitOptions.RemoveEmptyEntries))
        {
            start.Environment[line[..line.IndexOf('=')]] = line[(line.IndexOf('=') + 1)..];
        }
        start.Environment.Remove("FAILPOINT_FILE");
        var url = $"http://127.0.0.1:{FreePort()}";
        start.Environment["ASPNETCORE_URLS"] = url;
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        var replica = new SecondReplica(process);
        using var http = new HttpClient { BaseAddress = new Uri(url) };
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                using var ready = await http.GetAsync("/readyz");
                if (ready.StatusCode == HttpStatusCode.OK) return replica;
            }
            catch (HttpRequestException) when (attempt < 300 && !process.HasExited)
            {
                // Not listening yet.
            }
            if (attempt == 300) throw new TimeoutException($"The second replica of {service} did not become ready.");
            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
