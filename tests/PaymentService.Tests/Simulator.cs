using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using FoodDelivery.TestKit;

namespace FoodDelivery.PaymentService.Tests;

/// <summary>The real provider simulator as a process, with a book of its own.</summary>
public sealed class Simulator : IDisposable
{
    public const string ApiKey = "test-provider-key";

    private readonly string ledgerFile = Path.Combine(Directory.CreateTempSubdirectory("psp-").FullName, "ledger.jsonl");
    private readonly int port = FreePort();
    private readonly HttpClient http;
    private Process? process;

    public Simulator()
    {
        Address = $"http://127.0.0.1:{port}";
        http = new HttpClient { BaseAddress = new Uri(Address) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ApiKey);
        Start();
    }

    public string Address { get; }

    public void Start()
    {
        var configuration = AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug";
        var dll = Path.Combine(TestEnvironment.RepositoryRoot, "src/PaymentSimulator/bin", configuration, "net10.0/PaymentSimulator.dll");
        process = Process.Start(new ProcessStartInfo("dotnet", [dll])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            Environment =
            {
                ["ASPNETCORE_URLS"] = Address,
                ["Simulator__LedgerFile"] = ledgerFile,
                ["Simulator__ApiKey"] = ApiKey,
                ["Simulator__SlowDelay"] = "00:00:03",
                ["Logging__LogLevel__Default"] = "Warning",
            },
        })!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        Eventually.IsTrueAsync(IsReadyAsync, "the simulator starts", TimeSpan.FromSeconds(60)).GetAwaiter().GetResult();
    }

    public void Kill()
    {
        process!.Kill();
        process.WaitForExit();
    }

    /// <summary>What the provider booked for an order: kind and amount, in order.</summary>
    public async Task<IReadOnlyList<(string Kind, long Amount, string Key, string Authorization)>> BookedAsync(Guid orderId)
    {
        var answer = await http.GetFromJsonAsync<JsonNode>($"/v1/ledger?reference={orderId}");
        return [.. answer!["entries"]!.AsArray().Select(e => (e!.Text("kind"), e!["amount"]!.GetValue<long>(), e.Text("key"), e.Text("authorizationId")))];
    }

    public async Task<string[]> KindsAsync(Guid orderId) => [.. (await BookedAsync(orderId)).Select(entry => entry.Kind)];

    /// <summary>Books as a service would that then dies before it records the answer.</summary>
    public async Task<JsonNode> PostAsync(string path, object? body, Guid key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        request.Headers.Add("Idempotency-Key", key.ToString());
        if (body is not null) request.Content = JsonContent.Create(body);
        return await http.SendAsync(request).ShouldBe(HttpStatusCode.OK);
    }

    public void Dispose()
    {
        if (!process!.HasExited) Kill();
        process.Dispose();
        http.Dispose();
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            return (await http.GetAsync("/readyz")).IsSuccessStatusCode;
        }
        catch (HttpRequestException) when (!process!.HasExited)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
