using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.DeliveryService.Data;
using FoodDelivery.DeliveryService.Domain;

namespace FoodDelivery.DeliveryService.Endpoints;

/// <summary>A delivery as ops see it in the dossier of its order: no address and no position.</summary>
public sealed record DeliveryFactsResponse(
    Guid Id, DeliveryStatus Status, Guid? DriverId, string? DriverName, DateTimeOffset? PickupEta, DateTimeOffset? DropoffEta,
    string? FailReason, string? FailedBy, IReadOnlyList<DeliveryFactResponse> Facts);

/// <summary>What happened to it and is no event that Order takes in.</summary>
public sealed record DeliveryFactResponse(DateTimeOffset At, string Actor, Guid? ActorId, string Type, string? Detail);

/// <summary>For other services.</summary>
public static class InternalEndpoints
{
    public static void MapInternal(this WebApplication app) =>
        app.MapGet("/internal/v1/deliveries/{orderId:guid}", FactsAsync).RequireService("order");

    private static async Task<DeliveryFactsResponse> FactsAsync(
        Guid orderId, Database database, DeliveryStore deliveries, OfferStore offers, CancellationToken ct)
    {
        var (delivery, asked) = await database.ReadAsync(async session =>
        {
            var found = await deliveries.FindByOrderAsync(session, orderId) ?? throw ProblemException.NotFound("The delivery");
            return (found, await offers.OfDeliveryAsync(session, found.Id));
        }, ct);
        var isOver = delivery.Status.IsEnd();
        return new DeliveryFactsResponse(
            delivery.Id, delivery.Status, delivery.DriverId, delivery.Driver?.FirstName, isOver ? null : delivery.PickupEta,
            isOver ? null : delivery.DropoffEta, delivery.FailReason, delivery.FailedBy,
            [.. asked.SelectMany(Told).Concat(Arrivals(delivery)).OrderBy(fact => fact.At)]);
    }

    private static IEnumerable<DeliveryFactResponse> Told(Offer offer)
    {
        yield return new DeliveryFactResponse(offer.CreatedAt, "system", null, "delivery.offered", $"to {offer.DriverId}");
        if (offer.ClosedAt is not { } closed) yield break;
        var byDriver = offer.Status is OfferStatus.Accepted or OfferStatus.Declined;
        yield return new DeliveryFactResponse(
            closed, byDriver ? "driver" : "system", byDriver ? offer.DriverId : null, $"delivery.offer_{Snake(offer.Status)}",
            byDriver ? null : $"{offer.DriverId}");
    }

    private static IEnumerable<DeliveryFactResponse> Arrivals(Delivery delivery)
    {
        if (delivery.AtPickupAt is { } there)
        {
            yield return new(there, "driver", delivery.DriverId, "delivery.at_pickup", Off(delivery.PickupMetresOff));
        }
        if (delivery.AtDropoffAt is { } atDoor)
        {
            yield return new(atDoor, "driver", delivery.DriverId, "delivery.at_dropoff", Off(delivery.DropoffMetresOff));
        }
    }

    private static string? Off(int? metres) => metres is null ? null : $"{metres} m away";

    private static string Snake(OfferStatus status) => status is OfferStatus.GivenBack ? "given_back" : status.Wire();
}
