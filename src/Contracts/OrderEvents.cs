namespace FoodDelivery.Contracts;

/// <summary>One line of a placed order.</summary>
/// <param name="Quantity">1 to 50.</param>
/// <param name="UnitPrice">Price of one with its options.</param>
/// <param name="Options">Names of the chosen options, in menu order.</param>
public sealed record OrderLineV1(Guid ItemId, string Name, int Quantity, Money UnitPrice, Money LineTotal, IReadOnlyList<string> Options);

/// <summary>
/// An order was saved; payment is not yet authorised. Raised by OrderService, always the first event of an order. Payment
/// authorises on it when the direct call did not reach it.
/// </summary>
/// <param name="Code">Short code that people read aloud.</param>
/// <param name="Total">What is authorised and at most captured.</param>
/// <param name="Fulfilment">delivery or pickup.</param>
public sealed record OrderPlacedV1(
    Guid OrderId,
    Guid CustomerId,
    Guid RestaurantId,
    string Code,
    Guid QuoteId,
    IReadOnlyList<OrderLineV1> Lines,
    Money Subtotal,
    Money DeliveryFee,
    Money ServiceFee,
    Money Tax,
    Money Tip,
    Money Discount,
    Money Total,
    string Fulfilment,
    DateTimeOffset PlacedAt) : IEvent
{
    /// <inheritdoc />
    public static string EventType => "order.placed.v1";

    /// <inheritdoc />
    public static string Topic => Topics.Order;
}

/// <summary>Payment is authorised and the restaurant is asked. Raised by OrderService.</summary>
/// <param name="AcceptBy">The order expires when the restaurant has not answered by then.</param>
/// <param name="QuoteId">The quote that was ordered; null in events of before this member existed.</param>
/// <param name="TimeZone">The restaurant's, an IANA name; null when it is not known.</param>
public sealed record OrderSubmittedV1(
    Guid OrderId,
    Guid CustomerId,
    Guid RestaurantId,
    string Code,
    Money Total,
    int LineCount,
    DateTimeOffset AcceptBy,
    Guid? QuoteId = null,
    string? TimeZone = null) : IEvent
{
    /// <inheritdoc />
    public static string EventType => "order.submitted.v1";

    /// <inheritdoc />
    public static string Topic => Topics.Order;
}

/// <summary>The order ended because its payment was declined or did not arrive in time. Raised by OrderService.</summary>
/// <param name="Reason">Decline code of the provider, or payment_timeout.</param>
public sealed record OrderPaymentFailedV1(Guid OrderId, Guid CustomerId, Guid RestaurantId, string Reason) : IEvent
{
    /// <inheritdoc />
    public static string EventType => "order.payment_failed.v1";

    /// <inheritdoc />
    public static string Topic => Topics.Order;
}

/// <summary>The restaurant accepted; Delivery plans the courier. Raised by OrderService.</summary>
/// <param name="PrepMinutes">1 to 120.</param>
/// <param name="DropoffArea">
/// Drop-off rounded to about 100 m; null for pick-up orders. The exact address is only given to the assigned driver.
/// </param>
/// <param name="Fulfilment">delivery or pickup.</param>
/// <param name="AcceptedBy">User id of the staff member.</param>
/// <param name="PromiseEarliest">Never before <paramref name="ReadyBy"/>, whatever was promised with the quote.</param>
/// <param name="PickupPlace">Where the restaurant is, as people write it; null when it is not known.</param>
/// <param name="PickupPhone">Of the restaurant, for the courier; null when it has given none.</param>
public sealed record OrderAcceptedV1(
    Guid OrderId,
    Guid CustomerId,
    Guid RestaurantId,
    string Code,
    string RestaurantName,
    int PrepMinutes,
    DateTimeOffset ReadyBy,
    GeoPoint Pickup,
    GeoPoint? DropoffArea,
    string Fulfilment,
    Money DeliveryFee,
    Money Tip,
    DateTimeOffset PromiseEarliest,
    DateTimeOffset PromiseLatest,
    Guid AcceptedBy,
    string? PickupPlace = null,
    string? PickupPhone = null) : IEvent
{
    /// <inheritdoc />
    public static string EventType => "order.accepted.v1";

    /// <inheritdoc />
    public static string Topic => Topics.Order;
}

