using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using FoodDelivery.Faults.Witness;

namespace FoodDelivery.Faults.City;

/// <summary>A definite refusal.</summary>
public sealed class RefusedException(int status, string? code, string text) : Exception(text)
{
    public int Status => status;

    public string? Code => code;
}

/// <summary>
/// Somebody who uses the API as a good client does under faults: what was not answered is repeated, with the same key, until the answer is definite.
/// </summary>
public sealed class Person(HttpClient http, string email, Journal journal, Pace pace)
{
    private const string Password = "Demo-Passw0rd!";
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    private string? token;

    public string Email => email;

    public Journal Journal => journal;

    public Guid Id { get; private set; }

    public async Task LogInAsync(CancellationToken ct)
    {
        var tokens = await SendAsync("login", HttpMethod.Post, "/api/v1/auth/login", new { email, password = Password }, ct);
        token = tokens["accessToken"]!.GetValue<string>();
        Id = (await GetAsync("/api/v1/users/me", ct))["id"]!.GetValue<Guid>();
    }

    public Task<JsonNode> GetAsync(string path, CancellationToken ct) => SendAsync(null, HttpMethod.Get, path, null, ct);

    public Task<JsonNode> DoAsync(string kind, string path, object? body, CancellationToken ct, string? key = null, Guid? orderId = null) =>
        SendAsync(kind, HttpMethod.Post, path, body ?? new { }, ct, key, orderId);

    /// <param name="kind">Name in the journal; null for what changes nothing.</param>
    /// <exception cref="RefusedException">Refused for good.</exception>
    /// <exception cref="TimeoutException">No definite answer for too long.</exception>
    public async Task<JsonNode> SendAsync(string? kind, HttpMethod method, string path, object? body, CancellationToken ct, string? key = null, Guid? orderId = null)
    {
        var watch = Stopwatch.StartNew();
        var op = kind is null ? null : journal.Begin(email, kind, key, orderId);
        var last = "";
        var sort = method == HttpMethod.Get ? Sort.Read : key is not null ? Sort.Keyed : Sort.Command;
        for (var attempt = 1; watch.Elapsed < pace.Patience; attempt++)
        {
            try
            {
                using var response = await OnceAsync(method, path, body, key, ct);
                var text = await response.Content.ReadAsStringAsync(ct);
                var status = (int)response.StatusCode;
                var node = text.Length > 0 && text[0] == '{' ? JsonNode.Parse(text)! : new JsonObject();
                if (response.IsSuccessStatusCode)
                {
                    journal.Answers.Note(sort, attempt, "done");
                    if (op is not null) journal.End(op, "ok", status, kind == "place" ? node["id"]!.GetValue<Guid>() : null, node["total"] is JsonObject total ? total["amount"]!.GetValue<long>() : null);
                    return node;
                }
                var code = node["code"]?.GetValue<string>();
                journal.Answers.Note(sort, attempt, IsDefinite(status, code) ? "refused" : $"{status} {code} of {path.Split('/', '?')[3]}");
                last = $"{status} {code}";
                if (response.StatusCode is HttpStatusCode.Unauthorized && kind != "login" && kind != "refresh") await LogInAsync(ct);
                else if (IsDefinite(status, code))
                {
                    if (op is not null) journal.End(op, "fail", status);
                    throw new RefusedException(status, code, $"{method} {path} by {email}: {text}");
                }
            }
            catch (Exception e) when (e is HttpRequestException or IOException or JsonException || (e is OperationCanceledException && !ct.IsCancellationRequested))
            {
                last = e.Message;
                journal.Answers.Note(sort, attempt, $"no answer of {path.Split('/', '?')[3]}");
            }
            journal.Repeats();
            await Task.Delay(pace.Look, ct);
        }
        throw new TimeoutException($"{method} {path} by {email}: no definite answer for {pace.Patience.TotalSeconds} s (last: {last})");
    }

    /// <summary>A live stream, from after an event on.</summary>
    public async Task<HttpResponseMessage> OpenStreamAsync(long? after, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/streams/me");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (after is not null) request.Headers.Add("Last-Event-ID", after.ToString());
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        if (response.IsSuccessStatusCode) return response;
        using (response)
        {
            if (response.StatusCode is HttpStatusCode.Unauthorized) await LogInAsync(ct);
            throw new HttpRequestException($"The stream answered {(int)response.StatusCode}");
        }
    }

    private async Task<HttpResponseMessage> OnceAsync(HttpMethod method, string path, object? body, string? key, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(method, path);
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        if (body is not null) request.Content = JsonContent.Create(body, options: Web);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(TimeSpan.FromSeconds(15));
        journal.Sends();
        try
        {
            return await http.SendAsync(request, limit.Token);
        }
        finally
        {
            journal.Hears();
        }
    }

    // An answer that says "not now" leaves open what became of the request.
    private static bool IsDefinite(int status, string? code) => status is >= 400 and < 500 and not (408 or 425 or 429) && code != "idempotency_key_in_progress";
}
