namespace FoodDelivery.Contracts;

/// <summary>A cart became an order and was emptied. Raised by CartService, best effort: it may be missing or repeated.</summary>
/// <param name="LineCount">Number of lines in the cart.</param>
public sealed record CartCheckedOutV1(Guid CustomerId, Guid RestaurantId, Guid QuoteId, Guid OrderId, Money Total, int LineCount) : IEvent
{
    /// <inheritdoc />
    public static string EventType => "cart.checked_out.v1";

    /// <inheritdoc />
    public static string Topic => Topics.Cart;
}
