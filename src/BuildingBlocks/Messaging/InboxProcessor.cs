using System.Text;
using System.Text.Json;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MySql.Data.MySqlClient;

namespace FoodDelivery.BuildingBlocks.Messaging;

/// <summary>
/// Applies events once and in order per stream: inbox rows and effects of a whole batch commit in one transaction. If the batch fails,
/// its messages are applied one by one, so that only the faulty one is dead-lettered (docs/adr/0005).
/// </summary>
public sealed class InboxProcessor(
    Database database,
    EventSubscriptions subscriptions,
    IServiceScopeFactory scopes,
    ILogger<InboxProcessor> log) : IEventProcessor
{
    private const int Attempts = 3;

    // No aggregate changes this often. A larger number would be taken for the stream's last one and silence everything after it.
    private const long LargestSequence = int.MaxValue - 1;

    /// <inheritdoc />
    public async Task ProcessAsync(IReadOnlyList<IncomingMessage> batch, CancellationToken ct)
    {
        if (batch.Count > 1)
        {
            try
            {
                await ApplyAsync(batch, ct);
                return;
            }
            catch (Exception e) when (!IsTransient(e))
            {
                log.LogInformation("A batch of {Count} messages failed with {Error}; applying them one by one", batch.Count, e.GetType().Name);
            }
        }
        foreach (var message in batch) await ProcessSingleAsync(message, ct);
    }

    /// <summary>Applies one message without dead-lettering it; for replays by ops.</summary>
    /// <exception cref="Exception">Whatever the handler threw.</exception>
    public Task ReplayAsync(IncomingMessage message, CancellationToken ct) => ApplyAsync([message], ct);

    /// <summary>Gives up waiting for the missing predecessors of a stream's parked events and applies those.</summary>
    internal async Task ReleaseAsync(StreamKey stream, CancellationToken ct)
    {
        var more = true;
        while (more)
        {
            more = await database.WriteAsync(async transaction =>
            {
                var state = (await Inbox.LoadAsync(transaction, [stream]))[stream];
                if (!state.HasParked) return false;
                var values = await Inbox.UnparkAsync(transaction, stream, state.LastSeq, acceptHole: true);
                var work = values.Select(value => new Work(stream, EventSerializer.Parse(value), value)).ToList();
                await RunAsync(transaction, work, ct);
                return work.Count > 0;
            }, ct);
        }
    }

    private async Task ProcessSingleAsync(IncomingMessage message, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await ApplyAsync([message], ct);
                return;
            }
            catch (Exception e) when (!IsTransient(e))
            {
                if (attempt < Attempts && e is not JsonException) continue;
                log.LogError(e, "Message {Topic}/{Partition}@{Offset} cannot be applied; it goes to the dead letters", message.Topic, message.Partition, message.Offset);
                await database.WriteAsync(transaction => DeadLetters.AddAsync(transaction, subscriptions.DeadLetterTopic, message, e, attempt), ct);
                EventSource.DeadLettered.Add(1);
                return;
            }
        }
    }

    private Task ApplyAsync(IReadOnlyList<IncomingMessage> batch, CancellationToken ct)
    {
        var parsed = batch.Select(Parse).ToList();
        return database.WriteAsync(async transaction =>
        {
            var states = await Inbox.LoadAsync(transaction, [.. parsed.Select(work => work.Stream).Distinct()]);
            var runnable = new List<Work>();
            foreach (var work in parsed)
            {
                var state = states[work.Stream];
                if (work.Envelope.Sequence <= state.LastSeq)
                {
                    EventSource.Duplicates.Add(1);
                    continue;
                }
                if (work.Envelope.Sequence > state.LastSeq + 1)
                {
                    log.LogInformation("Event {Sequence} of {Stream} arrived before {Expected}; parked", work.Envelope.Sequence, work.Stream, state.LastSeq + 1);
                    await Inbox.ParkAsync(transaction, work.Stream, work.Envelope, work.Value);
                    states[work.Stream] = state with { HasParked = true };
                    EventSource.Parked.Add(1);
                    continue;
                }

                runnable.Add(work);
                var last = work.Envelope.Sequence;
                if (state.HasParked)
                {
                    var followers = await Inbox.UnparkAsync(transaction, work.Stream, last, acceptHole: false);
                    runnable.AddRange(followers.Select(value => new Work(work.Stream, EventSerializer.Parse(value), value)));
                    last += followers.Count;
                }
                states[work.Stream] = state with { LastSeq = last };
            }
            await RunAsync(transaction, runnable, ct);
        }, ct);
    }

    private async Task RunAsync(Transaction transaction, IReadOnlyList<Work> runnable, CancellationToken ct)
    {
        if (runnable.Count == 0) return;
        // First, so that a consumer that lost its partition stops here and not after its effects.
        await Inbox.RecordAsync(transaction, [.. runnable.Select(work => (work.Stream, work.Envelope))]);
        await using var scope = scopes.CreateAsyncScope();
        foreach (var work in runnable)
        {
            // A type nobody here handles still counts as applied, or the stream would stop.
            if (subscriptions.Find(work.Envelope.Type) is not { } handler) continue;
            using var activity = EventSource.StartHandling(work.Envelope);
            transaction.Cause = work.Envelope;
            await handler(scope.ServiceProvider, work.Envelope, transaction, ct);
        }
        transaction.Cause = null;
        transaction.AfterCommit(() => Measure(runnable, transaction.Now));
    }

    private static void Measure(IReadOnlyList<Work> applied, DateTimeOffset now)
    {
        EventSource.Applied.Add(applied.Count);
        foreach (var work in applied) EventSource.Delay.Record((now - work.Envelope.Time).TotalSeconds, new KeyValuePair<string, object?>("topic", work.Stream.Topic));
    }

    private static Work Parse(IncomingMessage message)
    {
        if (message.Value is null) throw new JsonException("The message has no value.");
        var envelope = EventSerializer.Parse(message.Value);
        if (envelope.Sequence is 0 or > LargestSequence) throw new JsonException("Attribute 'sequence' is out of range on this topic.");
        // The key decides the order, the subject the state: they must name the same aggregate.
        if (message.Key is null || !Guid.TryParse(Encoding.UTF8.GetString(message.Key), out var key) || key != envelope.Subject)
        {
            throw new JsonException("The message key is not the event's subject.");
        }
        return new Work(new StreamKey(message.Topic, envelope.Subject), envelope, message.Value);
    }

    private static bool IsTransient(Exception e) =>
        e.IsUnavailable() || e is OperationCanceledException or DependencyUnavailableException or TimeoutException || e is MySqlException mysql && mysql.IsLockConflict();

    private sealed record Work(StreamKey Stream, EventEnvelope Envelope, byte[] Value);
}
