using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.DeliveryService.Clients;
using FoodDelivery.DeliveryService.Data;
using FoodDelivery.DeliveryService.Domain;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace FoodDelivery.DeliveryService.Endpoints;

/// <param name="Code">The order's code, as the restaurant's staff said it with the food.</param>
public sealed record PickUpRequest(
    [property: Range(1, 50)] int? BagCount = null, [property: Text(12, MinimumLength = 1)] string? Code = null);

/// <summary>The driver takes the order at the counter; the restaurant must have said that it is ready.</summary>
public sealed class PickUpOrder(
    Database database, DeliveryStore deliveries, DeliveryReader reader, OrderClient orders, IOptions<DeliveryOptions> options)
{
    public static void Map(IEndpointRouteBuilder driver) => driver.MapPost("/pick-up", HandleAsync)
        .Describe("pickUpDelivery", "Picked the order up",
            "Assigned driver, at the restaurant, once the restaurant has said that the order is ready: before that 409 `food_not_ready` "
            + "with `Retry-After`; ask the staff to say it. `code` is what they call out; a wrong one is 409 `pickup_code_wrong`, and an "
            + "installation may ask for it.",
            request: new PickUpRequest(1, "7KQ2MX"), response: Examples.Delivery, problems: [400, 403, 404, 409, 503]);

    private static async Task<Ok<DeliveryResponse>> HandleAsync(
        Guid id, ClaimsPrincipal caller, PickUpOrder command, CancellationToken ct, PickUpRequest? request = null) =>
        TypedResults.Ok(await command.RunAsync(id, caller.Id(), request ?? new PickUpRequest(), ct));

    private async Task<DeliveryResponse> RunAsync(Guid id, Guid driverId, PickUpRequest request, CancellationToken ct)
    {
        var (delivery, isUnknown) = await TryAsync(id, driverId, request, readyAt: null, mayAsk: true, ct);
        if (isUnknown)
        {
            // The event that it is ready may be on its way. Order is asked with nothing locked, and then all is looked at again.
            var readyAt = await orders.ReadyAtAsync(delivery.OrderId, ct);
            (delivery, _) = await TryAsync(id, driverId, request, readyAt, mayAsk: false, ct);
        }
        return await reader.ShowAsync(delivery, DeliveryActor.Driver, ct);
    }

    private Task<(Delivery Delivery, bool IsUnknown)> TryAsync(
        Guid id, Guid driverId, PickUpRequest request, DateTimeOffset? readyAt, bool mayAsk, CancellationToken ct) =>
        database.WriteAsync(async transaction =>
        {
            var delivery = await deliveries.LockAsync(transaction, id);
            if (delivery is null || !delivery.IsAssignedTo(driverId)) throw DeliveryCommands.NotFound();
            if (readyAt is { } at) delivery.FoodReady(at, transaction.Now, options.Value);
            if (mayAsk && delivery.WaitsForFood) return (delivery, true);
            delivery.PickUp(request.BagCount, request.Code, transaction.Now, options.Value);
            if (delivery.Raised.Count > 0) deliveries.Save(transaction, delivery);
            return (delivery, false);
        }, ct);
}
