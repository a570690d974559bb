using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.DeliveryService.Clients;
using FoodDelivery.DeliveryService.Data;
using FoodDelivery.DeliveryService.Domain;
using Microsoft.Extensions.Options;

namespace FoodDelivery.DeliveryService.Events;

/// <summary>The present status of a delivery has lasted long enough.</summary>
public sealed class StatusDeadline(DeliveryStore deliveries, DriverStore drivers, IOptions<DeliveryOptions> options) : IDeadlineHandler
{
    public async Task HandleAsync(Guid aggregateId, Transaction transaction, CancellationToken ct)
    {
        if (await deliveries.LockAsync(transaction, aggregateId) is not { } delivery) return;
        var now = transaction.Now;
        switch (delivery.Status)
        {
            case DeliveryStatus.Planned when delivery.DispatchAt <= now:
                delivery.Dispatch(now, options.Value);
                break;
            case DeliveryStatus.Searching when delivery.GaveUpAt is null:
                delivery.GiveUp(now);
                break;
            case DeliveryStatus.Offered:
                await ExpireOfferAsync(delivery, transaction);
                break;
            case DeliveryStatus.Undeliverable:
                delivery.Dispose(DeliveryActor.System, now);
                break;
        }
        await deliveries.SaveAsync(transaction, delivery);
    }

    private async Task ExpireOfferAsync(Delivery delivery, Transaction transaction)
    {
        var driver = delivery.DriverId!.Value;
        delivery.ExpireOffer(transaction.Now, options.Value);
        await deliveries.SaveAsync(transaction, delivery);
        await drivers.PauseWhenAwayAsync(transaction, driver, options.Value);
    }
}

/// <summary>A driver was assigned and needs to know where to go. While Order is away the deadline is tried again.</summary>
public sealed class DropoffDeadline(DeliveryStore deliveries, DropoffStore dropoffs, OrderClient orders) : IDeadlineHandler
{
    public async Task HandleAsync(Guid aggregateId, Transaction transaction, CancellationToken ct)
    {
        var delivery = await deliveries.FindAsync(transaction, aggregateId);
        if (delivery is null || !delivery.Status.HasCarrier() || await dropoffs.FindAsync(transaction, aggregateId) is not null) return;
        await dropoffs.StoreAsync(transaction, aggregateId, await orders.DropoffAsync(delivery.OrderId, ct));
    }
}
