namespace FoodDelivery.Contracts;

/// <summary>A delivery exists and waits for its dispatch time. Raised by DeliveryService, first event of a delivery.</summary>
/// <param name="DispatchAt">When a driver is looked for.</param>
public sealed record DeliveryPlannedV1(
    Guid DeliveryId,
    Guid OrderId,
    Guid CustomerId,
    Guid RestaurantId,
    DateTimeOffset DispatchAt,
    DateTimeOffset PickupEta,
    DateTimeOffset DropoffEta) : IEvent
{
    /// <inheritdoc />
    public static string EventType => "delivery.planned.v1";

    /// <inheritdoc />
    public static string Topic => Topics.Delivery;
}

/// <summary>A driver is being looked for; whoever had the delivery until now has it no more. Raised by DeliveryService.</summary>
/// <param name="Round">
/// Number of the search: 1 for the first, one more each time the delivery is given back or taken from
/// its driver. Declined offers begin no new search.
/// </param>
public sealed record DeliverySearchingV1(Guid DeliveryId, Guid OrderId, Guid CustomerId, Guid RestaurantId, int Round) : IEvent
{
    /// <inheritdoc />
    public static string EventType => "delivery.searching.v1";

    /// <inheritdoc />
    public static string Topic => Topics.Delivery;
}

/// <summary>One driver was asked. Raised by DeliveryService.</summary>
public sealed record DeliveryOfferedV1(
    Guid DeliveryId,
    Guid OrderId,
    Guid CustomerId,
    Guid RestaurantId,
    Guid OfferId,
    Guid DriverId,
    Money Pay,
    DateTimeOffset ExpiresAt) : IEvent
{
    /// <inheritdoc />
    public static string EventType => "delivery.offered.v1";

    /// <inheritdoc />
    public static string Topic => Topics.Delivery;
}

/// <summary>The driver said no. Raised by DeliveryService.</summary>
public sealed record DeliveryOfferDeclinedV1(
    Guid DeliveryId,
    Guid OrderId,
    Guid CustomerId,
    Guid RestaurantId,
    Guid OfferId,
    Guid DriverId,
    string? Reason) : IEvent
{
    /// <inheritdoc />
    public static string EventType => "delivery.offer_declined.v1";

    /// <inheritdoc />
    public static string Topic => Topics.Delivery;
}

/// <summary>The driver did not answer in time. Raised by DeliveryService.</summary>
/// <param name="WentOffline">The driver has missed too many and is taken to be away: no more offers until he or she comes online.</param>
public sealed record DeliveryOfferExpiredV1(
    Guid DeliveryId,
    Guid OrderId,
    Guid CustomerId,
    Guid RestaurantId,
    Guid OfferId,
    Guid DriverId,
    bool WentOffline = false) : IEvent
{
    /// <inheritdoc />
    public static string EventType => "delivery.offer_expired.v1";

    /// <inheritdoc />
    public static string Topic => Topics.Delivery;
}

/// <summary>A driver accepted. Raised by DeliveryService.</summary>
/// <param name="DriverName">First name.</param>
/// <param name="AskedInstead">Another driver, whose open offer ops withdrew by this.</param>
public sealed record DeliveryAssignedV1(
    Guid DeliveryId,
    Guid OrderId,
    Guid CustomerId,
    Guid RestaurantId,
    Guid DriverId,
    string DriverName,
    string Vehicle,
    DateTimeOffset PickupEta,
    DateTimeOffset DropoffEta,
    Guid? AskedInstead = null) : IEvent
{
    /// <inheritdoc />
    public static string EventType => "delivery.assigned.v1";

    /// <inheritdoc />
    public static string Topic => Topics.Delivery;
}

/// <summary>Nobody was found in the given rounds; matching goes on and ops are told. Raised by DeliveryService.</summary>
public sealed record DeliveryUnassignedV1(Guid DeliveryId, Guid OrderId, Guid CustomerId, Guid RestaurantId, int Rounds) : IEvent
{
    /// <inheritdoc />
    public static string EventType => "delivery.unassigned.v1";

    /// <inheritdoc />
    public static string Topic => Topics.Delivery;
}

/// <summary>The driver is at the restaurant. Raised by DeliveryService.</summary>
public sealed record DeliveryAtPickupV1(
    Guid DeliveryId,
    Guid OrderId,
    Guid CustomerId,
    Guid RestaurantId,
    Guid DriverId,
    DateTimeOffset At) : IEvent
{
    /// <inheritdoc />
    public static string EventType => "delivery.at_pickup.v1";

    /// <inheritdoc />
    public static string Topic => Topics.Delivery;
}

/// <summary>The driver has the order. Raised by DeliveryService.</summary>
/// <param name="WaitSeconds">How long the driver waited at the restaurant.</param>
public sealed record DeliveryPickedUpV1(
    Guid DeliveryId,
    Guid OrderId,
    Guid CustomerId,
    Guid RestaurantId,
    Guid DriverId,
    DateTimeOffset At,
    int WaitSeconds) : IEvent
{
    /// <inheritdoc />
    public static string EventType => "delivery.picked_up.v1";

    /// <inheritdoc />
    public static string Topic => Topics.Delivery;
}

