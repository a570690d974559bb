using System.Security.Claims;
using FoodDelivery.BuildingBlocks;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.DeliveryService.Data;
using FoodDelivery.DeliveryService.Domain;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FoodDelivery.DeliveryService.Endpoints;

public enum ProofType
{
    Pin,
}

/// <summary>Proof of the handover.</summary>
public sealed record Proof(ProofType Type, [property: Text(16, MinimumLength = 1)] string Value);

public sealed record DeliverRequest(Proof Proof);

/// <summary>Ends the delivery when the customer's PIN is right; wrong tries are counted.</summary>
public sealed class HandOver(Database database, DeliveryStore deliveries, DropoffStore dropoffs, DeliveryReader reader)
{
    public static void Map(IEndpointRouteBuilder driver) => driver.MapPost("/deliver", HandleAsync)
        .Describe("deliver", "Hand the order over",
            "Assigned driver, at the door, with the PIN that the customer's order shows. `pin_wrong` says how many tries are left; "
            + "after five `pin_locked`. `delivery_recalled` when the order was cancelled on the way: it goes back to the restaurant.",
            request: new DeliverRequest(new Proof(ProofType.Pin, "4711")),
                response: Examples.Delivery, problems: [400, 403, 404, 409, 503]);

    private static async Task<Ok<DeliveryResponse>> HandleAsync(
        Guid id, DeliverRequest request, ClaimsPrincipal caller, HandOver command, CancellationToken ct) =>
        TypedResults.Ok(await command.RunAsync(id, caller.Id(), request.Proof.Value, ct));

    private async Task<DeliveryResponse> RunAsync(Guid id, Guid driverId, string pin, CancellationToken ct)
    {
        var (delivery, refusal) = await TryAsync(id, driverId, pin, ct);
        if (LacksPin(delivery))
        {
            // Order was away when the driver was assigned. It is asked with nothing locked, and then all is looked at again.
            await reader.FetchDropoffAsync(delivery, ct);
            (delivery, refusal) = await TryAsync(id, driverId, pin, ct);
            if (LacksPin(delivery)) throw new DependencyUnavailableException("order");
        }
        Failpoint.Hit("delivery.deliver.after_commit");
        // Thrown only now: the count of the wrong try must be committed.
        return refusal is null ? await reader.ShowAsync(delivery, DeliveryActor.Driver, ct) : throw refusal;
    }

    private Task<(Delivery Delivery, RefusedException? Refusal)> TryAsync(Guid id, Guid driverId, string pin, CancellationToken ct) =>
        database.WriteAsync<(Delivery, RefusedException?)>(async transaction =>
        {
            var delivery = await deliveries.LockAsync(transaction, id);
            if (delivery is null || !delivery.IsAssignedTo(driverId)) throw DeliveryCommands.NotFound();
            if (LacksPin(delivery)) return (delivery, null);
            if (delivery.Can(DeliveryCommand.Deliver, DeliveryActor.Driver) && delivery.Dropoff!.TryPin(pin) is { } refusal)
            {
                dropoffs.Save(transaction, delivery.Dropoff);
                return (delivery, refusal);
            }
            delivery.Deliver(DeliveryActor.Driver, "pin", transaction.Now);
            if (delivery.Raised.Count > 0) deliveries.Save(transaction, delivery);
            return (delivery, null);
        }, ct);

    private static bool LacksPin(Delivery delivery) =>
        delivery.Dropoff is null && delivery.Can(DeliveryCommand.Deliver, DeliveryActor.Driver);
}
