using System.Security.Claims;
using FoodDelivery.BuildingBlocks;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using FoodDelivery.DeliveryService.Clients;
using FoodDelivery.DeliveryService.Data;
using FoodDelivery.DeliveryService.Domain;

namespace FoodDelivery.DeliveryService.Endpoints;

/// <summary>Decides who sees a delivery, and how much of it.</summary>
public sealed class DeliveryReader(
    Database database, DeliveryStore deliveries, PositionStore positions, JumpStore jumps, DropoffStore dropoffs, OrderClient orders,
    ILogger<DeliveryReader> log)
{
    /// <summary>What the caller is to this delivery; null when it is none of the caller's business.</summary>
    public static DeliveryActor? ActorOf(ClaimsPrincipal caller, Delivery delivery)
    {
        if (caller.Has(Roles.Ops)) return DeliveryActor.Ops;
        if (caller.Has(Roles.Driver) && delivery.IsAssignedTo(caller.Id())) return DeliveryActor.Driver;
        if (caller.Has(Roles.Customer) && delivery.CustomerId == caller.Id()) return DeliveryActor.Customer;
        return caller.Has(Roles.Restaurant) && caller.WorksFor(delivery.RestaurantId) ? DeliveryActor.Restaurant : null;
    }

    public async Task<DeliveryResponse> ShowAsync(Delivery delivery, DeliveryActor actor, CancellationToken ct)
    {
        var driver = delivery.Status.HasCarrier() ? delivery.Driver : null;
        var position = driver is not null && actor is not DeliveryActor.Restaurant ? await PositionAsync(driver.Id, ct) : null;
        var dropoff = driver is not null && actor is DeliveryActor.Driver ? await DropoffAsync(delivery, ct) : null;
        if (dropoff?.PhoneIn(delivery.Status) is not null && dropoff.PhoneSeenBy != driver!.Id)
        {
            await NoteLookAsync(delivery.Id, driver.Id, ct);
        }
        return new DeliveryResponse(
            delivery.Id, delivery.OrderId, delivery.OrderCode, delivery.Status, delivery.Version,
            driver is null ? null : new CourierResponse(driver.FirstName, driver.Vehicle), position, PickupResponse.Of(delivery),
            dropoff is null ? null : DropoffResponse.Of(dropoff, delivery.Status),
            delivery.Status.IsEnd() ? null : new EtaResponse(delivery.PickupEta, delivery.DropoffEta),
            actor is DeliveryActor.Driver or DeliveryActor.Ops ? delivery.Pay : null,
            delivery.FailReason, delivery.AllowedActions(actor), AttemptResponse.Of(delivery),
            actor is DeliveryActor.Driver or DeliveryActor.Ops ? delivery.Tip : null,
            actor is DeliveryActor.Driver or DeliveryActor.Ops ? MeetingResponse.Of(delivery) : null, delivery.RecalledAt,
            delivery.Status is DeliveryStatus.Undeliverable ? delivery.DecideBy : null,
            actor is DeliveryActor.Driver && driver is not null ? BagItem.Read(dropoff?.Items) : null);
    }

    /// <summary>The driver's last place; null also when Redis is away, because everything else still works.</summary>
    public async Task<PositionResponse?> PositionAsync(Guid driverId, CancellationToken ct)
    {
        try
        {
            var position = await positions.FindAsync(driverId, ct);
            return position is null ? null : new PositionResponse(position.Lat, position.Lng, position.At);
        }
        catch (DependencyUnavailableException e)
        {
            log.LogWarning("No position of {DriverId}: {Dependency} does not answer", driverId, e.Dependency);
            return null;
        }
    }

    /// <summary>The driver's place if it is not older than that; null when it is not known.</summary>
    public async Task<Position?> FreshPositionAsync(Guid driverId, DateTimeOffset now, TimeSpan freshFor, CancellationToken ct)
    {
        var place = await PositionAsync(driverId, ct) is { } shown ? new Position(shown.Lat, shown.Lng, shown.At) : null;
        return place?.IsFresh(now, freshFor) == true ? place : null;
    }

    /// <summary>Where these drivers were last, as far as it is known.</summary>
    public Task<IReadOnlyDictionary<Guid, PositionResponse>> PositionsAsync(IReadOnlyCollection<Guid> driverIds, CancellationToken ct) =>
        AsFarAsKnownAsync(
            () => positions.FindAllAsync(driverIds, ct), position => new PositionResponse(position.Lat, position.Lng, position.At));

    /// <summary>Whose places do not fit together, as far as it is known.</summary>
    public Task<IReadOnlyDictionary<Guid, JumpResponse>> JumpsAsync(IReadOnlyCollection<Guid> driverIds, CancellationToken ct) =>
        AsFarAsKnownAsync(() => jumps.FindAllAsync(driverIds, ct), jump => new JumpResponse(jump.At, jump.Metres));

    private async Task<IReadOnlyDictionary<Guid, TShown>> AsFarAsKnownAsync<TKnown, TShown>(
        Func<Task<IReadOnlyDictionary<Guid, TKnown>>> findAsync, Func<TKnown, TShown> show)
    {
        try
        {
            return (await findAsync()).ToDictionary(pair => pair.Key, pair => show(pair.Value));
        }
        catch (DependencyUnavailableException e)
        {
            log.LogWarning("No positions of drivers: {Dependency} does not answer", e.Dependency);
            return new Dictionary<Guid, TShown>();
        }
    }

    /// <summary>Asks Order where a running delivery goes, and stores it unless the delivery has ended meanwhile.</summary>
    /// <exception cref="DependencyUnavailableException">Order does not answer.</exception>
    public async Task<Dropoff> FetchDropoffAsync(Delivery delivery, CancellationToken ct)
    {
        // Order may take its time; no connection waits with us.
        var answer = await orders.DropoffAsync(delivery.OrderId, ct);
        await database.WriteAsync(transaction =>
        {
            dropoffs.Store(transaction, delivery.Id, answer);
            return Task.CompletedTask;
        }, ct);
        return answer.ToDropoff(delivery.Id);
    }

    private Task NoteLookAsync(Guid id, Guid driverId, CancellationToken ct) => database.WriteAsync(async transaction =>
    {
        if (await deliveries.LockAsync(transaction, id) is not { Dropoff: { } dropoff } delivery) return;
        dropoff.ShowPhone(driverId, delivery.Status);
        dropoffs.Save(transaction, dropoff);
    }, ct);

    // The driver gets the rest of the answer even when Order is away; the address follows.
    private async Task<Dropoff?> DropoffAsync(Delivery delivery, CancellationToken ct)
    {
        try
        {
            return delivery.Dropoff ?? await FetchDropoffAsync(delivery, ct);
        }
        catch (DependencyUnavailableException e)
        {
            log.LogWarning("No drop-off of {DeliveryId} yet: {Dependency} does not answer", delivery.Id, e.Dependency);
            return null;
        }
    }
}
