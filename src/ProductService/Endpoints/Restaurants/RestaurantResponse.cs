using FoodDelivery.Contracts;
using FoodDelivery.ProductService.Domain;

namespace FoodDelivery.ProductService.Endpoints;

/// <summary>What customers said of the food of their orders.</summary>
/// <param name="Average">1 to 5, the best; to one decimal.</param>
/// <param name="Count">How many orders were rated.</param>
public sealed record RatingResponse(double Average, int Count)
{
    public static RatingResponse? Of(Rating? rating) => rating?.Average is { } average ? new RatingResponse(average, rating.Count) : null;
}

/// <summary>A restaurant in a list.</summary>
/// <param name="OpensAt">When it takes orders again; absent when it does now or nobody knows.</param>
/// <param name="BusyMinutes">How much longer than prepMinutes an order takes right now; absent when it does not.</param>
/// <param name="Rating">Absent while nobody has rated an order of it.</param>
/// <param name="DistanceMeters">From <c>near</c>, as the crow flies; absent without it.</param>
public sealed record RestaurantSummary(
    Guid Id, string Name, IReadOnlyList<string> Cuisines, string? Description, GeoPoint Location, string Address, bool IsOpen,
    DateTimeOffset? OpensAt, int? DistanceMeters, int DeliveryRadiusMeters, Money MinimumOrder, int PrepMinutes, ServiceStatus Status,
    int? BusyMinutes = null, RatingResponse? Rating = null)
{
    public static RestaurantSummary From(Restaurant restaurant, Rating? rating, int? distance, DateTimeOffset now)
    {
        var orderability = Orderability.Of(restaurant, now);
        return new RestaurantSummary(
            restaurant.Id, restaurant.Name, restaurant.Cuisines, restaurant.Description, restaurant.Location, restaurant.Address,
            orderability.IsOpen, orderability.OpensAt, distance, restaurant.DeliveryRadiusMeters, restaurant.MinimumOrder,
            restaurant.PrepMinutes, orderability.Status, restaurant.BusyMinutesAt(now), RatingResponse.Of(rating));
    }
}

/// <summary>A restaurant in full.</summary>
/// <param name="TimeZone">IANA name; opening hours are local times of it.</param>
/// <param name="Version">For If-Match.</param>
/// <param name="SpecialDays">Dates on which neither hours nor alwaysOpen count.</param>
/// <param name="BusyMinutes">How much longer than prepMinutes an order takes right now; absent when it does not.</param>
/// <param name="Phone">For questions about an order; absent when it has given none.</param>
/// <param name="Rating">Absent while nobody has rated an order of it.</param>
/// <param name="ClosedAt">Since when it is closed for good; absent while it is not.</param>
public sealed record RestaurantResponse(
    Guid Id, string Name, IReadOnlyList<string> Cuisines, string? Description, GeoPoint Location, string Address, bool IsOpen,
    DateTimeOffset? OpensAt, int DeliveryRadiusMeters, Money MinimumOrder, int PrepMinutes, ServiceStatus Status, string TimeZone,
    bool AlwaysOpen, IReadOnlyList<OpeningSpanText> Hours, int MenuVersion, long Version, IReadOnlyList<SpecialDayText> SpecialDays,
    int? BusyMinutes = null, DateTimeOffset? ClosedAt = null, string? Phone = null, RatingResponse? Rating = null)
{
    public static RestaurantResponse From(Restaurant restaurant, Rating? rating, DateTimeOffset now)
    {
        var orderability = Orderability.Of(restaurant, now);
        return new RestaurantResponse(
            restaurant.Id, restaurant.Name, restaurant.Cuisines, restaurant.Description, restaurant.Location, restaurant.Address,
            orderability.IsOpen, orderability.OpensAt, restaurant.DeliveryRadiusMeters, restaurant.MinimumOrder, restaurant.PrepMinutes,
            orderability.Status, restaurant.Hours.TimeZone, restaurant.Hours.AlwaysOpen,
            [.. restaurant.Hours.Spans.Select(OpeningSpanText.From)], restaurant.MenuVersion, restaurant.Version,
            [.. restaurant.Hours.SpecialDays.Select(SpecialDayText.From)], restaurant.BusyMinutesAt(now), restaurant.ClosedAt,
            restaurant.Phone, RatingResponse.Of(rating));
    }
}
