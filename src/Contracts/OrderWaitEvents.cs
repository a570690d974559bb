namespace FoodDelivery.Contracts;

// What an order waits for longer than it should; its status stays as it is.

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
