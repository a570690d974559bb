using System.Diagnostics;
using Dapper;
using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.Contracts;
using MySql.Data.MySqlClient;

namespace FoodDelivery.BuildingBlocks.Sql;

/// <summary>
/// A READ COMMITTED transaction. State and events commit together (docs/adr/0005). It begins with its first statement and
/// commits with its last, so that it costs no round trips of its own.
/// </summary>
public sealed class Transaction : Session
{
    private const string Begin = "START TRANSACTION; ";

    private readonly TimeProvider clock;
    private readonly List<OutboxMessage> outbox = [];
    private readonly List<Action> afterCommit = [];
    private bool begun;

    internal Transaction(PooledConnection rented, TimeProvider clock, CancellationToken ct)
        : base(rented, ct) => this.clock = clock;

    /// <summary>The event being handled, if any: becomes the causation of published events.</summary>
    public EventEnvelope? Cause { get; internal set; }

    /// <summary>The moment of this transaction, for rows and domain methods.</summary>
    public DateTimeOffset Now => clock.GetUtcNow();

    internal bool HasEvents => outbox.Count > 0;

    /// <summary>The commit is or was on its way: after a failure only the server knows what became of it.</summary>
    internal bool CommitSent { get; private set; }

    /// <summary>Adds an event to the outbox; it is sent if, and only if, the transaction commits.</summary>
    /// <param name="aggregateId">Message key and subject.</param>
    /// <param name="sequence">Version of the aggregate after this event; the first is 1, no holes. 0 on topics without sequence.</param>
    /// <param name="data">The payload.</param>
    /// <param name="correlationId">Journey the event belongs to; taken from <see cref="Cause"/> when null.</param>
    public void Publish<T>(Guid aggregateId, long sequence, T data, Guid? correlationId = null) where T : IEvent
    {
        var envelope = new EventEnvelope(
            Guid.CreateVersion7(Now), EventSource.Name, T.EventType, aggregateId, Now, sequence,
            correlationId ?? Cause?.CorrelationId, Cause?.Id, Activity.Current?.Id, default);
        outbox.Add(new OutboxMessage(envelope.Id, T.Topic, aggregateId, sequence, T.EventType, EventSerializer.Serialize(envelope, data)));
    }

    /// <summary>Something to do once the commit is certain, for example to wake a worker. Lost in a crash, so never the only way.</summary>
    public void AfterCommit(Action action) => afterCommit.Add(action);

    internal void Enqueue(OutboxMessage message) => outbox.Add(message);

    internal async Task CommitAsync()
    {
        if (begun || outbox.Count > 0) await SendCommitAsync();
        foreach (var message in outbox) EventSource.Recorded.Add(1, new KeyValuePair<string, object?>("type", message.Type));
        foreach (var action in afterCommit) action();
    }

    private async Task SendCommitAsync()
    {
        var parameters = new DynamicParameters();
        var insert = OutboxMessage.InsertSql(outbox, parameters, Now);
        CommitSent = true;
        await SendAsync(new CommandDefinition((begun ? "" : Begin) + insert + "COMMIT", parameters));
        begun = false;
    }

    /// <summary>False when the connection is broken; the server rolls back when it is gone.</summary>
    internal async Task<bool> RollbackAsync()
    {
        if (!begun) return true;
        begun = false;
        try
        {
            await SendAsync(new CommandDefinition("ROLLBACK"));
            return true;
        }
        catch (Exception e) when (e is MySqlException or InvalidOperationException or IOException or DependencyUnavailableException)
        {
            return false;
        }
    }

    private protected override CommandDefinition Command(string sql, object? parameters)
    {
        if (begun) return base.Command(sql, parameters);
        begun = true;
        return base.Command(Begin + sql, parameters);
    }
}