/// <summary>The restaurant refused the order; the payment is voided. Raised by OrderService.</summary>
/// <param name="Reason">Code: itemUnavailable, tooBusy, closing, cannotFulfil or other.</param>
/// <param name="ItemIds">Items that were the reason; may be empty.</param>
/// <param name="ItemNames">Their names, in the same order; null in events of before this member existed.</param>
public sealed record OrderRejectedV1(
    Guid OrderId,
    Guid CustomerId,
    Guid RestaurantId,
    string Reason,
    IReadOnlyList<Guid> ItemIds,
    int WaitedSeconds,
    IReadOnlyList<string>? ItemNames = null) : IEvent
{
    /// <inheritdoc />
    public static string EventType => "order.rejected.v1";

    /// <inheritdoc />
    public static string Topic => Topics.Order;
}

/// <summary>The restaurant did not answer in time; the payment is voided. Raised by OrderService.</summary>
/// <param name="InARow">
/// How many orders of the restaurant have expired one after the other, this one included, up to 10; 0 when it is not known.
/// </param>
public sealed record OrderExpiredV1(Guid OrderId, Guid CustomerId, Guid RestaurantId, int WaitedSeconds, int InARow = 0) : IEvent
{
    /// <inheritdoc />
    public static string EventType => "order.expired.v1";

    /// <inheritdoc />
    public static string Topic => Topics.Order;
}

/// <summary>The kitchen started. Raised by OrderService.</summary>
public sealed record OrderPreparingV1(Guid OrderId, Guid CustomerId, Guid RestaurantId, DateTimeOffset At) : IEvent
{
    /// <inheritdoc />
    public static string EventType => "order.preparing.v1";

    /// <inheritdoc />
    public static string Topic => Topics.Order;
}

/// <summary>The order is packed. Raised by OrderService.</summary>
/// <param name="Inferred">True when a courier picked it up before staff marked it ready: exclude it from preparation times.</param>
/// <param name="Fulfilment">delivery or pickup; null in events from before it was told.</param>
public sealed record OrderReadyV1(
    Guid OrderId,
    Guid CustomerId,
    Guid RestaurantId,
    DateTimeOffset At,
    bool Inferred,
    string? Fulfilment = null) : IEvent
{
    /// <inheritdoc />
    public static string EventType => "order.ready.v1";

    /// <inheritdoc />
    public static string Topic => Topics.Order;
}

/// <summary>The kitchen needs longer. Raised by OrderService.</summary>
/// <param name="Count">How often this order was delayed so far, 1 or 2.</param>
/// <param name="Status">accepted or preparing; null, like all that follows, in events of before these members existed.</param>
/// <param name="By">restaurant or ops.</param>
/// <param name="PromiseEarliest">What is promised now; never before <paramref name="NewReadyBy"/>.</param>
/// <param name="TimeZone">The restaurant's, an IANA name.</param>
public sealed record OrderDelayedV1(
    Guid OrderId,
    Guid CustomerId,
    Guid RestaurantId,
    DateTimeOffset OldReadyBy,
    DateTimeOffset NewReadyBy,
    string Reason,
    int Count,
    string? Status = null,
    string? By = null,
    DateTimeOffset? PromiseEarliest = null,
    DateTimeOffset? PromiseLatest = null,
    string? TimeZone = null) : IEvent
{
    /// <inheritdoc />
    public static string EventType => "order.delayed.v1";

    /// <inheritdoc />
    public static string Topic => Topics.Order;
}

/// <summary>The courier has the order; Payment captures. Raised by OrderService.</summary>
public sealed record OrderPickedUpV1(Guid OrderId, Guid CustomerId, Guid RestaurantId, DateTimeOffset At) : IEvent
{
    /// <inheritdoc />
    public static string EventType => "order.picked_up.v1";

    /// <inheritdoc />
    public static string Topic => Topics.Order;
}

/// <summary>The order reached the customer. Raised by OrderService.</summary>
/// <param name="PromiseLatest">The end of what was promised first.</param>
/// <param name="LateSeconds">Seconds after that; 0 when on time.</param>
public sealed record OrderDeliveredV1(
    Guid OrderId,
    Guid CustomerId,
    Guid RestaurantId,
    DateTimeOffset At,
    DateTimeOffset PromiseLatest,
    int LateSeconds) : IEvent
{
    /// <inheritdoc />
    public static string EventType => "order.delivered.v1";

    /// <inheritdoc />
    public static string Topic => Topics.Order;
}

/// <summary>The customer collected a pick-up order; Payment captures. Raised by OrderService.</summary>
public sealed record OrderCollectedV1(Guid OrderId, Guid CustomerId, Guid RestaurantId, DateTimeOffset At) : IEvent
{
    /// <inheritdoc />
    public static string EventType => "order.collected.v1";

    /// <inheritdoc />
    public static string Topic => Topics.Order;
}
