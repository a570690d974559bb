using System.Text.Json;
using System.Threading.Channels;
using FoodDelivery.PaymentSimulator.Data;
using FoodDelivery.PaymentSimulator.Domain;
using Microsoft.Extensions.Options;

namespace FoodDelivery.PaymentSimulator.Webhooks;

internal enum WebhookOutcome
{
    Delivered,
    Dropped,
    GivenUp,
}

/// <summary>
/// Which webhooks are still owed: every ledger entry without a mark in "&lt;ledger&gt;.webhooks". The marks are not fsync'ed,
/// because losing one only sends a webhook again, and receivers have to stand that anyway.
/// </summary>
internal sealed class WebhookOutbox : IAsyncDisposable
{
    private readonly Channel<LedgerEntry> _due = Channel.CreateUnbounded<LedgerEntry>();
    private readonly HashSet<string> _marked = [];
    private readonly Ledger _ledger;
    private readonly TimeProvider _clock;
    private readonly Journal _marks;
    private int _pending;

    public WebhookOutbox(
        IOptions<SimulatorOptions> options, Ledger ledger, TimeProvider clock, IHostApplicationLifetime host, ILogger<WebhookOutbox> log)
    {
        _ledger = ledger;
        _clock = clock;
        var file = options.Value.LedgerFile + ".webhooks";
        (_marks, var torn) = Journal.Open(
            file, durable: false,
            line => _marked.Add(JsonSerializer.Deserialize<Mark>(line, JsonSerializerOptions.Web)!.EventId),
            log.StopOnFailure(host, file));
        if (torn > 0)
        {
            log.TornLine(file, torn);
        }
    }

    /// <summary>How many are owed, those included whose answer is still under way.</summary>
    public int Pending => Volatile.Read(ref _pending);

    public ChannelReader<LedgerEntry> Due => _due.Reader;

    /// <summary>Counts a booked entry before its caller gets the answer, so that nobody sees zero in between.</summary>
    public void Owe() => Interlocked.Increment(ref _pending);

    /// <summary>Hands an owed entry to the sender.</summary>
    public void Enqueue(LedgerEntry entry) => _due.Writer.TryWrite(entry);

    /// <summary>Puts what an earlier run still owed first in the queue. Call once, before requests come in.</summary>
    public async Task RecoverAsync()
    {
        foreach (var entry in await _ledger.ListAsync(reference: null))
        {
            if (!_marked.Remove(entry.EventId()))
            {
                Owe();
                Enqueue(entry);
            }
        }
        _marked.Clear();
    }

    /// <summary>Not to be sent again.</summary>
    public Task SettleAsync(LedgerEntry entry, WebhookOutcome outcome)
    {
        Interlocked.Decrement(ref _pending);
        var mark = new Mark(entry.EventId(), JsonNamingPolicy.CamelCase.ConvertName(outcome.ToString()), _clock.GetUtcNow());
        return _marks.AppendAsync(JsonSerializer.SerializeToUtf8Bytes(mark, JsonSerializerOptions.Web));
    }

    public ValueTask DisposeAsync() => _marks.DisposeAsync();

    private sealed record Mark(string EventId, string Outcome, DateTimeOffset At);
}
