using System.Diagnostics;
using System.Net;
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
    private readonly Client client = new(http, email);

    public string Email => email;

    public Journal Journal => journal;

    public Guid Id { get; private set; }

    public async Task LogInAsync(CancellationToken ct)
    {
        const string Login = "/api/v1/auth/login";
        Accepted(await InsistAsync(() => client.LogInAsync(ct), Sort.Command, HttpMethod.Post, Login, ct), HttpMethod.Post, Login);
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
        var op = kind is null ? null : journal.Begin(email, kind, key, orderId);
        var sort = method == HttpMethod.Get ? Sort.Read : key is not null ? Sort.Keyed : Sort.Command;
        var answer = await InsistAsync(() => client.AskAsync(method, path, body, ct, key), sort, method, path, ct);
        if (op is not null && answer.Ok)
        {
            journal.End(op, "ok", answer.Status, kind == "place" ? answer.Body["id"]!.GetValue<Guid>() : null, answer.Body["total"] is JsonObject total ? total["amount"]!.GetValue<long>() : null);
        }
        else if (op is not null)
        {
            journal.End(op, "fail", answer.Status);
        }
        return Accepted(answer, method, path);
    }

    /// <inheritdoc cref="Client.OpenStreamAsync"/>
    public async Task<HttpResponseMessage> OpenStreamAsync(long? after, CancellationToken ct)
    {
        try
        {
            return await client.OpenStreamAsync(after, ct);
        }
        catch (HttpRequestException e) when (e.StatusCode is HttpStatusCode.Unauthorized)
        {
            await LogInAsync(ct);
            throw;
        }
    }

    private async Task<Answer> InsistAsync(Func<Task<Answer>> askAsync, Sort sort, HttpMethod method, string path, CancellationToken ct)
    {
        var watch = Stopwatch.StartNew();
        var answer = Answer.None("not sent");
        for (var attempt = 1; watch.Elapsed < pace.Patience; attempt++)
        {
            journal.Sends();
            try
            {
                answer = await askAsync();
            }
            finally
            {
                journal.Hears();
            }
            // A login or a refresh that is refused is refused for good; anybody else's token has run out.
            var mayLogIn = answer.Status == 401 && !path.StartsWith("/api/v1/auth/", StringComparison.Ordinal);
            var definite = answer.IsDefinite || (answer.Status == 401 && !mayLogIn);
            journal.Answers.Note(sort, attempt, answer.Ok ? "done" : definite ? "refused" : $"{answer} of {path.Split('/', '?')[3]}");
            if (definite) return answer;
            if (mayLogIn) await LogInAsync(ct);
            await Task.Delay(pace.Look, ct);
        }
        throw new TimeoutException($"{method} {path} by {email}: no definite answer for {pace.Patience.TotalSeconds} s (last: {answer.Why ?? answer.ToString()})");
    }

    private JsonNode Accepted(Answer answer, HttpMethod method, string path) =>
        answer.Ok ? answer.Body : throw new RefusedException(answer.Status, answer.Code, $"{method} {path} by {email}: {answer.Status} {answer.Body.ToJsonString()}");
}
