namespace FoodDelivery.Contracts;

/// <summary>
/// One of an order's people wrote to the others. Raised by OrderService under the message's own id. What was written is not in it: it is
/// erased before events are, and only those whom it concerns read it.
/// </summary>
/// <param name="Code">The order's short code.</param>
/// <param name="From">customer, courier or restaurant.</param>
/// <param name="Recipients">The others: users, and a restaurant for its staff.</param>
public sealed record OrderMessageSentV1(
    Guid MessageId, Guid OrderId, string Code, string From, IReadOnlyList<Guid> Recipients, DateTimeOffset At) : IEvent
{
    /// <inheritdoc />
    public static string EventType => "order.message_sent.v1";

    /// <inheritdoc />
    public static string Topic => Topics.Order;
}
