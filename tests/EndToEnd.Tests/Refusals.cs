using System.Net;
using FoodDelivery.TestKit;

namespace FoodDelivery.EndToEnd.Tests;

public sealed class DeclinedPayment(Stack stack) : Scenario(stack, 2)
{
    [Fact]
    public async Task The_order_ends_and_nothing_is_charged()
    {
        var order = await Customer.PlaceAsync(Kitchen.RestaurantId, "tok_decline_funds");
        Assert.Equal("paymentFailed", order.Text("status"));
        var (statuses, _) = await SeenUntilAsync(order.Id(), "paymentFailed");
        Assert.Equal(["pendingPayment", "paymentFailed"], statuses);
        Assert.Equal(0, (await Customer.PaymentAsync(order.Id())).Amount("captured"));

        // The cart is still there for another try; its order is over, so that takes a new quote.
        var cart = await Customer.GetAsync("/api/v1/cart");
        Assert.Single(cart["lines"]!.AsArray());
        var address = (await Customer.GetAsync("/api/v1/users/me/addresses"))["items"]![0]!;
        var quote = await Customer.PostAsync("/api/v1/cart/quote", new { addressId = address.Text("id"), fulfilment = "delivery" }, HttpStatusCode.Created);
        var again = await Customer.PostAsync("/api/v1/orders", new { quoteId = quote.Text("quoteId"), paymentMethod = "tok_ok" }, HttpStatusCode.Created, Guid.NewGuid().ToString());
        await SeenUntilAsync(again.Id(), "awaitingAcceptance");
        await Eventually.IsTrueAsync(async () => (await Customer.GetAsync("/api/v1/cart"))["lines"]!.AsArray().Count == 0, "the paid cart is empty");
        await Kitchen.RejectAsync(again.Id());
    }
}

public sealed class RejectedOrder(Stack stack) : Scenario(stack, 3)
{
    [Fact]
    public async Task The_hold_is_released()
    {
        var order = (await Customer.PlaceAsync(Kitchen.RestaurantId)).Id();
        await Kitchen.RejectAsync(order);
        var (statuses, _) = await SeenUntilAsync(order, "rejected");
        Assert.Equal(["pendingPayment", "awaitingAcceptance", "rejected"], statuses);
        await Customer.PaymentIsAsync(order, "voided");
    }
}

public sealed class SilentRestaurant(Stack stack) : Scenario(stack, 4)
{
    [Fact]
    public async Task The_order_expires_and_the_hold_is_released()
    {
        var order = (await Customer.PlaceAsync(Kitchen.RestaurantId)).Id();
        var (statuses, _) = await SeenUntilAsync(order, "expired");
        Assert.Equal(["pendingPayment", "awaitingAcceptance", "expired"], statuses);
        await Customer.PaymentIsAsync(order, "voided");
    }
}

public sealed class CancelledOrder(Stack stack) : Scenario(stack, 5)
{
    [Fact]
    public async Task A_customer_cancels_before_acceptance_and_pays_nothing()
    {
        var order = (await Customer.PlaceAsync(Kitchen.RestaurantId)).Id();
        await Customer.DoAsync($"/api/v1/orders/{order}/cancel", new { reason = "changed my mind" });
        var (statuses, _) = await SeenUntilAsync(order, "cancelled");
        Assert.Equal(["pendingPayment", "awaitingAcceptance", "cancelling", "cancelled"], statuses);
        await Customer.PaymentIsAsync(order, "voided");
    }
}

public sealed class DeclinedOffer(Stack stack) : Scenario(stack, 6)
{
    [Fact]
    public async Task The_next_driver_is_asked_and_delivers()
    {
        var near = await CourierAsync(2);
        var far = await CourierAsync(3, metresAway: 900);
        var order = (await Customer.PlaceAsync(Kitchen.RestaurantId)).Id();
        await Kitchen.AcceptAsync(order);
        var offer = await near.OfferAsync(order);
        Assert.Empty((await far.GetAsync("/api/v1/drivers/me/offers"))["items"]!.AsArray());
        await near.DoAsync($"/api/v1/offers/{offer.Text("id")}/decline", new { reason = "too far" });
        await Kitchen.StartAsync(order);
        await Kitchen.ReadyAsync(order);
        await far.DeliverAsync(order, () => PinAsync(order));
        var (statuses, deliveryStatuses) = await SeenUntilAsync(order, "delivered");
        Assert.Equal(HappyPath.EveryStatus, statuses);
        Assert.Equal(deliveryStatuses.Distinct(), deliveryStatuses);
    }
}

public sealed class LostAnswerOfTheProvider(Stack stack) : Scenario(stack, 7)
{
    [Fact]
    public async Task An_unknown_outcome_is_looked_up_and_never_charged_twice()
    {
        var order = await Customer.PlaceAsync(Kitchen.RestaurantId, "tok_timeout");
        var (statuses, _) = await SeenUntilAsync(order.Id(), "awaitingAcceptance");
        Assert.Equal(["pendingPayment", "awaitingAcceptance"], statuses);
        await Kitchen.RejectAsync(order.Id());
        await Customer.PaymentIsAsync(order.Id(), "voided");
        var operations = (await Customer.PaymentAsync(order.Id()))["operations"]!.AsArray();
        Assert.Single(operations, operation => operation!.Text("kind") == "authorize");
    }
}
