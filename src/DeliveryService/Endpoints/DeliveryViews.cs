using System.Security.Claims;
using FoodDelivery.BuildingBlocks;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using FoodDelivery.DeliveryService.Data;
using FoodDelivery.DeliveryService.Domain;

namespace FoodDelivery.DeliveryService.Endpoints;

/// <summary>Decides who sees a delivery, and how much of it.</summary>
public sealed class DeliveryViews(Database database, DriverStore drivers, PositionStore positions, DropoffStore dropoffs, ILogger<DeliveryViews> log)
{
    /// <summary>What the caller is to this delivery; null when it is none of the caller's business.</summary>
    public static DeliveryActor? ActorOf(ClaimsPrincipal caller, Delivery delivery)
    {
        if (caller.Has(Roles.Ops)) return DeliveryActor.Ops;
        if (caller.Has(Roles.Driver) && delivery.IsAssignedTo(caller.Id())) return DeliveryActor.Driver;
        if (caller.Has(Roles.Customer) && delivery.CustomerId == caller.Id()) return DeliveryActor.Customer;
        return caller.Has(Roles.Restaurant) && caller.WorksFor(delivery.RestaurantId) ? DeliveryActor.Restaurant : null;
    }

    public async Task<DeliveryView> ShowAsync(Delivery delivery, DeliveryActor actor, CancellationToken ct)
    {
        var active = delivery.Status.HasCarrier();
        var driver = active ? await database.ReadAsync(session => drivers.FindAsync(session, delivery.DriverId!.Value), ct) : null;
        var position = active && actor is not DeliveryActor.Restaurant ? await PositionAsync(delivery.DriverId!.Value, ct) : null;
        var dropoff = active && actor is DeliveryActor.Driver ? await DropoffAsync(delivery, ct) : null;
        return new DeliveryView(
            delivery.Id, delivery.OrderId, delivery.Status, delivery.Version,
            driver is null ? null : new DriverBrief(driver.FirstName, driver.Vehicle), position, PickupOf(delivery),
            dropoff is null ? null : new DropoffView(dropoff.Lat, dropoff.Lng, dropoff.Address, dropoff.Notes, dropoff.ContactName),
            delivery.Status.IsEnd() ? null : new EtaView(delivery.PickupEta, delivery.DropoffEta),
            actor is DeliveryActor.Driver or DeliveryActor.Ops ? delivery.Pay : null,
            DeliveryMachine.AllowedActions(delivery.Status, actor));
    }

    /// <summary>The driver's last place; null also when Redis is away, because everything else still works.</summary>
    public async Task<PositionView?> PositionAsync(Guid driverId, CancellationToken ct)
    {
        try
        {
            return await positions.FindAsync(driverId, ct) is { } position ? new PositionView(position.Lat, position.Lng, position.At) : null;
        }
        catch (DependencyUnavailableException e)
        {
            log.LogWarning("No position of {DriverId}: {Dependency} does not answer", driverId, e.Dependency);
            return null;
        }
    }

    public static PickupView PickupOf(Delivery delivery) => new(delivery.PickupLat, delivery.PickupLng, delivery.RestaurantName);

    // The driver gets the rest of the answer even when Order is away; the address follows.
    private async Task<Dropoff?> DropoffAsync(Delivery delivery, CancellationToken ct)
    {
        try
        {
            return await dropoffs.EnsureAsync(delivery, ct);
        }
        catch (DependencyUnavailableException e)
        {
            log.LogWarning("No drop-off of {DeliveryId} yet: {Dependency} does not answer", delivery.Id, e.Dependency);
            return null;
        }
    }
}
