using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.DeliveryService.Clients;
using FoodDelivery.DeliveryService.Data;
using FoodDelivery.DeliveryService.Domain;

namespace FoodDelivery.DeliveryService.Events;

/// <summary>
/// A driver was assigned, needs to know where to go, and was not told with the answer. While Order is away the deadline is tried again.
/// </summary>
public sealed class DropoffDeadline(Database database, DeliveryStore deliveries, DropoffStore dropoffs, OrderClient orders)
    : IPreparedDeadlineHandler
{
    private OrderDropoff? answer;

    public async Task PrepareAsync(Guid aggregateId, CancellationToken ct)
    {
        var delivery = await database.ReadAsync(session => deliveries.FindAsync(session, aggregateId), ct);
        if (delivery is { Dropoff: null } && delivery.Status.HasCarrier()) answer = await orders.DropoffAsync(delivery.OrderId, ct);
    }

    public Task HandleAsync(Guid aggregateId, Transaction transaction, CancellationToken ct)
    {
        if (answer is not null) dropoffs.Store(transaction, aggregateId, answer);
        return Task.CompletedTask;
    }
}
