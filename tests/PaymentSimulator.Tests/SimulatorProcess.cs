using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace FoodDelivery.PaymentSimulator.Tests;

/// <summary>The simulator as a process of its own, so that it can be killed.</summary>
internal sealed class SimulatorProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _error;

    public SimulatorProcess(string ledgerFile, string apiKey = SimulatorApi.ApiKey)
    {
        Address = new Uri($"http://127.0.0.1:{FreePort()}");
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "PaymentSimulator.dll")])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            Environment =
            {
                ["ASPNETCORE_URLS"] = Address.ToString(),
                ["Simulator__LedgerFile"] = ledgerFile,
                ["Simulator__ApiKey"] = apiKey,
                ["Logging__LogLevel__Default"] = "Warning",
            },
        };
        _process = Process.Start(start)!;
        _error = _process.StandardError.ReadToEndAsync();
        _process.BeginOutputReadLine(); // so that a full pipe never stops it
    }

    public Uri Address { get; }

    public async Task ReadyAsync()
    {
        using var http = new HttpClient { BaseAddress = Address };
        var deadline = DateTimeOffset.UtcNow.AddSeconds(30);
        while (true)
        {
            try
            {
                using var response = await http.GetAsync("/readyz");
                response.EnsureSuccessStatusCode();
                return;
            }
            catch (HttpRequestException) when (DateTimeOffset.UtcNow < deadline && !_process.HasExited)
            {
                await Task.Delay(50);
            }
        }
    }

    /// <summary>SIGKILL: no chance to finish anything.</summary>
    public void Kill() => _process.Kill();

    public async Task<(int ExitCode, string Error)> EndAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await _process.WaitForExitAsync(limit.Token);
        return (_process.ExitCode, await _error);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }
        _process.WaitForExit();
        _process.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
