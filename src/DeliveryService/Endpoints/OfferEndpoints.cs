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

/// <summary>A driver's answers to offers.</summary>
public static class OfferEndpoints
{
    public static void MapOffers(this IEndpointRouteBuilder app)
    {
        app.MapPost("/api/v1/offers/{id:guid}/accept", AcceptAsync).RequireRole(Roles.Driver).WithTags("Offers")
            .Describe("acceptOffer", "Accept an offer", "Only the asked driver. Repeating it is harmless. Too late: `offer_expired`; withdrawn or answered otherwise: `offer_taken`.",
                response: Examples.Delivery, problems: [403, 404, 409]);
        app.MapPost("/api/v1/offers/{id:guid}/decline", DeclineAsync).RequireRole(Roles.Driver).WithTags("Offers")
            .Describe("declineOffer", "Decline an offer", "The next driver is asked at once.", request: new DeclineRequest("tooFar"),
                response: new OfferAnswerView(Examples.OfferId, Examples.DeliveryId, OfferStatus.Declined), problems: [400, 403, 404, 409]);
    }

    private static async Task<Ok<DeliveryView>> AcceptAsync(
        Guid id, ClaimsPrincipal caller, Database database, DeliveryStore deliveries, OfferStore offers, DriverStore drivers, DeliveryViews views, IOptions<DeliveryOptions> options,
        CancellationToken ct)
    {
        var delivery = await database.WriteAsync(async transaction =>
        {
            var (offer, locked) = await LockAsync(transaction, id, caller.Id(), deliveries, offers);
            if (offer.Status is OfferStatus.Accepted && locked.IsAssignedTo(offer.DriverId)) return locked;
            CheckOpen(offer, transaction.Now);
            var driver = await drivers.FindAsync(transaction, offer.DriverId);
            DeliveryCommands.Checked(() => locked.Accept(driver!, offer.DistanceMeters, transaction.Now, options.Value));
            await deliveries.SaveAsync(transaction, locked);
            Failpoint.Hit("delivery.accept.before_commit");
            return locked;
        }, ct);
        Failpoint.Hit("delivery.accept.after_commit");
        return TypedResults.Ok(await views.ShowAsync(delivery, DeliveryActor.Driver, ct));
    }

    private static async Task<Ok<OfferAnswerView>> DeclineAsync(
        Guid id, ClaimsPrincipal caller, Database database, DeliveryStore deliveries, OfferStore offers, IOptions<DeliveryOptions> options, CancellationToken ct, DeclineRequest? request = null)
    {
        var answer = await database.WriteAsync(async transaction =>
        {
            var (offer, locked) = await LockAsync(transaction, id, caller.Id(), deliveries, offers);
            if (offer.Status is not OfferStatus.Declined)
            {
                CheckOpen(offer, transaction.Now);
                DeliveryCommands.Checked(() => locked.Decline(DeliveryActor.Driver, request?.Reason, transaction.Now, options.Value));
                await deliveries.SaveAsync(transaction, locked);
            }
            return new OfferAnswerView(offer.Id, offer.DeliveryId, OfferStatus.Declined);
        }, ct);
        return TypedResults.Ok(answer);
    }

    // The delivery is locked between the two looks at the offer: the second one is what holds.
    private static async Task<(Offer Offer, Delivery Delivery)> LockAsync(Transaction transaction, Guid id, Guid driverId, DeliveryStore deliveries, OfferStore offers)
    {
        var seen = await offers.FindAsync(transaction, id, driverId) ?? throw ProblemException.NotFound("The offer");
        var delivery = await deliveries.LockAsync(transaction, seen.DeliveryId) ?? throw ProblemException.NotFound("The offer");
        return ((await offers.FindAsync(transaction, id, driverId))!, delivery);
    }

    private static void CheckOpen(Offer offer, DateTimeOffset now)
    {
        if (offer.Status is OfferStatus.Expired || (offer.Status is OfferStatus.Pending && offer.ExpiresAt <= now)) throw new ProblemException(409, "offer_expired", "The time to answer this offer is over.");
        if (offer.Status is not OfferStatus.Pending) throw new ProblemException(409, "offer_taken", "This offer is no longer open.").With("currentStatus", offer.Status.Wire());
    }
}
