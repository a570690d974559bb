namespace FoodDelivery.Contracts;

// What happens to an order while its status stays as it is.

/// <summary>No courier has been found for a while; the search goes on. Raised by OrderService.</summary>
/// <param name="Number">1 for the first time in this search, 2 for the second.</param>
/// <param name="SearchingSince">When the search began.</param>
public sealed record OrderCourierLateV1(
    Guid OrderId, Guid CustomerId, Guid RestaurantId, string Code, int Number, DateTimeOffset SearchingSince) : IEvent
{
    /// <inheritdoc />
    public static string EventType => "order.courier_late.v1";

    /// <inheritdoc />
    public static string Topic => Topics.Order;
}

/// <summary>What was promised cannot be kept, and this is promised instead. Raised by OrderService.</summary>
/// <param name="Version">2 for the first change; 1 was what the quote said.</param>
/// <param name="Cause">lateAcceptance, delay or longerWay.</param>
/// <param name="Status">Of the order, as its other events say it.</param>
/// <param name="FirstLatest">The end of the first promise: what being on time is measured against.</param>
/// <param name="TimeZone">The restaurant's, an IANA name; null when it is not known.</param>
/// <param name="Fulfilment">delivery or pickup; null in events of before this member existed.</param>
public sealed record OrderPromiseChangedV1(
    Guid OrderId,
    Guid CustomerId,
    Guid RestaurantId,
    string Code,
    int Version,
    DateTimeOffset Earliest,
    DateTimeOffset Latest,
    string Cause,
    string Status,
    DateTimeOffset FirstLatest,
    string? TimeZone = null,
    string? Fulfilment = null) : IEvent
{
    /// <inheritdoc />
    public static string EventType => "order.promise_changed.v1";

    /// <inheritdoc />
    public static string Topic => Topics.Order;
}

/// <summary>The restaurant has not answered yet and is reminded. Raised by OrderService.</summary>
/// <param name="Number">1 for the first reminder, 2 for the second.</param>
/// <param name="AcceptBy">When the order expires.</param>
/// <param name="TimeZone">The restaurant's, an IANA name; null when it is not known.</param>
public sealed record OrderAnswerRemindedV1(
    Guid OrderId, Guid CustomerId, Guid RestaurantId, string Code, int Number, DateTimeOffset AcceptBy, string? TimeZone = null) : IEvent
{
    /// <inheritdoc />
    public static string EventType => "order.answer_reminded.v1";

    /// <inheritdoc />
    public static string Topic => Topics.Order;
}
