using System.Net;
using FoodDelivery.TestKit;

namespace FoodDelivery.EndToEnd.Tests;

public sealed class KilledOrderService(Stack stack) : Scenario(stack, 8)
{
    [Fact]
    public async Task An_order_survives_and_is_delivered()
    {
        var courier = await CourierAsync(4);
        var order = (await Customer.PlaceAsync(Kitchen.RestaurantId)).Id();
        await Kitchen.AcceptAsync(order);
        await Stack.RunAsync("kill", "order");

        // The rest of the system goes on; orders say that they are away.
        await Customer.Http.GetAsync($"/api/v1/orders/{order}").ShouldBeProblem(HttpStatusCode.ServiceUnavailable, "dependency_unavailable");
        await Customer.GetAsync("/api/v1/cart");

        await Stack.RunAsync("start", "order");
        var offer = await courier.OfferAsync(order);
        await courier.DoAsync($"/api/v1/offers/{offer.Text("id")}/accept");
        await Stack.RunAsync("kill", "order");
        await Stack.RunAsync("start", "order");
        await Kitchen.StartAsync(order);
        await Kitchen.ReadyAsync(order);
        var delivery = $"/api/v1/deliveries/{offer.Text("deliveryId")}";
        foreach (var step in new[] { "arrive-pickup", "pick-up", "arrive-dropoff" }) await courier.DoAsync($"{delivery}/{step}");
        await courier.DoAsync($"{delivery}/deliver", new { proof = new { type = "pin", value = await PinAsync(order) } });

        var (statuses, _) = await SeenUntilAsync(order, "delivered");
        Assert.Equal(HappyPath.EveryStatus, statuses);
        await Customer.PaymentIsAsync(order, "captured");
    }
}

public sealed class KafkaOutage(Stack stack) : Scenario(stack, 9)
{
    [Fact]
    public async Task Rest_goes_on_for_ten_seconds_without_kafka_and_everything_arrives_afterwards()
    {
        var courier = await CourierAsync(5);
        var before = (await Customer.PlaceAsync(Kitchen.RestaurantId)).Id();
        await Stack.RunAsync("stop", "kafka");
        var outage = System.Diagnostics.Stopwatch.StartNew();
        var during = (await Customer.PlaceAsync(Kitchen.RestaurantId)).Id();
        foreach (var order in new[] { before, during }) await Kitchen.AcceptAsync(order);
        await Kitchen.StartAsync(before);
        await Kitchen.ReadyAsync(before);
        var rest = TimeSpan.FromSeconds(10) - outage.Elapsed;
        if (rest > TimeSpan.Zero) await Task.Delay(rest);
        await Stack.RunAsync("start", "kafka");

        await courier.DeliverAsync(before, () => PinAsync(before));
        var (statuses, _) = await SeenUntilAsync(before, "delivered");
        Assert.Equal(HappyPath.EveryStatus, statuses);
        await Customer.PaymentIsAsync(before, "captured");

        // The order placed in the dark lives too.
        await Kitchen.ReadyAsync(during);
        await courier.DeliverAsync(during, () => PinAsync(during));
        await Customer.OrderIsAsync(during, "delivered");
        await Customer.PaymentIsAsync(during, "captured");
    }
}
