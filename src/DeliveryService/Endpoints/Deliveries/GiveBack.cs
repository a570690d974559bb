using System.Security.Claims;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.DeliveryService.Data;
using FoodDelivery.DeliveryService.Domain;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace FoodDelivery.DeliveryService.Endpoints;

/// <param name="Reason">
/// Asked for so that nobody does it by mistake. What ops say is kept in the audit trail; what a driver says may hold personal
/// data and is not.
/// </param>
public sealed record UnassignRequest([property: Text(200, MinimumLength = 1)] string Reason);

/// <summary>
/// A driver gives a delivery back before pick-up. Repeating it answers the same although the delivery is no longer the driver's.
/// </summary>
public static class GiveBack
{
    public static void Map(IEndpointRouteBuilder driver) => driver.MapPost("/unassign", HandleAsync)
        .Describe("giveDeliveryBack", "Give the delivery back", "Assigned driver, before pick-up. The next driver is looked for at once.",
            request: new UnassignRequest("flatTyre"), response: Examples.Delivery, problems: [400, 403, 404, 409]);

    private static async Task<Ok<DeliveryResponse>> HandleAsync(
        Guid id, UnassignRequest _, ClaimsPrincipal caller, Database database, DeliveryStore deliveries, OfferStore offers,
        DeliveryReader reader, IOptions<DeliveryOptions> options, ILogger<DeliveryCommands> log, CancellationToken ct)
    {
        var driverId = caller.Id();
        var delivery = await database.WriteAsync(async transaction =>
        {
            var locked = await deliveries.LockAsync(transaction, id) ?? throw DeliveryCommands.NotFound();
            if (!locked.IsAssignedTo(driverId))
            {
                return await offers.GaveBackAsync(transaction, id, driverId) ? locked : throw DeliveryCommands.NotFound();
            }
            locked.Unassign(DeliveryActor.Driver, transaction.Now, options.Value);
            deliveries.Save(transaction, locked);
            return locked;
        }, ct);
        log.LogInformation("Driver {DriverId} gave delivery {DeliveryId} back", driverId, id);
        // A stranger's view from here on: no successor, no place, no address.
        var answer = await reader.ShowAsync(delivery, DeliveryActor.Restaurant, ct);
        return TypedResults.Ok(answer with { Driver = null });
    }
}
