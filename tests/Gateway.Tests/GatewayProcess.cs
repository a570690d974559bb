using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace FoodDelivery.Gateway.Tests;

/// <summary>A real nginx on a free loopback port, with the configuration that render.sh writes for the given settings.</summary>
internal sealed class GatewayProcess : IAsyncDisposable
{
    private const string Nginx = "/usr/sbin/nginx";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(15);

    private readonly DirectoryInfo _directory;
    private readonly Process _process;

    private GatewayProcess(DirectoryInfo directory, Process process, int port)
    {
        _directory = directory;
        _process = process;
        Port = port;
        Client = NewClient();
    }

    public int Port { get; }

    public HttpClient Client { get; }

    public static async Task<GatewayProcess> StartAsync(params (string Name, string Value)[] settings)
    {
        // The free port is found by binding it for a moment; somebody else may take it before nginx does.
        for (var attempt = 1; ; attempt++)
        {
            var directory = Directory.CreateTempSubdirectory("gateway-");
            var port = FreePort();
            await Rendering.RenderAsync(directory.FullName, [("GATEWAY_LISTEN", $"127.0.0.1:{port}"), ("GATEWAY_WORKERS", "2"), .. settings]);
            var process = Start(Nginx, "-e", "stderr", "-c", $"{directory.FullName}/nginx.conf", "-g", "daemon off;");
            var gateway = new GatewayProcess(directory, process, port);
            if (await gateway.IsUpAsync())
            {
                return gateway;
            }

            var reason = await gateway.StopAsync();
            // Without a reason somebody else answered on the port before nginx had said that it could not have it.
            if (attempt == 5 || (reason.Length > 0 && !reason.Contains("Address already in use", StringComparison.Ordinal)))
            {
                throw new InvalidOperationException($"nginx did not start: {reason}");
            }
        }
    }

    public HttpClient NewClient() => new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false })
    {
        BaseAddress = new Uri($"http://127.0.0.1:{Port}"),
        Timeout = TimeSpan.FromSeconds(20),
    };

    /// <summary>Sends bytes that HttpClient would refuse or tidy up, and returns the whole answer.</summary>
    public async Task<RawAnswer> SendRawAsync(string request)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, Port);
        var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request));
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        using var answer = new MemoryStream();
        var buffer = new byte[16 * 1024];
        // nginx lingers after some errors, so the end is where Content-Length says, if it does.
        while (!RawAnswer.IsComplete(Encoding.UTF8.GetString(answer.ToArray())) && await stream.ReadAsync(buffer, limit.Token) is var count and > 0)
        {
            answer.Write(buffer, 0, count);
        }

        return RawAnswer.Parse(Encoding.UTF8.GetString(answer.ToArray()));
    }

    /// <summary>The access log's lines for one request id; waits for nginx to write them out.</summary>
    public async Task<JsonElement> LogLineAsync(string requestId)
    {
        var path = Path.Combine(_directory.FullName, "state", "access.log");
        var deadline = Stopwatch.StartNew();
        while (true)
        {
            var line = (await File.ReadAllLinesAsync(path)).SingleOrDefault(l => l.Contains(requestId, StringComparison.Ordinal));
            if (line is not null)
            {
                return JsonDocument.Parse(line).RootElement;
            }

            Assert.True(deadline.Elapsed < TimeSpan.FromSeconds(5), $"no log line for {requestId}");
            await Task.Delay(50);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await StopAsync();
        _directory.Delete(recursive: true);
    }

    /// <summary>Where nothing listens: a free port would be given to somebody else's server sooner or later.</summary>
    public const string NoServer = "127.0.0.1:1";

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public static Process Start(string file, params string[] arguments) =>
        Process.Start(new ProcessStartInfo(file, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;

    private async Task<bool> IsUpAsync()
    {
        var started = Stopwatch.StartNew();
        // Written once it has its port: until then, and for seconds after it could not have it, another's gateway may answer there.
        var pid = Path.Combine(_directory.FullName, "state", "nginx.pid");
        while (!_process.HasExited && started.Elapsed < StartLimit)
        {
            if (!File.Exists(pid))
            {
                await Task.Delay(20);
                continue;
            }

            try
            {
                using var answer = await Client.GetAsync("/healthz");
                return answer.Headers.Contains("X-Request-Id") && !_process.HasExited;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
                await Task.Delay(20);
            }
        }

        return false;
    }

    private async Task<string> StopAsync()
    {
        if (!_process.HasExited)
        {
            using var stop = Start("/bin/kill", "-TERM", $"{_process.Id}");
            await stop.WaitForExitAsync();
        }

        var log = Path.Combine(_directory.FullName, "state", "error.log");
        var errors = await _process.StandardError.ReadToEndAsync() + (File.Exists(log) ? await File.ReadAllTextAsync(log) : "");
        await _process.WaitForExitAsync();
        _process.Dispose();
        return errors;
    }
}
