using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc.Testing;

namespace FoodDelivery.PaymentSimulator.Tests;

/// <summary>A simulator on a free port with a ledger of its own, and the calls a payment service makes to it.</summary>
internal sealed class SimulatorApi : IAsyncDisposable
{
    public const string ApiKey = "test-key";
    public const string WebhookSecret = "test-webhook-secret";

    private readonly WebApplicationFactory<Program> _host;

    private SimulatorApi(WebApplicationFactory<Program> host, string ledgerFile)
    {
        _host = host;
        LedgerFile = ledgerFile;
        Http = ClientFor(host.ClientOptions.BaseAddress);
    }

    public string LedgerFile { get; }

    public HttpClient Http { get; }

    public static string NewLedgerFile() => Path.Combine(Directory.CreateTempSubdirectory("psp-").FullName, "ledger.jsonl");

    public static HttpClient ClientFor(Uri address)
    {
        var http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(20) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ApiKey);
        return http;
    }

    public static SimulatorApi Start(string? ledgerFile = null, params (string Name, string Value)[] settings)
    {
        ledgerFile ??= NewLedgerFile();
        var host = new WebApplicationFactory<Program>().WithWebHostBuilder(web =>
        {
            web.UseSetting("urls", "http://127.0.0.1:0");
            web.UseSetting("Simulator:ApiKey", ApiKey);
            web.UseSetting("Simulator:LedgerFile", ledgerFile);
            web.UseSetting("Simulator:SlowDelay", "00:00:01");
            web.UseSetting("Simulator:TimeoutDelay", "00:00:00.600");
            web.UseSetting("Simulator:WebhookSecret", WebhookSecret);
            web.UseSetting("Simulator:WebhookRetryDelay", "00:00:00.020");
            web.UseSetting("Logging:LogLevel:Default", "Warning");
            foreach (var (name, value) in settings)
            {
                web.UseSetting($"Simulator:{name}", value);
            }
        });
        host.UseKestrel();
        host.StartServer();
        return new SimulatorApi(host, ledgerFile);
    }

    public static string NewKey() => Guid.NewGuid().ToString();

    public Task<Answer> AuthorizeAsync(string token = "tok_ok", long amount = 2500, string reference = "order-1", string? key = null) =>
        PostAsync("/v1/authorizations", new { reference, amount, currency = "EUR", token }, key ?? NewKey());

    /// <summary>The id of a fresh hold.</summary>
    public async Task<string> HoldAsync(string token = "tok_ok", long amount = 2500, string reference = "order-1") =>
        (await AuthorizeAsync(token, amount, reference)).Text("id");

    public Task<Answer> CaptureAsync(string id, long amount, string? key = null) =>
        PostAsync($"/v1/authorizations/{id}/capture", new { amount }, key ?? NewKey());

    public Task<Answer> VoidAsync(string id, string? key = null) => PostAsync($"/v1/authorizations/{id}/void", null, key ?? NewKey());

    public Task<Answer> RefundAsync(string id, long amount, string? key = null) =>
        PostAsync($"/v1/authorizations/{id}/refunds", new { amount, reason = "cold food" }, key ?? NewKey());

    public Task<Answer> OperationAsync(string key) => GetAsync($"/v1/operations/{key}");

    /// <summary>Waits until a slow request with this key has arrived.</summary>
    public async Task UntilInProgressAsync(string key)
    {
        var answer = await OperationAsync(key);
        for (var deadline = DateTimeOffset.UtcNow.AddSeconds(10); answer.Status == HttpStatusCode.NotFound && DateTimeOffset.UtcNow < deadline;)
        {
            answer = await OperationAsync(key);
        }
        answer.Refused(HttpStatusCode.Conflict, "idempotency_key_in_progress");
    }

    public async Task<List<Line>> LedgerAsync(string? reference = null)
    {
        var answer = await GetAsync("/v1/ledger" + (reference is null ? "" : $"?reference={reference}"));
        return answer.Body.GetProperty("entries").Deserialize<List<Line>>(JsonSerializerOptions.Web)!;
    }

    public async Task<Answer> GetAsync(string path)
    {
        using var response = await Http.GetAsync(path);
        return await Answer.FromAsync(response);
    }

    public async Task<Answer> PostAsync(string path, object? body, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        request.Content = body is null ? null : JsonContent.Create(body);
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }
        using var response = await Http.SendAsync(request);
        return await Answer.FromAsync(response);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _host.DisposeAsync();
        // The program's own end runs on another thread; wait until it has let go of its files.
        await Eventually.TrueAsync(() => IsFree(LedgerFile) && IsFree(LedgerFile + ".webhooks"), () => "the ledger is closed");
    }

    private static bool IsFree(string file)
    {
        try
        {
            using var exclusive = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    internal sealed record Line(long Seq, DateTimeOffset At, string Kind, string AuthorizationId, string Reference, long Amount, string Currency, string Key);
}
