using System.Security.Claims;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using FoodDelivery.DeliveryService.Data;
using FoodDelivery.DeliveryService.Domain;
using FoodDelivery.DeliveryService.Matching;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace FoodDelivery.DeliveryService.Endpoints;

/// <summary>A driver's shift, position and offers.</summary>
public static class DriverEndpoints
{
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan OldestPoint = TimeSpan.FromDays(1);

    public static void MapDrivers(this IEndpointRouteBuilder app)
    {
        app.MapGet("/api/v1/drivers/me", GetMeAsync).RequireRole(Roles.Driver).WithTags("Drivers")
            .Describe("getMyDriverState", "My shift", "Status, vehicle, active delivery and last position of the calling driver.", response: Examples.Driver, problems: [403, 404]);
        app.MapPut("/api/v1/drivers/me/status", SetStatusAsync).RequireRole(Roles.Driver).WithTags("Drivers")
            .Describe("setMyDriverStatus", "Go online or offline",
                "Approved drivers only (`driver_not_approved`). Going offline gives back an open offer and is refused during a delivery (`driver_busy`).",
                request: new DriverStatusRequest(DriverStatus.Online), response: Examples.Driver, problems: [400, 403, 409]);
        app.MapPost("/api/v1/drivers/me/positions", PostPositionsAsync).RequireRole(Roles.Driver).WithTags("Drivers")
            .Describe("uploadMyPositions", "Upload positions",
                "Up to 20 points of the last day in any order; the newest one counts. Points that are older than the known one or that no vehicle can have reached are ignored, and so are all of a driver who is offline and carries nothing.",
                request: new PositionsRequest([new PositionPoint(48.2082, 16.3738, Examples.Time)]), response: new PositionsAnswer(true), problems: [400, 403, 409, 503]);
        app.MapGet("/api/v1/drivers/me/offers", ListOffersAsync).RequireRole(Roles.Driver).WithTags("Drivers")
            .Describe("listMyOffers", "My open offers", "At most one at a time. The exact address is shown after accepting.", response: new Page<OfferView>([Examples.Offer], null), problems: [403]);
    }

    public static ProblemException NotApproved() => new(409, "driver_not_approved", "Ops have not approved this driver.");

    private static async Task<Ok<DriverView>> GetMeAsync(ClaimsPrincipal caller, Database database, DriverStore drivers, DeliveryStore deliveries, DeliveryViews views, CancellationToken ct)
    {
        var driver = await database.ReadAsync(session => drivers.FindAsync(session, caller.Id()), ct) ?? throw ProblemException.NotFound("The driver");
        return TypedResults.Ok(await ShowAsync(driver, database, deliveries, views, ct));
    }

    private static async Task<Ok<DriverView>> SetStatusAsync(
        DriverStatusRequest request, ClaimsPrincipal caller, Database database, DriverStore drivers, DeliveryStore deliveries, PositionStore positions,
        DeliveryViews views, MatchSignal signal, IOptions<DeliveryOptions> options, CancellationToken ct)
    {
        var id = caller.Id();
        var driver = await database.WriteAsync(async transaction =>
        {
            var locked = await drivers.LockAsync(transaction, id);
            if (locked is not { Approved: true }) throw NotApproved();
            if (request.Status is DriverStatus.Online)
            {
                await drivers.SetOnlineAsync(transaction, id);
                transaction.AfterCommit(signal.Set);
                return locked with { Status = DriverStatus.Online };
            }

            if (await deliveries.LockBusyAsync(transaction, id) is { } busy)
            {
                if (busy.Status is not DeliveryStatus.Offered) throw new ProblemException(409, "driver_busy", "Finish the delivery first.").With("deliveryId", busy.Id);
                busy.Decline(DeliveryActor.System, "offline", transaction.Now, options.Value);
                await deliveries.SaveAsync(transaction, busy);
            }
            await drivers.SetOfflineAsync(transaction, id);
            return locked with { Status = DriverStatus.Offline };
        }, ct);

        if (driver.Status is DriverStatus.Offline) await positions.ForgetAsync(id, ct);
        return TypedResults.Ok(await ShowAsync(driver, database, deliveries, views, ct));
    }

    private static async Task<Accepted<PositionsAnswer>> PostPositionsAsync(
        PositionsRequest request, ClaimsPrincipal caller, Database database, DriverStore drivers, DeliveryStore deliveries, PositionStore positions,
        BestEffortEvents events, MatchSignal signal, IOptions<DeliveryOptions> options, TimeProvider clock, CancellationToken ct)
    {
        var id = caller.Id();
        var now = clock.GetUtcNow();
        for (var i = 0; i < request.Points.Count; i++)
        {
            if (request.Points[i].At > now + ClockTolerance) throw ProblemException.Invalid($"/points/{i}/at", "at is more than 60 s in the future.");
            if (request.Points[i].At < now - OldestPoint) throw ProblemException.Invalid($"/points/{i}/at", "at is more than a day ago.");
        }
        var (driver, carried) = await database.ReadAsync(async session => (await drivers.FindAsync(session, id), await deliveries.FindCarriedAsync(session, id)), ct);
        // A suspended driver brings what is under way to its end, and the customer watches.
        if (driver is null || (!driver.Approved && carried is null)) throw NotApproved();
        if (driver.Status is DriverStatus.Offline && carried is null) return Answer(false);

        var known = await positions.FindAsync(id, ct);
        var newest = Position.Newest(known, request.Points.Select(point => new Position(point.Lat, point.Lng, point.At)));
        if (newest is null) return Answer(false);
        var (stored, announce) = await positions.StoreAsync(id, newest, now, ct);
        if (known is null || !known.IsFresh(now, options.Value.PositionFreshFor)) signal.Set();
        if (announce && carried is not null)
        {
            events.Publish(id, new DriverLocationV1(id, newest.Point, newest.At, [new CarriedDeliveryV1(carried.Id, carried.OrderId, carried.CustomerId)]));
        }
        return Answer(stored);
    }

    private static async Task<Ok<Page<OfferView>>> ListOffersAsync(ClaimsPrincipal caller, Database database, OfferStore offers, TimeProvider clock, CancellationToken ct)
    {
        var open = await database.ReadAsync(session => offers.OpenAsync(session, caller.Id(), clock.GetUtcNow()), ct);
        if (open is not var (offer, delivery)) return TypedResults.Ok(new Page<OfferView>([], null));
        return TypedResults.Ok(new Page<OfferView>(
        [
            new OfferView(offer.Id, delivery.Id, delivery.OrderId, DeliveryViews.PickupOf(delivery), delivery.DropoffArea, delivery.Pay, offer.DistanceMeters, offer.ExpiresAt),
        ], null));
    }

    private static async Task<DriverView> ShowAsync(Driver driver, Database database, DeliveryStore deliveries, DeliveryViews views, CancellationToken ct)
    {
        var active = await database.ReadAsync(session => deliveries.FindCarriedAsync(session, driver.Id), ct);
        return new DriverView(driver.Id, driver.Status, driver.Vehicle, active?.Id, await views.PositionAsync(driver.Id, ct));
    }

    private static Accepted<PositionsAnswer> Answer(bool accepted) => TypedResults.Accepted((string?)null, new PositionsAnswer(accepted));
}
