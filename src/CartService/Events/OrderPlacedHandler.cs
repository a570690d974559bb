using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.CartService.Data;
using FoodDelivery.Contracts;

namespace FoodDelivery.CartService.Events;

/// <summary>Empties the cart that became an order. A cart that was changed since its quote is another wish and stays.</summary>
public sealed class OrderPlacedHandler(CartStore carts, QuoteStore quotes, BestEffortEvents events) : IDirectEventHandler<OrderPlacedV1>
{
    public async Task HandleAsync(OrderPlacedV1 data, EventEnvelope envelope, CancellationToken ct)
    {
        if (await quotes.FindAsync(data.QuoteId, ct) is not { } quote || quote.CustomerId != data.CustomerId) return;
        var cart = await carts.GetAsync(data.CustomerId, ct);
        if (cart.RestaurantId is null || cart.Version != quote.CartVersion) return;
        // False: changed this very moment, so no longer the cart that was ordered.
        if (!await carts.TryReplaceAsync(data.CustomerId, cart.Version, cart.Clear(), ct)) return;
        events.Publish(data.CustomerId, new CartCheckedOutV1(data.CustomerId, data.RestaurantId, data.QuoteId, data.OrderId, data.Total, data.Lines.Count), data.OrderId);
    }
}
