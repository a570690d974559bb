using System.Net;
using System.Text.Json.Nodes;
using FoodDelivery.Contracts;
using FoodDelivery.OrderService.Domain;
using FoodDelivery.TestKit;

namespace FoodDelivery.OrderService.Tests;

public sealed class Ratings(OrderApi api) : IClassFixture<OrderApi>
{
    [Fact]
    public async Task The_customer_says_how_it_was_and_the_restaurant_reads_it()
    {
        var order = await DeliveredAsync();
        var rated = await RateAsync(order, new { food = 4, delivery = 5, comment = "Still hot." }).ShouldBe(HttpStatusCode.OK);
        Assert.Equal((4, 5, "Still hot."), Said(rated));
        var seen = await api.Staff.GetAsync($"/api/v1/orders/{order.Id}").ShouldBe(HttpStatusCode.OK);
        Assert.Equal((4, 5, "Still hot."), Said(seen));
        Assert.Null(seen["customerId"]);

        var told = Assert.Single(await api.PublishedAsync<OrderRatedV1>(order.Id));
        Assert.Equal((order.Customer, api.Restaurant, 4, 5, null, null), (told.CustomerId, told.RestaurantId, told.Food, told.Delivery, told.PreviousFood, told.PreviousDelivery));
        Assert.NotNull(told.DriverId);
        Assert.DoesNotContain("Still hot", (await api.QueryAsync<string>("SELECT CONVERT(value USING utf8mb4) FROM outbox WHERE type = 'order.rated.v1' AND aggregate_id = @Id", new { order.Id }))[0]);
        var timeline = await api.Staff.GetAsync($"/api/v1/orders/{order.Id}/timeline").ShouldBe(HttpStatusCode.OK);
        Assert.Equal("food 4, delivery 5", timeline["items"]!.AsArray().Single(entry => entry!.Text("type") == "order.rated")!.Text("detail"));
        await api.ShouldBeConsistentAsync(order.Id);
    }

    [Fact]
    public async Task Said_again_it_changes_nothing_and_said_otherwise_the_event_says_what_was_said_before()
    {
        var order = await DeliveredAsync();
        await RateAsync(order, new { food = 2 }).ShouldBe(HttpStatusCode.OK);
        await RateAsync(order, new { food = 2 }).ShouldBe(HttpStatusCode.OK);
        var changed = await RateAsync(order, new { food = 5, delivery = 3 }).ShouldBe(HttpStatusCode.OK);
        Assert.Equal((5, 3, null), Said(changed));
        var told = await api.PublishedAsync<OrderRatedV1>(order.Id);
        Assert.Equal([(2, null, null), (5, 3, 2)], told.Select(one => (one.Food, one.Delivery, one.PreviousFood)));
    }

    [Fact]
    public async Task It_can_be_said_otherwise_four_times()
    {
        var order = await DeliveredAsync();
        for (var i = 0; i < Order.MaxRatings; i++) await RateAsync(order, new { food = i % 2 + 1 }).ShouldBe(HttpStatusCode.OK);
        var refused = await RateAsync(order, new { food = 5 }).ShouldBeProblem(HttpStatusCode.Conflict, "rating_limit");
        Assert.Empty(refused["allowedActions"]!.AsArray());
        Assert.Equal(Order.MaxRatings, (await api.PublishedAsync<OrderRatedV1>(order.Id)).Count);
    }

    [Fact]
    public async Task Said_in_several_ways_at_once_each_counts_once_and_the_last_stays()
    {
        foreach (var round in RaceRounds.Usually(5))
        {
            var order = await DeliveredAsync();
            var answers = await Task.WhenAll(Enumerable.Range(1, 5).Select(food => RateAsync(order, new { food })));
            Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
            var told = await api.PublishedAsync<OrderRatedV1>(order.Id);
            Assert.Equal([1, 2, 3, 4, 5], told.Select(one => one.Food).Order());
            Assert.Equal([null, .. told.SkipLast(1).Select(one => (int?)one.Food)], told.Select(one => one.PreviousFood));
            Assert.Equal(told[^1].Food, (await api.Staff.GetAsync($"/api/v1/orders/{order.Id}").ShouldBe(HttpStatusCode.OK))["rating"]!["food"]!.GetValue<int>());
            await api.ShouldBeConsistentAsync(order.Id);
        }
    }

