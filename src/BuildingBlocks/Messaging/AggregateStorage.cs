using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;

namespace FoodDelivery.BuildingBlocks.Messaging;

/// <summary>How aggregates are saved: the one way in which rows, deadlines and events of a change come into the database.</summary>
public static class AggregateStorage
{
    /// <summary>
    /// The guard of an aggregate's UPDATE, its first assignment: a version that is not the one that was read fails the statement, and so the commit.
    /// Needs <c>StoredVersion</c> and <c>Version</c> among the parameters, and a column <c>version</c> that takes no NULL.
    /// </summary>
    public const string Guard = "version = IF(version = @StoredVersion, @Version, NULL)";

    /// <summary>
    /// Leaves all of a change to be written with the commit, in one packet: the row, then deadlines and events. Call it once an aggregate has been changed.
    /// </summary>
    /// <param name="sql">INSERT of a new row, or an UPDATE with <see cref="Guard"/>; more statements (history) may follow by <see cref="Transaction.Write(string, object?)"/>.</param>
    /// <param name="row">The statement's parameters.</param>
    /// <param name="correlationId">Journey that its events belong to; taken from <see cref="Transaction.Cause"/> when null.</param>
    public static void Save(this Transaction transaction, Aggregate aggregate, string sql, object row, Guid? correlationId = null)
    {
        transaction.Write(sql, row);
        transaction.Save(aggregate, correlationId);
    }

    /// <summary>The same for an aggregate whose row a context of Entity Framework tracks in this transaction: deadlines and events.</summary>
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
