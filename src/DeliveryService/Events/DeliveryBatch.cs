using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using FoodDelivery.DeliveryService.Data;
using FoodDelivery.DeliveryService.Domain;

namespace FoodDelivery.DeliveryService.Events;

/// <summary>
/// The deliveries that a batch of orders' events is about, each one once, read and locked in one round trip. What one event has done to a
/// delivery the next one finds. Handlers save what they change, so that each event is the cause of its own.
/// </summary>
public sealed class DeliveryBatch(DeliveryStore deliveries) : IEventBatch
{
    private readonly Dictionary<Guid, Delivery> byOrder = [];

    public async Task LoadAsync(IReadOnlyList<EventEnvelope> events, Transaction transaction, CancellationToken ct)
    {
        var (accepted, known) = (new HashSet<Guid>(), new HashSet<Guid>());
        foreach (var order in events.Where(envelope => envelope.Type.StartsWith("order.", StringComparison.Ordinal)))
        {
            // Before its order is accepted there is no delivery.
            if (order.Type == OrderAcceptedV1.EventType) accepted.Add(order.Subject);
            else if (!accepted.Contains(order.Subject)) known.Add(order.Subject);
        }
        if (known.Count == 0) return;
        foreach (var delivery in await deliveries.LockByOrdersAsync(transaction, known)) byOrder.Add(delivery.OrderId, delivery);
    }

    /// <summary>The delivery of an order; null for one that is collected.</summary>
    public Delivery? Find(Guid orderId) => byOrder.GetValueOrDefault(orderId);

    public void Add(Delivery planned) => byOrder.Add(planned.OrderId, planned);
}