/// <summary>The driver is at the customer's door. Raised by DeliveryService.</summary>
public sealed record DeliveryAtDropoffV1(
    Guid DeliveryId,
    Guid OrderId,
    Guid CustomerId,
    Guid RestaurantId,
    Guid DriverId,
    DateTimeOffset At) : IEvent
{
    /// <inheritdoc />
    public static string EventType => "delivery.at_dropoff.v1";

    /// <inheritdoc />
    public static string Topic => Topics.Delivery;
}

/// <summary>The order was handed over with proof. Raised by DeliveryService.</summary>
/// <param name="ProofType">pin, position (left at the door, as the customer wanted) or ops.</param>
public sealed record DeliveryDeliveredV1(
    Guid DeliveryId,
    Guid OrderId,
    Guid CustomerId,
    Guid RestaurantId,
    Guid DriverId,
    DateTimeOffset At,
    string ProofType) : IEvent
{
    /// <inheritdoc />
    public static string EventType => "delivery.delivered.v1";

    /// <inheritdoc />
    public static string Topic => Topics.Delivery;
}

/// <summary>The driver could not hand the order over. Raised by DeliveryService.</summary>
/// <param name="Reason">noAnswer, badAddress, refused, damaged, lost, courierFault or unsafe.</param>
/// <param name="DecideBy">
/// Until when people decide what becomes of it; then it is disposed of, or after a wrong address brought back. Null in events of before
/// this member existed.
/// </param>
public sealed record DeliveryFailedV1(
    Guid DeliveryId,
    Guid OrderId,
    Guid CustomerId,
    Guid RestaurantId,
    Guid DriverId,
    string Reason,
    DateTimeOffset? DecideBy = null) : IEvent
{
    /// <inheritdoc />
    public static string EventType => "delivery.failed.v1";

    /// <inheritdoc />
    public static string Topic => Topics.Delivery;
}

/// <summary>The driver brings the order back. Raised by DeliveryService.</summary>
/// <param name="Cause">
/// Why it could not be handed over, or <see cref="OrderCancelled"/>; null in events of before this member existed.
/// </param>
public sealed record DeliveryReturningV1(
    Guid DeliveryId,
    Guid OrderId,
    Guid CustomerId,
    Guid RestaurantId,
    Guid DriverId,
    string? Cause = null) : IEvent
{
    /// <summary>Cause: the order was cancelled on the way.</summary>
    public const string OrderCancelled = "orderCancelled";

    /// <inheritdoc />
    public static string EventType => "delivery.returning.v1";

    /// <inheritdoc />
    public static string Topic => Topics.Delivery;
}

/// <summary>The order is back at the restaurant. Raised by DeliveryService.</summary>
/// <param name="Cause">Why it could not be handed over; null in events of before this member existed.</param>
/// <param name="FailedBy">Who said so: driver, or ops when the driver could not be found any more.</param>
public sealed record DeliveryReturnedV1(
    Guid DeliveryId,
    Guid OrderId,
    Guid CustomerId,
    Guid RestaurantId,
    Guid DriverId,
    string? Cause = null,
    string? FailedBy = null) : IEvent
{
    /// <inheritdoc />
    public static string EventType => "delivery.returned.v1";

    /// <inheritdoc />
    public static string Topic => Topics.Delivery;
}

/// <summary>The undeliverable order was disposed of. Raised by DeliveryService.</summary>
/// <param name="Cause">Why it could not be handed over; null in events of before this member existed.</param>
/// <param name="FailedBy">Who said so: driver, or ops when the driver could not be found any more.</param>
public sealed record DeliveryDisposedV1(
    Guid DeliveryId,
    Guid OrderId,
    Guid CustomerId,
    Guid RestaurantId,
    Guid DriverId,
    string? Cause = null,
    string? FailedBy = null) : IEvent
{
    /// <inheritdoc />
    public static string EventType => "delivery.disposed.v1";

    /// <inheritdoc />
    public static string Topic => Topics.Delivery;
}

/// <summary>The delivery was called off before pick-up; its driver is free. Raised by DeliveryService.</summary>
/// <param name="DriverId">Who was assigned or asked; null when nobody was.</param>
public sealed record DeliveryCancelledV1(Guid DeliveryId, Guid OrderId, Guid CustomerId, Guid RestaurantId, Guid? DriverId) : IEvent
{
    /// <inheritdoc />
    public static string EventType => "delivery.cancelled.v1";

    /// <inheritdoc />
    public static string Topic => Topics.Delivery;
}

/// <summary>A delivery that a driver carries, named in position events so that the customer concerned can be told.</summary>
public sealed record CarriedDeliveryV1(Guid DeliveryId, Guid OrderId, Guid CustomerId);

/// <summary>
/// Where a driver is. Raised by DeliveryService at most once a second per driver, latest wins, may be lost or
/// repeated; only sent while the driver carries a delivery.
/// </summary>
/// <param name="At">When the device measured it.</param>
public sealed record DriverLocationV1(
    Guid DriverId,
    GeoPoint Position,
    DateTimeOffset At,
    IReadOnlyList<CarriedDeliveryV1> Deliveries) : IEvent
{
    /// <inheritdoc />
    public static string EventType => "driver.location.v1";

    /// <inheritdoc />
    public static string Topic => Topics.Location;
}
