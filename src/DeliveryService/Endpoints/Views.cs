using System.ComponentModel.DataAnnotations;
using FoodDelivery.Contracts;
using FoodDelivery.DeliveryService.Domain;

namespace FoodDelivery.DeliveryService.Endpoints;

/// <summary>A place with a name.</summary>
public sealed record PickupView(double Lat, double Lng, string Name);

/// <summary>Where the order goes; only the assigned driver sees it, and only while the delivery runs.</summary>
public sealed record DropoffView(double Lat, double Lng, string Address, string? Notes, string? ContactName);

/// <summary>Who brings it.</summary>
public sealed record DriverBrief(string FirstName, string Vehicle);

/// <summary>Expected times.</summary>
public sealed record EtaView(DateTimeOffset Pickup, DateTimeOffset Dropoff);

/// <summary>Where the driver was last.</summary>
public sealed record PositionView(double Lat, double Lng, DateTimeOffset At);

/// <summary>A delivery as the caller may see it.</summary>
/// <param name="Driver">While somebody is on the way.</param>
/// <param name="Position">The driver's last place; for customer, driver and ops while the delivery is under way.</param>
/// <param name="Eta">Null once the delivery has ended.</param>
/// <param name="Pay">For the driver and ops.</param>
public sealed record DeliveryView(
    Guid Id, Guid OrderId, DeliveryStatus Status, long Version, DriverBrief? Driver, PositionView? Position, PickupView Pickup, DropoffView? Dropoff, EtaView? Eta,
    Money? Pay, IReadOnlyList<DeliveryCommand> AllowedActions);

/// <summary>A delivery that has not ended, as ops see it in the list.</summary>
/// <param name="DriverId">Who is asked or assigned.</param>
/// <param name="CreatedAt">When the restaurant had accepted the order.</param>
/// <param name="AllowedActions">What ops can do now.</param>
public sealed record UnfinishedView(
    Guid Id, Guid OrderId, DeliveryStatus Status, Guid? DriverId, string RestaurantName, DateTimeOffset CreatedAt, EtaView Eta, IReadOnlyList<DeliveryCommand> AllowedActions)
{
    public static UnfinishedView From(Delivery delivery) => new(
        delivery.Id, delivery.OrderId, delivery.Status, delivery.DriverId, delivery.RestaurantName, delivery.CreatedAt, new EtaView(delivery.PickupEta, delivery.DropoffEta),
        DeliveryMachine.AllowedActions(delivery.Status, DeliveryActor.Ops));
}

/// <summary>An offer as its driver sees it.</summary>
/// <param name="Dropoff">The area, exact to about 100 m.</param>
/// <param name="DistanceMeters">Beeline from the driver to the restaurant.</param>
public sealed record OfferView(
    Guid Id, Guid DeliveryId, Guid OrderId, PickupView Pickup, GeoPoint Dropoff, Money Pay, int DistanceMeters, DateTimeOffset ExpiresAt);

/// <summary>What became of an offer.</summary>
public sealed record OfferAnswerView(Guid Id, Guid DeliveryId, OfferStatus Status);

/// <summary>The driver's own state.</summary>
public sealed record DriverView(Guid Id, DriverStatus Status, string Vehicle, Guid? ActiveDeliveryId, PositionView? Position);

public sealed record DriverStatusRequest(DriverStatus Status);

/// <summary>Where the device was.</summary>
/// <param name="At">When it measured that.</param>
public sealed record PositionPoint([property: Range(-85.0, 85.0)] double Lat, [property: Range(-180.0, 180.0)] double Lng, DateTimeOffset At);

public sealed record PositionsRequest([property: MinLength(1), MaxLength(20)] IReadOnlyList<PositionPoint> Points);

/// <summary>Whether the upload changed the driver's place.</summary>
/// <param name="Accepted">False when no point was newer than the known one and reachable from it, and when the driver is off duty.</param>
public sealed record PositionsAnswer(bool Accepted);

public sealed record DeclineRequest([property: StringLength(200)] string? Reason = null);

public sealed record PickUpRequest([property: Range(1, 50)] int? BagCount = null);

public enum ProofType
{
    Pin,
}

/// <summary>Proof of the handover.</summary>
public sealed record Proof(ProofType Type, [property: StringLength(16, MinimumLength = 1)] string Value);

public sealed record DeliverRequest(Proof Proof);

public enum FailReason
{
    NoAnswer, BadAddress, Refused, Damaged, Unsafe,
}

public sealed record FailRequest(FailReason Reason);

/// <param name="Reason">Asked for so that nobody does it by mistake; it may hold personal data and is not kept.</param>
public sealed record UnassignRequest([property: StringLength(200, MinimumLength = 1)] string Reason);

public sealed record AssignRequest(Guid DriverId);
