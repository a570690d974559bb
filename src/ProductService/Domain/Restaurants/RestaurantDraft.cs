using FoodDelivery.Contracts;

namespace FoodDelivery.ProductService.Domain;

/// <summary>What a restaurant begins with.</summary>
public sealed record RestaurantDraft(
    Guid Id, string Name, IReadOnlyList<string> Cuisines, string? Description, string Address, GeoPoint Location, OpeningHours Hours,
    int DeliveryRadiusMeters, Money MinimumOrder, int PrepMinutes, string? Phone = null);
