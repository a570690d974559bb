using FoodDelivery.Contracts;
using FoodDelivery.DeliveryService.Domain;

namespace FoodDelivery.DeliveryService.Endpoints;

/// <summary>The driver's own state.</summary>
public sealed record DriverResponse(Guid Id, DriverStatus Status, string Vehicle, Guid? ActiveDeliveryId, PositionResponse? Position);

/// <summary>An offer as its driver sees it.</summary>
/// <param name="OrderCode">What the driver asks for at the counter.</param>
/// <param name="Dropoff">The area, exact to about 100 m.</param>
/// <param name="DistanceMeters">Beeline from the driver to the restaurant.</param>
public sealed record OfferResponse(
    Guid Id, Guid DeliveryId, Guid OrderId, string? OrderCode, PickupResponse Pickup, GeoPoint Dropoff, Money Pay,
    int DistanceMeters, DateTimeOffset ExpiresAt);
