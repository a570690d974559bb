namespace FoodDelivery.Contracts;

/// <summary>
/// The customer has said how an order was, or says otherwise now. Raised by OrderService. What was written besides is read at Order by
/// those whom it concerns.
/// </summary>
/// <param name="DriverId">Who brought it; null for an order that was fetched.</param>
/// <param name="Food">1 to 5, the best.</param>
/// <param name="Delivery">1 to 5 likewise; null when nothing was said of it.</param>
/// <param name="PreviousFood">What was said before; null the first time.</param>
/// <param name="PreviousDelivery">Likewise.</param>
public sealed record OrderRatedV1(
    Guid OrderId, Guid CustomerId, Guid RestaurantId, string Code, Guid? DriverId, int Food, int? Delivery, int? PreviousFood,
    int? PreviousDelivery) : IEvent
{
    /// <inheritdoc />
    public static string EventType => "order.rated.v1";

    /// <inheritdoc />
    public static string Topic => Topics.Order;
}
