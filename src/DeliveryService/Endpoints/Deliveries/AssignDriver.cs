using System.Security.Claims;
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
public sealed record AssignRequest(Guid DriverId, [property: Text(200, MinimumLength = 1)] string? Reason = null);

/// <summary>Ops give the delivery to a driver of their choice.</summary>
public static class AssignDriver
{
    public static void Map(IEndpointRouteBuilder ops) => ops.MapPost("/assign", HandleAsync)
        .Describe("opsAssignDelivery", "Assign a driver by hand",
            "Before a driver is assigned. An open offer is withdrawn. `driver_busy` when the driver has another delivery.",
            request: new AssignRequest(Examples.DriverId, "Nearest to the restaurant"),
            response: Examples.Delivery, problems: [400, 403, 404, 409]);

    private static async Task<Ok<DeliveryResponse>> HandleAsync(
        Guid id, AssignRequest request, ClaimsPrincipal caller, Database database, DeliveryStore deliveries, DriverStore drivers,
        DeliveryReader reader, IOptions<DeliveryOptions> options, CancellationToken ct)
    {
        var place = await reader.PositionAsync(request.DriverId, ct);
        var delivery = await database.WriteAsync(async transaction =>
        {
            var locked = await deliveries.LockAsync(transaction, id) ?? throw DeliveryCommands.NotFound();
            if (locked.IsAssignedTo(request.DriverId) && locked.Status.HasCarrier()) return locked;
            var driver = await drivers.LockAsync(transaction, request.DriverId) ?? throw ProblemException.NotFound("The driver");
            var asked = locked.Driver;
            var metres = place is null ? 0 : new GeoPoint(place.Lat, place.Lng).MetresTo(locked.PickupPoint);
            locked.Assign(driver, metres, transaction.Now, options.Value);
            deliveries.Save(transaction, locked);
            transaction.Audit(caller.Id(), DeliveryCommands.ActionOf(DeliveryCommand.Assign), id, request.Reason);
            if (asked is not null) drivers.Save(transaction, asked);
            return locked;
        }, ct);
        return TypedResults.Ok(await reader.ShowAsync(delivery, DeliveryActor.Ops, ct));
    }
}
