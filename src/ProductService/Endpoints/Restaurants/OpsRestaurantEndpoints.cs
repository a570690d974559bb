using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.Contracts;
using FoodDelivery.ProductService.Data;
using FoodDelivery.ProductService.Domain;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FoodDelivery.ProductService.Endpoints;

/// <summary>Members that are absent stay as they are.</summary>
/// <param name="Reason">For the trail.</param>
/// <param name="Phone">For customers and couriers; empty: removed.</param>
public sealed record CorrectRestaurantRequest(
    [property: Text(200, MinimumLength = 3)] string Reason,
    [property: Text(120, MinimumLength = 1)] string? Name = null,
    [property: MinLength(1), MaxLength(10), Texts(40)] IReadOnlyList<string>? Cuisines = null,
    [property: Text(1000, MultiLine = true)] string? Description = null,
    [property: Text(300, MinimumLength = 1)] string? Address = null,
    GeoPoint? Location = null,
    [property: Compared(64)] string? TimeZone = null,
    [property: Range(100, 50_000)] int? DeliveryRadiusMeters = null,
    Money? MinimumOrder = null,
    [property: Range(1, 180)] int? PrepMinutes = null,
    [property: Pattern(PhoneNumbers.FormOrNothing, ErrorMessage = PhoneNumbers.Error)] string? Phone = null);

public sealed record CloseRestaurantRequest([property: Text(200, MinimumLength = 3)] string Reason);

/// <param name="Version">That of the row.</param>
/// <param name="Error">What is wrong with it.</param>
public sealed record LeftOutResponse(Guid Id, long Version, string Error)
{
    internal static LeftOutResponse Of(LeftOutRow row) => new(row.Id, row.Version, row.Error);
}

/// <summary>Ops change what staff cannot, and close a restaurant for good.</summary>
public static class OpsRestaurantEndpoints
{
    public static void MapOpsRestaurants(this WebApplication app)
    {
        app.MapGet("/api/v1/ops/product/restaurants/left-out", (Catalogue catalogue) =>
                TypedResults.Ok(new Page<LeftOutResponse>([.. catalogue.AllLeftOut.Select(LeftOutResponse.Of)], null)))
            .WithTags("Ops").RequireRole(Roles.Ops)
            .Describe("listLeftOutRestaurants", "List restaurants whose rows cannot be read",
                "Customers do not see them, and nothing of them can be changed. What is mended is read by itself within a minute.",
                response: new Page<LeftOutResponse>(
                    [new LeftOutResponse(Examples.Restaurant.Id, 17, "The menu is no JSON.")], null), problems: [403]);
        var group = app.MapGroup("/api/v1/ops/product/restaurants/{id:guid}").WithTags("Ops").RequireRole(Roles.Ops);
        group.MapPatch("", CorrectAsync).Describe("correctRestaurant", "Change anything that is said of a restaurant",
            "Also address, place, time zone and cuisines, which its staff cannot. Its currency stays: its prices are in it.",
            new CorrectRestaurantRequest("Moved", Address: "Marktplatz 2, Birkenwerth am See", Location: new GeoPoint(48.2007, 11.6013)),
            Examples.Restaurant, 400, 403, 404, 409);
        group.MapPost("/close", CloseAsync).Describe("closeRestaurant", "Close a restaurant for good",
            "It takes no orders and is in no list any more; orders that it has go on. Nothing of it can be changed from then on (409 "
            + "restaurant_gone). Repeating it changes nothing.",
            new CloseRestaurantRequest("The owner has retired"), Examples.Restaurant, 400, 403, 404);
    }

    private static async Task<Ok<RestaurantResponse>> CorrectAsync(
        Guid id, CorrectRestaurantRequest request, ClaimsPrincipal caller, RestaurantStore store, Catalogue catalogue, TimeProvider clock,
        CancellationToken ct) =>
        Show(await store.EditAsync(id, (restaurant, _) =>
        {
            restaurant.Describe(
                request.Name, request.Description, request.DeliveryRadiusMeters, request.MinimumOrder, request.PrepMinutes, request.Phone);
            restaurant.Correct(request.Cuisines, request.Address, request.Location, request.TimeZone);
        }, new AuditedAct(caller.Id(), "restaurant.correct", request.Reason), ct), catalogue, clock);

    private static async Task<Ok<RestaurantResponse>> CloseAsync(
        Guid id, CloseRestaurantRequest request, ClaimsPrincipal caller, RestaurantStore store, Catalogue catalogue, TimeProvider clock,
        CancellationToken ct) =>
        Show(await store.EditAsync(
            id, (restaurant, now) => restaurant.CloseForGood(request.Reason, caller.Id(), now),
            new AuditedAct(caller.Id(), "restaurant.close", request.Reason), ct), catalogue, clock);

    private static Ok<RestaurantResponse> Show(Restaurant restaurant, Catalogue catalogue, TimeProvider clock)
    {
        catalogue.Put(restaurant);
        return TypedResults.Ok(RestaurantResponse.From(restaurant, catalogue.RatingOf(restaurant.Id), clock.GetUtcNow()));
    }
}
