namespace FoodDelivery.Contracts;

// Events of orders that do not reach their customer; the others are in OrderEvents.cs.

/// <summary>Somebody cancelled; Payment and Delivery undo their part and answer by events. Raised by OrderService.</summary>
/// <param name="By">customer, restaurant, ops or system.</param>
/// <param name="Stage">Order status at which it was cancelled.</param>
/// <param name="AwaitsCourier">
/// A courier may be picking the order up at this moment, which would win: Payment gives nothing back before <c>order.courier_released</c>.
/// </param>
public sealed record OrderCancelRequestedV1(
    Guid OrderId,
    Guid CustomerId,
    Guid RestaurantId,
    string By,
    string Reason,
    string Stage,
    bool AwaitsCourier = false) : IEvent
{
    /// <inheritdoc />
    public static string EventType => "order.cancel_requested.v1";

    /// <inheritdoc />
    public static string Topic => Topics.Order;
}

/// <summary>No courier will pick a cancelled order up any more; Payment gives the money back. Raised by OrderService.</summary>
public sealed record OrderCourierReleasedV1(Guid OrderId, Guid CustomerId, Guid RestaurantId) : IEvent
{
    /// <inheritdoc />
    public static string EventType => "order.courier_released.v1";

    /// <inheritdoc />
    public static string Topic => Topics.Order;
}

/// <summary>The cancellation is complete: money returned or released, courier released. Raised by OrderService.</summary>
public sealed record OrderCancelledV1(Guid OrderId, Guid CustomerId, Guid RestaurantId, string By, string Reason) : IEvent
{
    /// <inheritdoc />
    public static string EventType => "order.cancelled.v1";

    /// <inheritdoc />
    public static string Topic => Topics.Order;
}

/// <summary>
/// The courier could not hand the order over and it was returned or disposed of; Payment refunds, unless that was the customer's fault.
/// Raised by OrderService.
/// </summary>
/// <param name="Reason">returned or disposed.</param>
/// <param name="Cause">noAnswer, badAddress, refused, damaged, lost, courierFault or unsafe; null when it is not known.</param>
/// <param name="CustomerAtFault">The customer pays: the food was made and brought, and nobody took it.</param>
public sealed record OrderUndeliveredV1(
    Guid OrderId,
    Guid CustomerId,
    Guid RestaurantId,
    string Reason,
    string? Cause = null,
    bool CustomerAtFault = false) : IEvent
{
    /// <inheritdoc />
    public static string EventType => "order.undelivered.v1";

    /// <inheritdoc />
    public static string Topic => Topics.Order;
}

/// <summary>Nobody collected a pick-up order. Raised by OrderService.</summary>
public sealed record OrderNoShowV1(Guid OrderId, Guid CustomerId, Guid RestaurantId, DateTimeOffset At) : IEvent
{
    /// <inheritdoc />
    public static string EventType => "order.no_show.v1";

    /// <inheritdoc />
    public static string Topic => Topics.Order;
}
