using FoodDelivery.BuildingBlocks;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.DeliveryService.Clients;
using FoodDelivery.DeliveryService.Data;
using FoodDelivery.DeliveryService.Domain;
using Microsoft.Extensions.Options;

namespace FoodDelivery.DeliveryService.Events;

/// <summary>The present status of a delivery has lasted long enough.</summary>
public sealed class StatusDeadline(
    DeliveryStore deliveries, DriverStore drivers, PositionStore positions, IOptions<DeliveryOptions> options, ILogger<StatusDeadline> log) : IDeadlineHandler
{
    private readonly DeliveryOptions options = options.Value;

    public async Task HandleAsync(Guid aggregateId, Transaction transaction, CancellationToken ct)
    {
        if (await deliveries.LockAsync(transaction, aggregateId) is not { } delivery) return;
        var now = transaction.Now;
        switch (delivery.Status)
        {
            case DeliveryStatus.Planned when delivery.DispatchAt <= now:
                delivery.Dispatch(now, options);
                break;
            case DeliveryStatus.Searching when delivery.GaveUpAt is null:
                delivery.GiveUp(now);
                break;
            case DeliveryStatus.Offered:
                await ExpireOfferAsync(delivery, transaction);
                break;
            case DeliveryStatus.Assigned or DeliveryStatus.AtPickup:
                await ReplaceWhenSilentAsync(delivery, transaction, ct);
                break;
            case DeliveryStatus.PickedUp or DeliveryStatus.AtDropoff or DeliveryStatus.Returning:
                // Only a person can find out where the food is.
                log.LogError("Delivery {DeliveryId} of driver {DriverId} is stuck in {Status}", delivery.Id, delivery.DriverId, delivery.Status);
                transaction.SetDeadline(delivery.Id, DeliveryStore.StatusDeadline, now + options.StuckAfter);
                break;
            case DeliveryStatus.Undeliverable:
                delivery.Dispose(DeliveryActor.System, now);
                break;
        }
        await deliveries.SaveAsync(transaction, delivery);
    }

    // Nobody loses a delivery because we do not know: without a position ops are told, and it is asked again.
    private async Task ReplaceWhenSilentAsync(Delivery delivery, Transaction transaction, CancellationToken ct)
    {
        var now = transaction.Now;
        var position = await PositionAsync(delivery.DriverId!.Value, ct);
        if (position is null) log.LogError("Nothing is known of driver {DriverId}, who is to pick up delivery {DeliveryId}", delivery.DriverId, delivery.Id);
        else if (!position.IsFresh(now, options.DriverSilentAfter))
        {
            log.LogWarning("Driver {DriverId} was last heard of at {At:O} and loses delivery {DeliveryId}", delivery.DriverId, position.At, delivery.Id);
            delivery.Unassign(DeliveryActor.System, now, options);
            return;
        }
        transaction.SetDeadline(delivery.Id, DeliveryStore.StatusDeadline, (position?.At ?? now) + options.DriverSilentAfter);
    }

    private async Task<Position?> PositionAsync(Guid driverId, CancellationToken ct)
    {
        try
        {
            return await positions.FindAsync(driverId, ct);
        }
        catch (DependencyUnavailableException)
        {
            return null;
        }
    }

    private async Task ExpireOfferAsync(Delivery delivery, Transaction transaction)
    {
        var driver = delivery.DriverId!.Value;
        delivery.ExpireOffer(transaction.Now, options);
        await deliveries.SaveAsync(transaction, delivery);
        if (await drivers.PauseWhenAwayAsync(transaction, driver, options) > 0) transaction.AfterCommit(() => _ = positions.ForgetAsync(driver, CancellationToken.None));
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
