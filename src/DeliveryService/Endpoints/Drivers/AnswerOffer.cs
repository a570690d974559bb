using System.Security.Claims;
using FoodDelivery.BuildingBlocks;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using FoodDelivery.DeliveryService.Data;
using FoodDelivery.DeliveryService.Domain;
using Microsoft.Extensions.Options;

namespace FoodDelivery.DeliveryService.Endpoints;

public sealed record DeclineRequest([property: Text(200)] string? Reason = null);

/// <summary>What became of an offer.</summary>
public sealed record OfferAnswerResponse(Guid Id, Guid DeliveryId, OfferStatus Status);

/// <summary>A driver's answers to offers.</summary>
public sealed class AnswerOffer(
    Database database, DeliveryStore deliveries, OfferStore offers, DeliveryReader reader, IOptions<DeliveryOptions> options)
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var offer = app.MapGroup("/api/v1/offers/{id:guid}").RequireRole(Roles.Driver).WithTags("Offers");
        offer.MapPost("/accept", async (Guid id, ClaimsPrincipal caller, AnswerOffer answer, CancellationToken ct) =>
                TypedResults.Ok(await answer.AcceptAsync(id, caller.Id(), ct)))
            .Describe("acceptOffer", "Accept an offer",
                "Only the asked driver. Repeating it is harmless. Too late: `offer_expired`; withdrawn or "
                + "answered otherwise: `offer_taken`.",
                response: Examples.Delivery, problems: [403, 404, 409]);
        offer.MapPost("/decline", async (
                Guid id, ClaimsPrincipal caller, AnswerOffer answer, CancellationToken ct, DeclineRequest? request = null) =>
                TypedResults.Ok(await answer.DeclineAsync(id, caller.Id(), request?.Reason, ct)))
            .Describe("declineOffer", "Decline an offer", "The next driver is asked at once.", request: new DeclineRequest("tooFar"),
                response: new OfferAnswerResponse(Examples.OfferId, Examples.DeliveryId, OfferStatus.Declined),
                problems: [400, 403, 404, 409]);
    }

    private async Task<DeliveryResponse> AcceptAsync(Guid id, Guid driverId, CancellationToken ct)
    {
        var accepted = await database.WriteAsync(async transaction =>
        {
            var (offer, delivery) = await LockAsync(transaction, id, driverId);
            if (offer.Status is OfferStatus.Accepted && delivery.IsAssignedTo(driverId)) return delivery;
            delivery.Accept(offer, transaction.Now, options.Value);
            deliveries.Save(transaction, delivery);
            Failpoint.Hit("delivery.accept.before_commit");
            return delivery;
        }, ct);
        Failpoint.Hit("delivery.accept.after_commit");
        return await reader.ShowAsync(accepted, DeliveryActor.Driver, ct);
    }

    private Task<OfferAnswerResponse> DeclineAsync(Guid id, Guid driverId, string? reason, CancellationToken ct) =>
        database.WriteAsync(async transaction =>
        {
            var (offer, delivery) = await LockAsync(transaction, id, driverId);
            if (offer.Status is not OfferStatus.Declined)
            {
                offer.CheckOpen(transaction.Now);
                delivery.Decline(DeliveryActor.Driver, reason, transaction.Now, options.Value);
                deliveries.Save(transaction, delivery);
            }
            return new OfferAnswerResponse(id, delivery.Id, OfferStatus.Declined);
        }, ct);

    // The offer is the delivery's own, or one that was closed before.
    private async Task<(Offer Offer, Delivery Delivery)> LockAsync(Transaction transaction, Guid id, Guid driverId)
    {
        var delivery = await deliveries.LockByOfferAsync(transaction, id, driverId) ?? throw ProblemException.NotFound("The offer");
        return (delivery.Offer?.Id == id ? delivery.Offer : (await offers.FindAsync(transaction, id))!, delivery);
    }
}
