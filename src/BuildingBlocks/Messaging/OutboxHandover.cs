using System.Collections.Concurrent;
using FoodDelivery.BuildingBlocks.Sql;

namespace FoodDelivery.BuildingBlocks.Messaging;

/// <summary>
/// Hands what this process commits to its relay, which need not read it back then, and wakes it. A convenience: whatever is lost on this
/// way is still unpublished in the outbox.
/// </summary>
public sealed class OutboxHandover : WakeSignal
{
    // More than this waits only while the broker is away; the database holds it all.
    private const int Most = 5_000;

    private readonly ConcurrentQueue<OutboxMessage> queue = new();
    private bool missed;

    /// <summary>Listens to the commits of this database.</summary>
    public OutboxHandover(Database database) => database.Committed += transaction =>
    {
        if (transaction.FindPart<OutboxRows>() is not { } rows) return;
        if (!Accepting) return;
        if (queue.Count < Most)
        {
            foreach (var message in rows.Messages) queue.Enqueue(message);
            Set();
        }
        else
        {
            ReadOutbox();
        }
    };

    /// <summary>Whether somebody takes them: the relay that leads.</summary>
    internal bool Accepting { get; set; }

    /// <summary>There is something in the outbox that was not handed over.</summary>
    public void ReadOutbox()
    {
        missed = true;
        Set();
    }

    /// <summary>Whether <see cref="ReadOutbox"/> was called since the last time.</summary>
    internal bool TakeMissed() => Interlocked.Exchange(ref missed, false);

    /// <summary>
    /// What was committed since the last call. Not always in the order of the commits: who committed later may report first.
    /// </summary>
    internal List<OutboxMessage> Take()
    {
        var taken = new List<OutboxMessage>();
        while (queue.TryDequeue(out var message)) taken.Add(message);
        return taken;
    }
}
