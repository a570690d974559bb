using FoodDelivery.BuildingBlocks;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.DeliveryService.Data;
using FoodDelivery.DeliveryService.Domain;
using Microsoft.Extensions.Options;

namespace FoodDelivery.DeliveryService.Events;

/// <summary>The present status of a delivery has lasted long enough.</summary>
public sealed class StatusDeadline(
    DeliveryStore deliveries, OfferStore offers, PositionStore positions, IOptions<DeliveryOptions> options, ILogger<StatusDeadline> log)
    : IDeadlineHandler
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
                await ExpireOfferAsync(delivery, delivery.Driver!, transaction);
                break;
            case DeliveryStatus.Assigned or DeliveryStatus.AtPickup:
                await ReplaceWhenSilentAsync(delivery, now, ct);
                break;
            case DeliveryStatus.PickedUp or DeliveryStatus.AtDropoff or DeliveryStatus.Returning:
                // Only a person can find out where the food is.
                log.LogError(
                    "Delivery {DeliveryId} of driver {DriverId} is stuck in {Status}", delivery.Id, delivery.DriverId, delivery.Status);
                delivery.AwaitStep(now, options);
                break;
            case DeliveryStatus.Undeliverable:
                delivery.EndUndecided(now, options);
                break;
            default:
                return;
        }
        deliveries.Save(transaction, delivery);
        if (delivery.Status is DeliveryStatus.Disposed or DeliveryStatus.Returning) Failpoint.Hit("delivery.undecided.before_commit");
    }

    private async Task ExpireOfferAsync(Delivery delivery, Driver driver, Transaction transaction)
    {
        var missedBefore = await offers.CountMissedAsync(transaction, driver, transaction.Now - options.MissWindow);
        delivery.ExpireOffer(missedBefore, transaction.Now, options);
        if (driver.Status is DriverStatus.Online) return;
        transaction.AfterCommit(() => _ = positions.ForgetAsync(driver.Id, CancellationToken.None));
    }

    // Nobody loses a delivery because we do not know: without a position that is logged, and it is asked again.
    private async Task ReplaceWhenSilentAsync(Delivery delivery, DateTimeOffset now, CancellationToken ct)
    {
        var position = await PositionAsync(delivery.DriverId!.Value, ct);
        if (position is not null && !position.IsFresh(now, options.DriverSilentAfter))
        {
            log.LogWarning(
                "Driver {DriverId} was last heard of at {At:O} and loses delivery {DeliveryId}",
                delivery.DriverId, position.At, delivery.Id);
            delivery.Unassign(DeliveryActor.System, now, options);
            return;
        }
        if (position is null)
        {
            log.LogError("Nothing is known of driver {DriverId}, who is to pick up delivery {DeliveryId}", delivery.DriverId, delivery.Id);
        }
        delivery.AwaitPosition(position?.At ?? now, options);
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
}
