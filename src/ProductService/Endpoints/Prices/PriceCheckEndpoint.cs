using System.ComponentModel.DataAnnotations;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.Contracts;
using FoodDelivery.ProductService.Data;
using FoodDelivery.ProductService.Domain;

namespace FoodDelivery.ProductService.Endpoints;

public sealed record PriceCheckRequest(
    Guid RestaurantId, Fulfilment Fulfilment, [property: MaxLength(100)] IReadOnlyList<PriceCheckItem> Items, GeoPoint? Dropoff = null);

public sealed record PriceCheckItem(
    Guid ItemId, [property: Range(1, 50)] int Quantity, [property: MaxLength(100)] IReadOnlyList<Guid>? OptionIds = null);

/// <param name="TaxRateBasisPoints">Rate of items that say nothing else; each line has its own.</param>
/// <param name="Reasons">Why it cannot be ordered now; empty when orderable.</param>
/// <param name="ClosesAt">When it closes next; absent when it never does, or is not open.</param>
/// <param name="Lines">In request order; items that are not on the menu have none.</param>
public sealed record PriceCheckResponse(
    Guid RestaurantId, string RestaurantName, string RestaurantAddress, string TimeZone, GeoPoint Location, int MenuVersion,
    string Currency, int PrepMinutes, int? DistanceMeters, int DeliveryRadiusMeters, Money MinimumOrder, int TaxRateBasisPoints,
    bool Orderable, IReadOnlyList<PriceCheckReason> Reasons, IReadOnlyList<PricedLine> Lines, Money Subtotal, DateTimeOffset? ClosesAt,
    string? RestaurantPhone);

/// <summary>Authoritative prices, for Cart and Order. Changes nothing: it may be repeated, and an Idempotency-Key is ignored.</summary>
public static class PriceCheckEndpoint
{
    public static void MapPriceCheck(this WebApplication app) =>
        app.MapPost("/internal/v1/price-check", CheckAsync).RequireService("cart", "order");

    // Who only shows prices says exact=false and gets them as the menu has them, at most a second old. In the query, because a release that
    // does not know it passes over it there. A dish is refused exactly: another replica's menu may show what is not known here yet.
    private static async Task<PriceCheckResponse> CheckAsync(
        PriceCheckRequest request, bool? exact, Catalogue catalogue, TimeProvider clock, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (exact is false && catalogue.Find(request.RestaurantId)?.Restaurant is { } shown)
        {
            var check = Check(shown, request, now);
            if (check.Reasons.All(reason => reason.ItemId is null)) return Answer(shown, check, now);
        }
        var restaurant = await catalogue.CurrentAsync(request.RestaurantId, ct) ?? throw ProblemException.NotFound("The restaurant");
        return Answer(restaurant, Check(restaurant, request, now), now);
    }

    private static PriceCheck Check(Restaurant restaurant, PriceCheckRequest request, DateTimeOffset now) => PriceCheck.Of(
        restaurant, request.Fulfilment, [.. request.Items.Select(item => new WantedItem(item.ItemId, item.Quantity, item.OptionIds ?? []))],
        request.Dropoff, now);

    private static PriceCheckResponse Answer(Restaurant restaurant, PriceCheck check, DateTimeOffset now) => new(
        restaurant.Id, restaurant.Name, restaurant.Address, restaurant.Hours.TimeZone, restaurant.Location, restaurant.MenuVersion,
        restaurant.Currency, restaurant.PrepMinutes + restaurant.Busy.MinutesAt(now),
        check.DistanceMeters, restaurant.DeliveryRadiusMeters, restaurant.MinimumOrder,
        ItemRequest.DefaultTaxRateBasisPoints, check.Orderable, check.Reasons, check.Lines, check.Subtotal,
        restaurant.Hours.ClosingAfter(now), restaurant.Phone);
}
