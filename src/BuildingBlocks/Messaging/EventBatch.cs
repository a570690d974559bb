using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;

namespace FoodDelivery.BuildingBlocks.Messaging;

/// <summary>
/// What a service does once for a batch of events instead of once for each: lives as long as the batch's transaction, in the scope of its
/// handlers (docs/adr/0005). A batch is one event when little is going on, and up to a hundred under load.
/// </summary>
public interface IEventBatch
{
    /// <summary>Before the handlers: reads, in one round trip, what they will need.</summary>
    /// <param name="events">The events that are going to be handled, in order.</param>
    Task LoadAsync(IReadOnlyList<EventEnvelope> events, Transaction transaction, CancellationToken ct) => Task.CompletedTask;

    /// <summary>After the handlers: leaves what they gathered to be written with the commit.</summary>
    void Save(Transaction transaction)
    {
    }
}
