using System.Diagnostics;
using FoodDelivery.Faults.Witness;

namespace FoodDelivery.Faults.City;

/// <summary>
/// Somebody who wants to know what a single request is answered. A <see cref="Person"/> repeats by himself and tells only how it ended; here
/// every answer counts. What makes an order is in the journal all the same.
/// </summary>
public sealed class Caller(HttpClient http, string email, Journal journal)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(75);
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(200);

    private readonly Client client = new(http, email);

    public string Email => email;

    public Guid Id { get; private set; }

    /// <summary>Called with every answer, also with none and with those that are followed by a repeat.</summary>
    public Action<Answer>? Heard { get; init; }

    /// <exception cref="TimeoutException">Nobody could be reached.</exception>
    public async Task<Caller> LogInAsync(CancellationToken ct)
    {
        await RefreshAsync(ct);
        Id = (await InsistAsync(HttpMethod.Get, "/api/v1/users/me", null, ct)).Body["id"]!.GetValue<Guid>();
        return this;
    }

    /// <summary>Sends once, without a line in the journal: for what makes no order.</summary>
    public async Task<Answer> AskAsync(HttpMethod method, string path, object? body, CancellationToken ct, string? key = null, TimeSpan? within = null, StartingLine? line = null)
    {
        var answer = await client.AskAsync(method, path, body, ct, key, within, line);
        Heard?.Invoke(answer);
        if (answer.Status == 401) await RefreshAsync(ct);
        return answer;
    }

    /// <summary>Repeats, with the same key, until the answer is definite.</summary>
    /// <exception cref="TimeoutException">It never was.</exception>
    public async Task<Answer> InsistAsync(HttpMethod method, string path, object? body, CancellationToken ct, string? key = null, TimeSpan? within = null, StartingLine? line = null)
    {
        var watch = Stopwatch.StartNew();
        // Only the first try waits at the line.
        var answer = await AskAsync(method, path, body, ct, key, within, line);
        while (!answer.IsDefinite)
        {
            if (watch.Elapsed > Patience) throw new TimeoutException($"{method} {path} by {email}: no definite answer for {Patience.TotalSeconds} s (last: {answer})");
            await Task.Delay(Between, ct);
            answer = await AskAsync(method, path, body, ct, key, within);
        }
        return answer;
    }

    /// <summary>Places an order, insisting or with one try, and writes down what is known of it.</summary>
    public async Task<Answer> PlaceAsync(Guid quote, string card, string key, bool insist, CancellationToken ct, StartingLine? line = null)
    {
        const string Orders = "/api/v1/orders";
        var body = new { quoteId = quote, paymentMethod = card };
        var op = journal.Begin(email, "place", key);
        var answer = insist ? await InsistAsync(HttpMethod.Post, Orders, body, ct, key, line: line) : await AskAsync(HttpMethod.Post, Orders, body, ct, key, line: line);
        if (answer.Ok) journal.End(op, "ok", answer.Status, answer.Body["id"]!.GetValue<Guid>(), answer.Body["total"]!["amount"]!.GetValue<long>());
        else if (answer.IsDefinite) journal.End(op, "fail", answer.Status);
        return answer;
    }

    /// <inheritdoc cref="Client.OpenStreamAsync"/>
    public Task<HttpResponseMessage> OpenStreamAsync(CancellationToken ct) => client.OpenStreamAsync(null, ct);

    private async Task RefreshAsync(CancellationToken ct)
    {
        var answer = await client.LogInAsync(ct);
        Heard?.Invoke(answer);
        // Who cannot log in now comes back: the next answer will be 401 again.
        if (!client.HasToken) throw new TimeoutException($"{email} cannot log in: {answer}");
    }
}
