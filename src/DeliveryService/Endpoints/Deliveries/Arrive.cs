using System.Security.Claims;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.DeliveryService.Domain;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace FoodDelivery.DeliveryService.Endpoints;

/// <summary>The driver says to have come to the restaurant, or to the door. Ops see it when that was far away.</summary>
public static class Arrive
{
    private static readonly int[] Problems = [400, 403, 404, 409];

    public static void Map(IEndpointRouteBuilder driver)
    {
        driver.MapPost("/arrive-pickup", (
                Guid id, ClaimsPrincipal caller, DeliveryCommands commands, DeliveryReader reader, TimeProvider clock,
                IOptions<DeliveryOptions> settings, CancellationToken ct) =>
                HandleAsync(id, caller, commands, reader, clock, settings.Value,
                    (delivery, at, now) => delivery.ArrivePickup(at, now, settings.Value), ct))
            .Describe("arriveAtPickup", "Arrived at the restaurant",
                "Assigned driver. Starts the clock of the wait. Whoever is more than 300 m away is marked for ops.",
                response: Examples.Delivery, problems: Problems);
        driver.MapPost("/arrive-dropoff", (
                Guid id, ClaimsPrincipal caller, DeliveryCommands commands, DeliveryReader reader, TimeProvider clock,
                IOptions<DeliveryOptions> settings, CancellationToken ct) =>
                HandleAsync(id, caller, commands, reader, clock, settings.Value,
                    (delivery, at, now) => delivery.ArriveDropoff(at, now, settings.Value), ct))
            .Describe("arriveAtDropoff", "Arrived at the customer",
                "Assigned driver, after pick-up. Whoever is more than 300 m away is marked for ops.",
                response: Examples.Delivery, problems: Problems);
    }

    private static async Task<Ok<DeliveryResponse>> HandleAsync(
        Guid id, ClaimsPrincipal caller, DeliveryCommands commands, DeliveryReader reader, TimeProvider clock, DeliveryOptions options,
        Action<Delivery, Position?, DateTimeOffset> arrive, CancellationToken ct)
    {
        var driverId = caller.Id();
        // Asked with nothing locked; an old place says nothing.
        var place = await reader.FreshPositionAsync(driverId, clock.GetUtcNow(), options.PositionFreshFor, ct);
        return TypedResults.Ok(await commands.AsDriverAsync(id, driverId, (delivery, now, _) =>
        {
            arrive(delivery, place, now);
            // The answer shows it.
            delivery.Dropoff?.ShowPhone(driverId, delivery.Status);
        }, ct));
    }
}
