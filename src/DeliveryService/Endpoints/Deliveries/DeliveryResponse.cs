using FoodDelivery.Contracts;
using FoodDelivery.DeliveryService.Domain;

namespace FoodDelivery.DeliveryService.Endpoints;

/// <summary>A delivery as the caller may see it.</summary>
/// <param name="Driver">While somebody is on the way.</param>
/// <param name="Position">The driver's last place; for customer, driver and ops while the delivery is under way.</param>
/// <param name="Eta">Null once the delivery has ended.</param>
/// <param name="Pay">For the driver and ops.</param>
public sealed record DeliveryResponse(
    Guid Id, Guid OrderId, DeliveryStatus Status, long Version, CourierResponse? Driver, PositionResponse? Position, PickupResponse Pickup,
    DropoffResponse? Dropoff, EtaResponse? Eta, Money? Pay, IReadOnlyList<DeliveryCommand> AllowedActions);

/// <summary>A delivery that has not ended, as ops see it in the list.</summary>
/// <param name="DriverId">Who is asked or assigned.</param>
/// <param name="CreatedAt">When the restaurant had accepted the order.</param>
/// <param name="AllowedActions">What ops can do now.</param>
public sealed record UnfinishedResponse(
    Guid Id, Guid OrderId, DeliveryStatus Status, Guid? DriverId, string RestaurantName, DateTimeOffset CreatedAt, EtaResponse Eta,
    IReadOnlyList<DeliveryCommand> AllowedActions)
{
    public static UnfinishedResponse From(Delivery delivery) => new(
        delivery.Id, delivery.OrderId, delivery.Status, delivery.DriverId, delivery.RestaurantName, delivery.CreatedAt,
        new EtaResponse(delivery.PickupEta, delivery.DropoffEta), DeliveryMachine.AllowedActions(delivery.Status, DeliveryActor.Ops));
}

/// <summary>A place with a name.</summary>
public sealed record PickupResponse(double Lat, double Lng, string Name)
{
    public static PickupResponse Of(Delivery delivery) => new(delivery.PickupLat, delivery.PickupLng, delivery.RestaurantName);
}

/// <summary>Where the order goes; only the assigned driver sees it, and only while the delivery runs.</summary>
public sealed record DropoffResponse(double Lat, double Lng, string Address, string? Notes, string? ContactName);

/// <summary>Who brings it.</summary>
public sealed record CourierResponse(string FirstName, string Vehicle);

/// <summary>Expected times.</summary>
public sealed record EtaResponse(DateTimeOffset Pickup, DateTimeOffset Dropoff);

/// <summary>Where the driver was last.</summary>
public sealed record PositionResponse(double Lat, double Lng, DateTimeOffset At);
