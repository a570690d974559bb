using System.Security.Claims;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using FoodDelivery.DeliveryService.Data;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FoodDelivery.DeliveryService.Endpoints;

/// <summary>A driver's shift, position and offers.</summary>
public static class DriverEndpoints
{
    public static void MapDrivers(this IEndpointRouteBuilder app)
    {
        app.MapGet("/api/v1/drivers/me", GetMeAsync).RequireRole(Roles.Driver).WithTags("Drivers")
            .Describe("getMyDriverState", "My shift", "Status, vehicle, active delivery and last position of the calling driver.",
                response: Examples.Driver, problems: [403, 404]);
        SetShift.Map(app);
        ChangeVehicle.Map(app);
        UploadPositions.Map(app);
        app.MapGet("/api/v1/drivers/me/offers", ListOffersAsync).RequireRole(Roles.Driver).WithTags("Drivers")
            .Describe("listMyOffers", "My open offers", "At most one at a time. The exact address is shown after accepting.",
                response: new Page<OfferResponse>([Examples.Offer], null), problems: [403]);
        AnswerOffer.Map(app);
        app.MapGet("/api/v1/drivers/me/deliveries", ListPastAsync).RequireRole(Roles.Driver).WithTags("Drivers")
            .Describe("listMyDeliveries", "What I have brought",
                "Deliveries of the calling driver that have ended, newest first, with pay and tip.",
                response: new Page<PastDeliveryResponse>([Examples.Past], null), problems: [400, 403]);
        app.MapGet("/api/v1/ops/delivery/drivers", ListAsync).RequireRole(Roles.Ops).WithTags("Ops")
            .Describe("opsListDrivers", "Drivers",
                "With last place and what they carry, and `jump` where their places do not fit together; "
                + "`online` leaves out those who are not (or those who are).",
                response: new Page<OpsDriverResponse>([Examples.OnDuty], null), problems: [400, 403]);
    }

    private static async Task<Ok<DriverResponse>> GetMeAsync(
        ClaimsPrincipal caller, Database database, DriverStore drivers, DeliveryReads deliveries, DeliveryReader reader,
        CancellationToken ct)
    {
        var (driver, carried) = await database.ReadAsync(
            async session => (await drivers.FindAsync(session, caller.Id()), await deliveries.FindCarriedAsync(session, caller.Id())), ct);
        if (driver is null) throw ProblemException.NotFound("The driver");
        var place = await reader.PositionAsync(driver.Id, ct);
        return TypedResults.Ok(DriverResponse.Of(driver, carried?.Id, place));
    }

    private static async Task<Ok<Page<PastDeliveryResponse>>> ListPastAsync(
        ClaimsPrincipal caller, Database database, DeliveryReads deliveries, CancellationToken ct, int? limit = null, string? cursor = null)
    {
        var size = Paging.Limit(limit);
        var rows = await database.ReadAsync(
            session => deliveries.ListPastAsync(session, caller.Id(), Paging.DecodeId(cursor), size + 1), ct);
        return TypedResults.Ok(rows.Select(PastDeliveryResponse.From).ToList().ToPage(size, past => past.Id.ToString()));
    }

    private static async Task<Ok<Page<OpsDriverResponse>>> ListAsync(
        Database database, DriverStore drivers, DeliveryReader reader, CancellationToken ct, bool? online = null, int? limit = null,
        string? cursor = null)
    {
        var size = Paging.Limit(limit);
        var rows = await database.ReadAsync(session => drivers.ListAsync(session, online, Paging.DecodeId(cursor), size + 1), ct);
        var places = await reader.PositionsAsync([.. rows.Select(driver => driver.Id)], ct);
        var jumps = await reader.JumpsAsync([.. rows.Select(driver => driver.Id)], ct);
        var shown = rows.Select(driver => new OpsDriverResponse(
            driver.Id, driver.FirstName, driver.Vehicle, driver.Approved, driver.Status, driver.OnlineSince, driver.DeliveryId,
            places.GetValueOrDefault(driver.Id), jumps.GetValueOrDefault(driver.Id), RatingResponse.Of(driver)));
        return TypedResults.Ok(shown.ToList().ToPage(size, driver => driver.Id.ToString()));
    }

    private static async Task<Ok<Page<OfferResponse>>> ListOffersAsync(
        ClaimsPrincipal caller, Database database, OfferStore offers, TimeProvider clock, CancellationToken ct)
    {
        var open = await database.ReadAsync(session => offers.OpenAsync(session, caller.Id(), clock.GetUtcNow()), ct);
        if (open is not var (offer, delivery)) return TypedResults.Ok(new Page<OfferResponse>([], null));
        var shown = new OfferResponse(
            offer.Id, delivery.Id, delivery.OrderId, delivery.OrderCode, PickupResponse.Of(delivery), delivery.DropoffArea, delivery.Pay,
            offer.DistanceMeters, offer.ExpiresAt);
        return TypedResults.Ok(new Page<OfferResponse>([shown], null));
    }
}
