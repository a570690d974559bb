namespace FoodDelivery.Contracts;

/// <summary>The driver tries to be let in. Raised by DeliveryService, once for each attempt.</summary>
/// <param name="Kind">message, call or door.</param>
/// <param name="Text">What was written or said; null when nothing was.</param>
/// <param name="Attempt">Which attempt since the driver came to the door, from 1 on.</param>
/// <param name="WaitsUntil">From then on the driver may say that nobody was there.</param>
public sealed record DeliveryContactAttemptedV1(
    Guid DeliveryId,
    Guid OrderId,
    Guid CustomerId,
    Guid RestaurantId,
    Guid DriverId,
    string Kind,
    string? Text,
    int Attempt,
    DateTimeOffset At,
    DateTimeOffset WaitsUntil) : IEvent
{
    /// <inheritdoc />
    public static string EventType => "delivery.contact_attempted.v1";

    /// <inheritdoc />
    public static string Topic => Topics.Delivery;
}

/// <summary>The driver who carries it needs help. Raised by DeliveryService.</summary>
/// <param name="Kind">accident, vehicle, unsafe or other.</param>
/// <param name="Text">What happened, in the driver's words; null when nothing was said.</param>
public sealed record DeliveryHelpRequestedV1(
    Guid DeliveryId,
    Guid OrderId,
    Guid CustomerId,
    Guid RestaurantId,
    Guid DriverId,
    string Kind,
    string? Text,
    DateTimeOffset At) : IEvent
{
    /// <inheritdoc />
    public static string EventType => "delivery.help_requested.v1";

    /// <inheritdoc />
    public static string Topic => Topics.Delivery;
}
