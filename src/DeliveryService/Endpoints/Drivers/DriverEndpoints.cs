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
        UploadPositions.Map(app);
        app.MapGet("/api/v1/drivers/me/offers", ListOffersAsync).RequireRole(Roles.Driver).WithTags("Drivers")
            .Describe("listMyOffers", "My open offers", "At most one at a time. The exact address is shown after accepting.",
                response: new Page<OfferResponse>([Examples.Offer], null), problems: [403]);
        AnswerOffer.Map(app);
    }

    private static async Task<Ok<DriverResponse>> GetMeAsync(
        ClaimsPrincipal caller, Database database, DriverStore drivers, DeliveryReads deliveries, DeliveryReader reader,
        CancellationToken ct)
    {
        var (driver, carried) = await database.ReadAsync(
            async session => (await drivers.FindAsync(session, caller.Id()), await deliveries.FindCarriedAsync(session, caller.Id())), ct);
        if (driver is null) throw ProblemException.NotFound("The driver");
        var place = await reader.PositionAsync(driver.Id, ct);
        return TypedResults.Ok(new DriverResponse(driver.Id, driver.Status, driver.Vehicle, carried?.Id, place));
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
