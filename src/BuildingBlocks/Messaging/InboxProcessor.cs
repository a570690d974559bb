using System.Text;
using System.Text.Json;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

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
    private const int StreamsKnown = 20_000;

    // The last sequence of streams that this process applied; of those with parked events nothing is kept. Counts only for events that
    // follow it without a hole: whatever else comes is looked up in the database, because others may have applied events, or lost them.
    private readonly Recent<StreamKey, long> known = new(StreamsKnown);

    /// <inheritdoc />
    public async Task ProcessAsync(IReadOnlyList<IncomingMessage> batch, CancellationToken ct)
    {
        // What cannot even be read is put aside: it has no place in any order, and must not cost the others their batch.
        var readable = new List<Work>(batch.Count);
        var unreadable = new List<(IncomingMessage Message, JsonException Error)>();
        foreach (var message in batch)
        {
            try
            {
                readable.Add(Parse(message));
            }
            catch (JsonException e)
            {
                unreadable.Add((message, e));
            }
        }
        await ProcessAsync(readable, ct);
        if (unreadable.Count > 0) await DeadLetterAsync(unreadable, attempts: 1, ct);
    }

    /// <summary>Others may have applied events meanwhile: what is known of streams is read anew.</summary>
    internal void Forget() => known.Clear();

    /// <summary>Applies one message without dead-lettering it, then what waited behind it; for replays by ops.</summary>
    /// <exception cref="Exception">Whatever the handler threw.</exception>
    public async Task ReplayAsync(IncomingMessage message, CancellationToken ct) =>
        await FollowAsync(await ApplyAsync([Parse(message)], ct), ct);

    /// <summary>Gives up waiting for the missing predecessor of a stream's parked events and applies those.</summary>
    internal Task ReleaseAsync(StreamKey stream, CancellationToken ct) => FollowAsync(stream, acceptHole: true, ct);

    private async Task ProcessAsync(List<Work> batch, CancellationToken ct) =>
        await FollowAsync(await TogetherAsync(batch, ct) ?? await OneByOneAsync(batch, ct), ct);

    /// <returns>Streams with parked events; null when the batch cannot be applied as a whole.</returns>
    private async Task<IReadOnlyCollection<StreamKey>?> TogetherAsync(List<Work> batch, CancellationToken ct)
    {
        if (batch.Count < 2) return null;
        try
        {
            return await ApplyAsync(batch, ct);
        }
        catch (Exception e) when (!IsTransient(e))
        {
            log.LogInformation("A batch of {Count} messages failed with {Error}; applying them one by one", batch.Count, e.GetType().Name);
            return null;
        }
    }

    private async Task<IReadOnlyCollection<StreamKey>> OneByOneAsync(List<Work> batch, CancellationToken ct)
    {
        var waiting = new HashSet<StreamKey>();
        foreach (var work in batch) waiting.UnionWith(await ProcessSingleAsync(work, ct));
        return waiting;
    }

    private async Task FollowAsync(IReadOnlyCollection<StreamKey> waiting, CancellationToken ct)
    {
        foreach (var stream in waiting) await FollowAsync(stream, acceptHole: false, ct);
    }

    // Each parked event in a transaction of its own: one that cannot be applied is put aside itself, and not the one that it waited for.
    private async Task FollowAsync(StreamKey stream, bool acceptHole, CancellationToken ct)
    {
        while (await database.ReadAsync(session => Inbox.FirstParkedAsync(session, stream), ct) is var (message, follows)
            && (follows || acceptHole))
        {
            await ProcessSingleAsync(Parse(message) with { Parked = true }, ct);
            acceptHole = false;
        }
    }

    private async Task<IReadOnlyCollection<StreamKey>> ProcessSingleAsync(Work work, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await ApplyAsync([work], ct);
            }
            catch (Exception e) when (!IsTransient(e))
            {
                if (attempt < Attempts && e is not JsonException) continue;
                await DeadLetterAsync([(work.Message, e)], attempt, ct, work);
                return [];
            }
        }
    }

    private async Task DeadLetterAsync<T>(
        IReadOnlyList<(IncomingMessage Message, T Error)> letters, int attempts, CancellationToken ct, Work? work = null)
        where T : Exception
    {
        foreach (var (message, error) in letters)
        {
            log.LogError(
                error, "Message {Topic}/{Partition}@{Offset} cannot be applied; it goes to the dead letters",
                message.Topic, message.Partition, message.Offset);
        }
        await database.WriteAsync(async transaction =>
        {
            foreach (var (message, error) in letters)
            {
                await DeadLetters.AddAsync(transaction, subscriptions.DeadLetterTopic, message, error, attempts);
            }
            if (work is { Parked: true }) await Inbox.UnparkAsync(transaction, work.Stream, work.Envelope.Sequence);
        }, ct);
        EventSource.DeadLettered.Add(letters.Count);
    }

    /// <returns>The streams of the batch with parked events.</returns>
    private async Task<List<StreamKey>> ApplyAsync(IReadOnlyList<Work> batch, CancellationToken ct)
    {
        try
        {
            return await database.WriteAsync(transaction => ApplyAsync(transaction, batch, ct), ct);
        }
        catch
        {
            // Maybe because somebody else has applied them.
            foreach (var work in batch) known.Remove(work.Stream);
            throw;
        }
    }

    private async Task<List<StreamKey>> ApplyAsync(Transaction transaction, IReadOnlyList<Work> batch, CancellationToken ct)
    {
        var states = await StatesAsync(transaction, batch);
        var runnable = new List<Work>();
        foreach (var work in batch)
        {
            var state = states[work.Stream];
            if (work.Parked) await Inbox.UnparkAsync(transaction, work.Stream, work.Envelope.Sequence);
            if (work.Envelope.Sequence <= state.LastSeq)
            {
                EventSource.Duplicates.Add(1);
                continue;
            }
            if (work.Envelope.Sequence > state.LastSeq + 1 && !work.Parked)
            {
                log.LogInformation(
                    "Event {Sequence} of {Stream} arrived before {Expected}; parked",
                    work.Envelope.Sequence, work.Stream, state.LastSeq + 1);
                await Inbox.ParkAsync(transaction, work.Stream, work.Envelope, work.Message);
                states[work.Stream] = state with { HasParked = true };
                EventSource.Parked.Add(1);
                continue;
            }

            runnable.Add(work);
            states[work.Stream] = state with { LastSeq = work.Envelope.Sequence };
        }
        await RunAsync(transaction, runnable, ct);
        transaction.AfterCommit(() => Remember(states));
        return states.Where(state => state.Value.HasParked).Select(state => state.Key).ToList();
    }

    private async Task<Dictionary<StreamKey, StreamState>> StatesAsync(Transaction transaction, IReadOnlyList<Work> batch)
    {
        var states = new Dictionary<StreamKey, StreamState>();
        foreach (var stream in batch.GroupBy(work => work.Stream))
        {
            if (!known.TryGet(stream.Key, out var last)) continue;
            var next = last + 1;
            if (stream.All(work => !work.Parked && work.Envelope.Sequence == next++)) states.Add(stream.Key, new StreamState(last, false));
        }
        var unknown = batch.Select(work => work.Stream).Distinct().Where(stream => !states.ContainsKey(stream)).ToList();
        if (unknown.Count == 0) return states;
        foreach (var (stream, state) in await Inbox.LoadAsync(transaction, unknown)) states.Add(stream, state);
        return states;
    }

    private void Remember(Dictionary<StreamKey, StreamState> states)
    {
        foreach (var (stream, state) in states)
        {
            if (state.HasParked) known.Remove(stream);
            else known.Set(stream, state.LastSeq);
        }
    }

    private async Task RunAsync(Transaction transaction, IReadOnlyList<Work> runnable, CancellationToken ct)
    {
        if (runnable.Count == 0) return;
        await using var scope = scopes.CreateAsyncScope();
        // A type nobody here handles still counts as applied, or the stream would stop.
        var handled = runnable
            .Select(work => (Work: work, Handler: subscriptions.Find(work.Envelope.Type))).Where(pair => pair.Handler is not null).ToList();
        var around = subscriptions.Batch is { } type && handled.Count > 0
            ? (IEventBatch)scope.ServiceProvider.GetRequiredService(type)
            : null;
        if (around is not null) await around.LoadAsync([.. handled.Select(pair => pair.Work.Envelope)], transaction, ct);
        // Before the effects, so that a consumer that lost its partition stops here; after the reads, with which it would be a packet more.
        Inbox.Record(transaction, [.. runnable.Select(work => (work.Stream, work.Envelope))]);
        foreach (var (work, handler) in handled)
        {
            transaction.Cause = work.Envelope;
            await EventSource.HandlingAsync(
                work.Envelope, work.Stream.Topic, () => handler!(scope.ServiceProvider, work.Envelope, transaction, ct));
        }
        transaction.Cause = null;
        around?.Save(transaction);
        transaction.AfterCommit(() => Measure(runnable, transaction.Now));
    }

    private static void Measure(IReadOnlyList<Work> applied, DateTimeOffset now)
    {
        EventSource.Applied.Add(applied.Count);
        foreach (var work in applied)
        {
            EventSource.Delay.Record(
                (now - work.Envelope.Time).TotalSeconds, new KeyValuePair<string, object?>("topic", work.Stream.Topic));
        }
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
        return new Work(new StreamKey(message.Topic, envelope.Subject), envelope, message);
    }

    private static bool IsTransient(Exception e) =>
        e.IsUnavailable() || e is OperationCanceledException or DependencyUnavailableException or TimeoutException || e.IsLockConflict();

    /// <param name="Parked">It waited for its predecessor, which has been applied or given up.</param>
    private sealed record Work(StreamKey Stream, EventEnvelope Envelope, IncomingMessage Message, bool Parked = false);
}
