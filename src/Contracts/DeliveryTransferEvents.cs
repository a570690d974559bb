namespace FoodDelivery.Contracts;

/// <summary>Ops gave the delivery to another driver. Raised by DeliveryService.</summary>
/// <param name="FromDriverId">Who had it until now.</param>
/// <param name="DriverId">Who has it from now on.</param>
/// <param name="DriverName">First name of the new one.</param>
/// <param name="AfterPickup">The one before has the order; the new one fetches it there.</param>
/// <param name="Status">Where the delivery stands: assigned, pickedUp or returning.</param>
/// <param name="DropoffEta">When the new one will be at the door.</param>
public sealed record DeliveryTransferredV1(
    Guid DeliveryId,
    Guid OrderId,
    Guid CustomerId,
    Guid RestaurantId,
    Guid FromDriverId,
    Guid DriverId,
    string DriverName,
    string Vehicle,
    bool AfterPickup,
    string Status,
    DateTimeOffset PickupEta,
    DateTimeOffset DropoffEta) : IEvent
{
    /// <inheritdoc />
    public static string EventType => "delivery.transferred.v1";

    /// <inheritdoc />
    public static string Topic => Topics.Delivery;
}

/// <summary>After a transfer on the way: the new driver has the order. Raised by DeliveryService.</summary>
/// <param name="FromDriverId">Who had it until now.</param>
public sealed record DeliveryTakenOverV1(
    Guid DeliveryId,
    Guid OrderId,
    Guid CustomerId,
    Guid RestaurantId,
    Guid FromDriverId,
    Guid DriverId,
    DateTimeOffset At) : IEvent
{
    /// <inheritdoc />
    public static string EventType => "delivery.taken_over.v1";

    /// <inheritdoc />
    public static string Topic => Topics.Delivery;
}
