using FoodDelivery.Contracts;
using FoodDelivery.DeliveryService.Data;
using FoodDelivery.DeliveryService.Domain;

namespace FoodDelivery.DeliveryService.Endpoints;

/// <summary>What customers said of a driver's deliveries.</summary>
/// <param name="Average">1 to 5, the best; to one decimal.</param>
/// <param name="Count">How many deliveries were rated.</param>
public sealed record RatingResponse(double Average, int Count)
{
    public static RatingResponse? Of(Driver driver) => driver.RatingCount <= 0
        ? null
        : new RatingResponse(
            Math.Round((double)driver.RatingSum / driver.RatingCount, 1, MidpointRounding.AwayFromZero), driver.RatingCount);
}

/// <summary>The driver's own state.</summary>
/// <param name="OfflineReason">Why the system took the driver offline; null for who went offline, and while online.</param>
/// <param name="Rating">Null while nobody has rated a delivery.</param>
public sealed record DriverResponse(
    Guid Id, DriverStatus Status, string Vehicle, Guid? ActiveDeliveryId, PositionResponse? Position, OfflineReason? OfflineReason = null,
    RatingResponse? Rating = null)
{
    public static DriverResponse Of(Driver driver, Guid? carried, PositionResponse? place) =>
        new(driver.Id, driver.Status, driver.Vehicle, carried, place, driver.OfflineReason, RatingResponse.Of(driver));
}

/// <summary>An offer as its driver sees it.</summary>
/// <param name="OrderCode">What the driver asks for at the counter.</param>
/// <param name="Dropoff">The area, exact to about 100 m.</param>
/// <param name="DistanceMeters">Beeline from the driver to the restaurant.</param>
public sealed record OfferResponse(
    Guid Id, Guid DeliveryId, Guid OrderId, string? OrderCode, PickupResponse Pickup, GeoPoint Dropoff, Money Pay,
    int DistanceMeters, DateTimeOffset ExpiresAt);

/// <summary>What a driver has brought, or could not.</summary>
/// <param name="Pay">With the tip.</param>
/// <param name="Tip">How much of the pay is the customer's tip; null for what was planned before it was kept apart.</param>
/// <param name="EndedAt">When the driver's part in it was over.</param>
/// <param name="HandedOn">Another driver brought it to its end, who gets the tip.</param>
public sealed record PastDeliveryResponse(
    Guid Id, Guid OrderId, string? OrderCode, string RestaurantName, DeliveryStatus Status, Money Pay, Money? Tip,
    DateTimeOffset? PickedUpAt, DateTimeOffset EndedAt, bool HandedOn = false)
{
    public static PastDeliveryResponse From(PastDelivery past) => new(
        past.Id, past.OrderId, past.OrderCode, past.RestaurantName, past.Status, new Money(past.PayAmount, past.PayCurrency),
        past.TipAmount is { } tip ? new Money(tip, past.PayCurrency) : null, past.PickedUpAt, past.EndedAt, past.HandedOn);
}

/// <summary>Where a driver was and where next do not fit together: no vehicle can have come there since.</summary>
/// <param name="At">When the driver was where it led.</param>
public sealed record JumpResponse(DateTimeOffset At, long DistanceMeters);

/// <summary>A driver as ops see him or her.</summary>
/// <param name="DeliveryId">What the driver is asked for or carries.</param>
/// <param name="Position">The last place, whose time is the last sign of life; null when none is known, also while Redis is away.</param>
/// <param name="Rating">Null while nobody has rated a delivery.</param>
/// <param name="Jump">The last one of a day, also from one shift to the next; null when there was none.</param>
public sealed record OpsDriverResponse(
    Guid Id, string FirstName, string Vehicle, bool Approved, DriverStatus Status, DateTimeOffset OnlineSince, Guid? DeliveryId,
    PositionResponse? Position, JumpResponse? Jump = null, RatingResponse? Rating = null);
