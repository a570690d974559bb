using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using FoodDelivery.BuildingBlocks;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using FoodDelivery.DeliveryService.Data;
using FoodDelivery.DeliveryService.Domain;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace FoodDelivery.DeliveryService.Endpoints;

/// <summary>What proves a handover.</summary>
public enum ProofType
{
    /// <summary>The customer said the PIN.</summary>
    Pin,

    /// <summary>The order lies at the door, as the customer wanted it, and the driver is there.</summary>
    Position,
}

/// <summary>Proof of the handover.</summary>
/// <param name="Value">The PIN.</param>
/// <param name="Lat">With <paramref name="Lng"/> where the driver is; left out for the last position uploaded.</param>
public sealed record Proof(
    ProofType Type, [property: Text(16, MinimumLength = 1)] string? Value = null, [property: Range(-85.0, 85.0)] double? Lat = null,
    [property: Range(-180.0, 180.0)] double? Lng = null);

public sealed record DeliverRequest(Proof Proof);

/// <summary>Ends the delivery when the proof is right; wrong PINs are counted.</summary>
public sealed class HandOver(
    Database database, DeliveryStore deliveries, DropoffStore dropoffs, DeliveryReader reader, IOptions<DeliveryOptions> options,
    TimeProvider clock)
{
    public static void Map(IEndpointRouteBuilder driver) => driver.MapPost("/deliver", HandleAsync)
        .Describe("deliver", "Hand the order over",
            "Assigned driver, at the door, with the PIN that the customer's order shows. `pin_wrong` says how many tries are left; "
            + "after five `pin_locked`. Where `dropoff.leaveAtDoor` says so the proof may be `position`: the driver is at most 100 m from "
            + "the door, by `lat` and `lng` or the last position uploaded (409 `pin_needed`, `position_unknown` or `too_far_from_door`). "
            + "`delivery_recalled` when the order was cancelled on the way: it goes back to the restaurant.",
            request: new DeliverRequest(new Proof(ProofType.Pin, "4711")),
                response: Examples.Delivery, problems: [400, 403, 404, 409, 503]);

    private static async Task<Ok<DeliveryResponse>> HandleAsync(
        Guid id, DeliverRequest request, ClaimsPrincipal caller, HandOver command, CancellationToken ct) =>
        TypedResults.Ok(await command.RunAsync(id, caller.Id(), request.Proof, ct));

    private async Task<DeliveryResponse> RunAsync(Guid id, Guid driverId, Proof proof, CancellationToken ct)
    {
        var prove = await ProverAsync(driverId, proof, ct);
        var (delivery, refusal) = await TryAsync(id, driverId, proof.Type, prove, ct);
        if (LacksDropoff(delivery))
        {
            // Order was away when the driver was assigned. It is asked with nothing locked, and then all is looked at again.
            await reader.FetchDropoffAsync(delivery, ct);
            (delivery, refusal) = await TryAsync(id, driverId, proof.Type, prove, ct);
            if (LacksDropoff(delivery)) throw new DependencyUnavailableException("order");
        }
        Failpoint.Hit("delivery.deliver.after_commit");
        // Thrown only now: the count of the wrong try must be committed.
        return refusal is null ? await reader.ShowAsync(delivery, DeliveryActor.Driver, ct) : throw refusal;
    }

    private async Task<Func<Dropoff, RefusedException?>> ProverAsync(Guid driverId, Proof proof, CancellationToken ct)
    {
        if (proof.Type is ProofType.Pin)
        {
            var pin = proof.Value ?? throw ProblemException.Invalid("/proof/value", "The customer's PIN is needed.");
            return dropoff => dropoff.TryPin(pin);
        }
        if ((proof.Lat is null) != (proof.Lng is null)) throw ProblemException.Invalid("/proof/lat", "lat and lng come together.");
        var place = proof is { Lat: { } lat, Lng: { } lng }
            ? new GeoPoint(lat, lng)
            : (await reader.FreshPositionAsync(driverId, clock.GetUtcNow(), options.Value.PositionFreshFor, ct))?.Point;
        return dropoff => dropoff.TryPosition(place);
    }

    private Task<(Delivery Delivery, RefusedException? Refusal)> TryAsync(
        Guid id, Guid driverId, ProofType proof, Func<Dropoff, RefusedException?> prove, CancellationToken ct) =>
        database.WriteAsync<(Delivery, RefusedException?)>(async transaction =>
        {
            var delivery = await deliveries.LockAsync(transaction, id);
            if (delivery is null || !delivery.IsAssignedTo(driverId)) throw DeliveryCommands.NotFound();
            if (LacksDropoff(delivery)) return (delivery, null);
            if (delivery.Can(DeliveryCommand.Deliver, DeliveryActor.Driver) && prove(delivery.Dropoff!) is { } refusal)
            {
                dropoffs.Save(transaction, delivery.Dropoff!);
                return (delivery, refusal);
            }
            delivery.Deliver(DeliveryActor.Driver, proof.Wire(), transaction.Now);
            if (delivery.Raised.Count > 0) deliveries.Save(transaction, delivery);
            return (delivery, null);
        }, ct);

    private static bool LacksDropoff(Delivery delivery) =>
        delivery.Dropoff is null && delivery.Can(DeliveryCommand.Deliver, DeliveryActor.Driver);
}
