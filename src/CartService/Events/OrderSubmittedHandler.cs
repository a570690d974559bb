using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.CartService.Data;
using FoodDelivery.Contracts;

namespace FoodDelivery.CartService.Events;

/// <summary>
/// Empties the cart that became an order, once it is paid for: whose card is declined tries another with the same cart. A cart that was
/// changed since its quote is another wish and stays.
/// </summary>
public sealed class OrderSubmittedHandler(CartStore carts, QuoteStore quotes, BestEffortEvents events)
    : IDirectEventHandler<OrderSubmittedV1>
{
    public async Task HandleAsync(OrderSubmittedV1 data, EventEnvelope envelope, CancellationToken ct)
    {
        // An event of before the member existed does not say which cart was ordered: better a full cart than somebody's new wish lost.
        if (data.QuoteId is not { } quoteId) return;
        if (await quotes.FindAsync(quoteId, ct) is not { } quote || quote.CustomerId != data.CustomerId) return;
        var cart = await carts.GetAsync(data.CustomerId, ct);
        if (cart.RestaurantId is null || cart.Version != quote.CartVersion) return;
        // False: changed this very moment, so no longer the cart that was ordered.
        if (!await carts.TryReplaceAsync(data.CustomerId, cart.Version, cart.Clear(), ct)) return;
        var emptied = new CartCheckedOutV1(data.CustomerId, data.RestaurantId, quoteId, data.OrderId, data.Total, data.LineCount);
        events.Publish(data.CustomerId, emptied, data.OrderId);
    }
}
