using System.Security.Claims;
using FoodDelivery.BuildingBlocks;
using FoodDelivery.BuildingBlocks.Audit;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using FoodDelivery.DeliveryService.Data;
using FoodDelivery.DeliveryService.Domain;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace FoodDelivery.DeliveryService.Endpoints;

/// <param name="Reason">Kept in the audit trail.</param>
/// <param name="DriverId">Who gets it; before pick-up null for whoever is found.</param>
public sealed record TransferRequest([property: Text(200, MinimumLength = 1)] string Reason, Guid? DriverId = null);

/// <summary>Ops give a delivery that one driver has to another one.</summary>
public static class TransferDelivery
{
    public static void Map(IEndpointRouteBuilder ops) => ops.MapPost("/transfer", HandleAsync)
        .Describe("opsTransferDelivery", "Give a delivery to another driver",
            "Once a driver is assigned. Before pick-up the driver is free, and without `driverId` the next one is looked for. After "
            + "pick-up `driverId` is needed (409 `driver_needed`): the new driver fetches the order from the one before "
            + "(`takeOverDelivery`), who is offline until going online again and is paid for the way without the tip. All four sides are "
            + "told. `driver_busy` when the new one has another delivery.",
            request: new TransferRequest("Flat tyre", Examples.DriverId), response: Examples.Delivery, problems: [400, 403, 404, 409]);

    private static async Task<Ok<DeliveryResponse>> HandleAsync(
        Guid id, TransferRequest request, ClaimsPrincipal caller, Database database, DeliveryStore deliveries, DriverStore drivers,
        PositionStore positions, DeliveryReader reader, IOptions<DeliveryOptions> options, CancellationToken ct)
    {
        // Where the two are is asked with nothing locked.
        var seen = await database.ReadAsync(session => deliveries.FindAsync(session, id), ct) ?? throw DeliveryCommands.NotFound();
        var of = seen.DriverId is { } carrier ? await reader.PositionAsync(carrier, ct) : null;
        var place = request.DriverId is { } wanted ? await reader.PositionAsync(wanted, ct) : null;
        var delivery = await database.WriteAsync(async transaction =>
        {
            var locked = await deliveries.LockAsync(transaction, id) ?? throw DeliveryCommands.NotFound();
            if (request.DriverId is null) Release(locked, transaction.Now, options.Value);
            else if (locked.IsAssignedTo(request.DriverId.Value) && locked.Status.HasCarrier()) return locked;
            else
            {
                var to = await drivers.LockAsync(transaction, request.DriverId.Value) ?? throw ProblemException.NotFound("The driver");
                var from = locked.Driver;
                GeoPoint? meet = of is not null && from?.Id == seen.DriverId ? new GeoPoint(of.Lat, of.Lng) : null;
                var food = locked.PickedUpAt is null ? locked.PickupPoint : meet ?? locked.PickupPoint;
                var metres = place is null ? 0 : new GeoPoint(place.Lat, place.Lng).MetresTo(food);
                locked.Transfer(to, metres, meet, transaction.Now, options.Value);
                if (from is not null) drivers.Save(transaction, from);
                if (from is { Status: DriverStatus.Offline })
                {
                    transaction.AfterCommit(() => _ = positions.ForgetAsync(from.Id, CancellationToken.None));
                }
            }
            if (locked.Raised.Count == 0) return locked;
            deliveries.Save(transaction, locked);
            transaction.Audit(caller.Id(), DeliveryCommands.ActionOf(DeliveryCommand.Transfer), id, request.Reason);
            return locked;
        }, ct);
        return TypedResults.Ok(await reader.ShowAsync(delivery, DeliveryActor.Ops, ct));
    }

    private static void Release(Delivery delivery, DateTimeOffset now, DeliveryOptions options)
    {
        if (delivery.PickedUpAt is not null && delivery.Status.HasCarrier())
        {
            throw new RefusedException("driver_needed", "The order is on the way: say who fetches it from its driver.")
                .With("currentStatus", delivery.Status).With("allowedActions", delivery.AllowedActions(DeliveryActor.Ops));
        }
        delivery.Unassign(DeliveryActor.Ops, now, options);
    }
}
