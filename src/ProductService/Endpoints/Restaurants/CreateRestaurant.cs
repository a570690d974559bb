using System.ComponentModel.DataAnnotations;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.Contracts;
using FoodDelivery.ProductService.Data;
using FoodDelivery.ProductService.Domain;

namespace FoodDelivery.ProductService.Endpoints;

public sealed record CreateRestaurantRequest(
    [property: Text(120, MinimumLength = 1)] string Name,
    [property: MinLength(1), MaxLength(10), Texts(40)] IReadOnlyList<string> Cuisines,
    [property: Text(300, MinimumLength = 1)] string Address,
    GeoPoint Location,
    [property: Compared(64)] string TimeZone,
    [property: Range(100, 50_000)] int DeliveryRadiusMeters,
    Money MinimumOrder,
    [property: Range(1, 180)] int PrepMinutes,
    [property: Text(1000, MultiLine = true)] string? Description = null,
    bool AlwaysOpen = false,
    [property: MaxLength(50)] IReadOnlyList<OpeningSpanText>? Hours = null,
    [property: Pattern(PhoneNumbers.Form, ErrorMessage = PhoneNumbers.Error)] string? Phone = null)
{
    public RestaurantDraft ToDraft(DateTimeOffset now)
    {
        var hours = new OpeningHours(TimeZone, AlwaysOpen, [.. (Hours ?? []).Select(span => span.ToSpan())]);
        return new RestaurantDraft(
            Guid.CreateVersion7(now), Name, Cuisines, Description, Address, Location, hours, DeliveryRadiusMeters, MinimumOrder,
            PrepMinutes, Phone);
    }
}

/// <summary>Ops add a restaurant.</summary>
public static class CreateRestaurant
{
    public static void MapCreateRestaurant(this WebApplication app) => app.MapPost("/api/v1/restaurants", CreateAsync)
        .WithTags("Restaurant administration").RequireRole(Roles.Ops)
        .Describe(
            "createRestaurant", "Add a restaurant", "Ops only. The menu is empty at first.",
            Examples.CreateRestaurant, Examples.Restaurant, 400, 403)
        .Produces<RestaurantResponse>(StatusCodes.Status201Created);

    private static async Task<IResult> CreateAsync(
        CreateRestaurantRequest request, RestaurantStore store, Catalogue catalogue, TimeProvider clock, CancellationToken ct)
    {
        var restaurant = await store.AddAsync(now => Restaurant.Create(request.ToDraft(now)), ct)
            ?? throw new InvalidOperationException("A new id was already used.");
        catalogue.Put(restaurant);
        return TypedResults.Created($"/api/v1/restaurants/{restaurant.Id}", RestaurantResponse.From(restaurant, null, clock.GetUtcNow()));
    }
}
