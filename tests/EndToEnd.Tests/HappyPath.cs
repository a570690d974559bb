using FoodDelivery.TestKit;

namespace FoodDelivery.EndToEnd.Tests;

public sealed class HappyPath(Stack stack) : Scenario(stack, 1)
{
    public static readonly string[] EveryStatus = ["pendingPayment", "awaitingAcceptance", "accepted", "preparing", "ready", "inDelivery", "delivered"];

    [Fact]
    public async Task An_order_goes_from_cart_to_doorstep_and_the_stream_shows_each_step_once()
    {
        var courier = await CourierAsync(1);
        var order = (await Customer.PlaceAsync(Kitchen.RestaurantId)).Id();
        Assert.Equal("awaitingAcceptance", (await Customer.OrderAsync(order)).Text("status"));
        await Kitchen.AcceptAsync(order);
        await Kitchen.StartAsync(order);
        await Kitchen.ReadyAsync(order);
        await courier.DeliverAsync(order, () => PinAsync(order));

        var (orderStatuses, deliveryStatuses) = await SeenUntilAsync(order, "delivered");
        Assert.Equal(EveryStatus, orderStatuses);
        Assert.Equal(deliveryStatuses.Distinct(), deliveryStatuses);
        Assert.Superset(new HashSet<string> { "planned", "searching", "assigned", "atPickup", "pickedUp", "atDropoff" }, deliveryStatuses.ToHashSet());

        await Customer.PaymentIsAsync(order, "captured");
        var placed = await Customer.OrderAsync(order);
        Assert.Equal(placed.Amount("total"), (await Customer.PaymentAsync(order)).Amount("captured"));
        Assert.Empty((await Customer.GetAsync("/api/v1/cart"))["lines"]!.AsArray());
        var timeline = (await Customer.GetAsync($"/api/v1/orders/{order}/timeline"))["items"]!.AsArray();
        Assert.True(timeline.Count >= EveryStatus.Length);
        await Eventually.IsTrueAsync(
            async () => (await Kitchen.GetAsync($"/api/v1/analytics/summary?restaurantId={Kitchen.RestaurantId}"))["delivered"]!.GetValue<int>() >= 1, "analytics counts the order");
    }
}