    [Fact]
    public async Task Only_what_was_served_is_rated_and_only_by_its_customer()
    {
        var order = await api.OrderInAsync("inDelivery");
        var refused = await RateAsync(order, new { food = 5 }).ShouldBeProblem(HttpStatusCode.Conflict, "order_state_conflict");
        Assert.Equal("inDelivery", refused.Text("currentStatus"));

        var delivered = await DeliveredAsync();
        var path = $"/api/v1/orders/{delivered.Id}/rating";
        await api.Customer(OrderApi.NewCustomer()).PutJsonAsync(path, new { food = 5 }).ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
        await api.Staff.PutJsonAsync(path, new { food = 5 }).ShouldBe(HttpStatusCode.Forbidden);
        Assert.Empty(await api.PublishedAsync<OrderRatedV1>(delivered.Id));
    }

    [Fact]
    public async Task What_was_fetched_has_no_delivery_to_rate()
    {
        var order = await api.OrderInAsync("ready", "pickup");
        var code = (await api.Customer(order.Customer).GetAsync($"/api/v1/orders/{order.Id}").ShouldBe(HttpStatusCode.OK)).Text("pickupCode");
        await api.StaffAsync(order, "collect", new { code }).ShouldBe(HttpStatusCode.OK);
        var refused = await RateAsync(order, new { food = 5, delivery = 5 }).ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
        Assert.Equal("/delivery", refused["errors"]![0]!.Text("pointer"));
        Assert.Equal((5, null, null), Said(await RateAsync(order, new { food = 5 }).ShouldBe(HttpStatusCode.OK)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(6)]
    public async Task One_to_five(int food)
    {
        var order = await DeliveredAsync();
        await RateAsync(order, new { food }).ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
    }

    [Fact]
    public void After_a_month_nobody_remembers()
    {
        var now = new DateTimeOffset(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);
        var order = new Order(Guid.CreateVersion7()) { CustomerId = OrderApi.NewCustomer(), Fulfilment = Fulfilment.Pickup, PickupCode = "482113", PromiseLatest = now };
        var (kitchen, customer) = (new Actor(ActorRole.Restaurant, null), new Actor(ActorRole.Customer, order.CustomerId));
        order.Place(now, now);
        order.PaymentAuthorized(now, now, now);
        order.Accept(kitchen, 5, now, TimeSpan.Zero);
        order.MarkReady(kitchen, now, now);
        order.Collect(kitchen, "482113", now);
        Assert.True(order.Rate(customer, 3, null, null, now.AddDays(30)));
        Assert.Equal("rating_closed", Assert.Throws<FoodDelivery.BuildingBlocks.RefusedException>(() => order.Rate(customer, 4, null, null, now.AddDays(30).AddSeconds(1))).Code);
    }

    private static (int, int?, string?) Said(JsonNode order) =>
        (order["rating"]!["food"]!.GetValue<int>(), order["rating"]!["delivery"]?.GetValue<int>(), order["rating"]!["comment"]?.GetValue<string>());

    private Task<HttpResponseMessage> RateAsync(TestOrder order, object body) => api.Customer(order.Customer).PutJsonAsync($"/api/v1/orders/{order.Id}/rating", body);

    private async Task<TestOrder> DeliveredAsync()
    {
        var order = await api.OrderInAsync("inDelivery");
        await api.DeliverAsync(order.Id, 2, new DeliveryDeliveredV1(Guid.CreateVersion7(), order.Id, order.Customer, api.Restaurant, Guid.CreateVersion7(), api.Clock.GetUtcNow(), "pin"));
        return order;
    }
}
