using System.Diagnostics;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;

namespace FoodDelivery.BuildingBlocks.Messaging;

/// <summary>A message on its way into the outbox.</summary>
internal sealed record OutboxMessage(Guid EventId, string Topic, Guid AggregateId, long Seq, string Type, byte[] Value)
{
    // For rows.
    private OutboxMessage() : this(default, "", default, 0, "", []) { }

    /// <summary>How long an event stays in the outbox after it was published: as far back as it can be published again.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromDays(7);
}

/// <summary>
/// The messages of a transaction: written in one statement with its commit, so that they are sent if, and only if, it commits.
/// </summary>
internal sealed class OutboxRows : ITransactionPart
{
    private readonly List<OutboxMessage> messages = [];

    public int Rank => 2;

    public IReadOnlyList<OutboxMessage> Messages => messages;

    public void Add(OutboxMessage message) => messages.Add(message);

    public Task BeforeCommitAsync(Transaction transaction)
    {
        transaction.WriteRows(
            "INSERT INTO outbox (event_id, topic, aggregate_id, seq, type, value, created_at)",
            messages.Select(message => new object?[]
            {
                message.EventId, message.Topic, message.AggregateId, message.Seq, message.Type, message.Value, transaction.Now,
            }));
        transaction.AfterCommit(Count);
        return Task.CompletedTask;
    }

    private void Count()
    {
        foreach (var message in messages) EventSource.Recorded.Add(1, new KeyValuePair<string, object?>("type", message.Type));
    }
}

/// <summary>Events leave a service through its transactions (docs/adr/0005).</summary>
public static class Publishing
{
    /// <summary>Adds an event to the outbox; it is sent if, and only if, the transaction commits.</summary>
    /// <param name="aggregateId">Message key and subject.</param>
    /// <param name="sequence">Version of the aggregate after this event; the first is 1, no holes. 0 on topics without sequence.</param>
    /// <param name="data">The payload.</param>
    /// <param name="correlationId">Journey the event belongs to; taken from <see cref="Transaction.Cause"/> when null.</param>
    public static void Publish<T>(this Transaction transaction, Guid aggregateId, long sequence, T data, Guid? correlationId = null)
        where T : IEvent
    {
        var id = Guid.CreateVersion7(transaction.Now);
        using var span = EventSource.StartPublishing(T.Topic, T.EventType, id);
        var envelope = new EventEnvelope(
            id, EventSource.Name, T.EventType, aggregateId, transaction.Now, sequence,
            correlationId ?? transaction.Cause?.CorrelationId, transaction.Cause?.Id, Activity.Current?.Id, default);
        transaction.Enqueue(new OutboxMessage(
            envelope.Id, T.Topic, aggregateId, sequence, T.EventType, EventSerializer.Serialize(envelope, data)));
    }

    internal static void Enqueue(this Transaction transaction, OutboxMessage message) => transaction.Part<OutboxRows>().Add(message);
}

/// <summary>How aggregates are saved: the one way in which rows, deadlines and events of a change come into the database.</summary>
public static class AggregateStorage
{
    /// <summary>
    /// The guard of an aggregate's UPDATE, its first assignment: a version that is not the one that was read
    /// fails the statement, and so the commit. Needs <c>StoredVersion</c> and <c>Version</c> among the
    /// parameters, and a column <c>version</c> that takes no NULL.
    /// </summary>
    public const string Guard = "version = IF(version = @StoredVersion, @Version, NULL)";

    /// <summary>
    /// Leaves all of a change to be written with the commit, in one packet: the row, then deadlines and
    /// events. Call it once an aggregate has been changed.
    /// </summary>
    /// <remarks>
    /// A verb is said once: load or make the aggregate inside the work of the transaction, which may run again. One that was saved in a
    /// transaction that did not commit has no events any more.
    /// </remarks>
    /// <param name="sql">
    /// INSERT of a new row, or an UPDATE with <see cref="Guard"/>; more statements (history) may follow by
    /// <see cref="Transaction.Write(string, object?)"/>.
    /// </param>
    /// <param name="row">The statement's parameters.</param>
    /// <param name="correlationId">Journey that its events belong to; taken from <see cref="Transaction.Cause"/> when null.</param>
    public static void Save(this Transaction transaction, Aggregate aggregate, string sql, object row, Guid? correlationId = null)
    {
        transaction.Write(sql, row);
        transaction.Save(aggregate, correlationId);
    }

    /// <summary>
    /// The same for an aggregate whose row a context of Entity Framework tracks in this transaction: deadlines and events.
    /// </summary>
    public static void Save(this Transaction transaction, Aggregate aggregate, Guid? correlationId = null)
    {
        foreach (var (kind, dueAt) in aggregate.Deadlines)
        {
            if (dueAt is { } at) transaction.SetDeadline(aggregate.Id, kind, at);
            else transaction.ClearDeadline(aggregate.Id, kind);
        }
        var outbox = new Outbox(transaction, aggregate.EventKey, correlationId);
        foreach (var raised in aggregate.Raised) raised.Accept(outbox);
        aggregate.Saved();
    }

    private sealed class Outbox(Transaction transaction, Guid key, Guid? correlationId) : IRaisedEvents
    {
        public void Take<T>(long sequence, T data) where T : IEvent => transaction.Publish(key, sequence, data, correlationId);
    }
}
