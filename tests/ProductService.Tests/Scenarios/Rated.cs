using System.Net;
using System.Text.Json.Nodes;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;

namespace FoodDelivery.ProductService.Tests.Scenarios;

public sealed class Rated(ProductApi api) : IClassFixture<ProductApi>
{
    [Fact]
    public async Task Customers_see_the_average_of_what_was_said_of_the_food()
    {
        var kitchen = await api.PizzeriaAsync();
        Assert.Null((await ShownAsync(kitchen.Id))["rating"]);
        await RateAsync(kitchen.Id, Guid.CreateVersion7(), 5);
        await RateAsync(kitchen.Id, Guid.CreateVersion7(), 4);
        await RateAsync(kitchen.Id, Guid.CreateVersion7(), 4);
        await api.RefreshAsync();
        Assert.Equal((4.3, 3), Rating(await ShownAsync(kitchen.Id)));
        var listed = (await api.Anonymous().GetAsync("/api/v1/restaurants?limit=100").ShouldBe(HttpStatusCode.OK))["items"]!.AsArray();
        Assert.Equal((4.3, 3), Rating(listed.Single(one => one!.Id() == kitchen.Id)!));
    }

    [Fact]
    public async Task What_is_said_otherwise_counts_once_and_an_event_that_comes_twice_as_well()
    {
        var kitchen = await api.PizzeriaAsync();
        var (order, event1) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        for (var i = 0; i < 2; i++) await api.DeliverAsync(order, 1, Event(order, kitchen.Id, 1, null), event1);
        await api.DeliverAsync(order, 2, Event(order, kitchen.Id, 5, 1));
        await api.RefreshAsync();
        Assert.Equal((5, 1), Rating(await ShownAsync(kitchen.Id)));
    }

    [Fact]
    public async Task Who_edits_meanwhile_is_not_disturbed_and_keeps_the_rating()
    {
        var kitchen = await api.PizzeriaAsync();
        var before = await ShownAsync(kitchen.Id);
        await RateAsync(kitchen.Id, Guid.CreateVersion7(), 3);
        await api.RefreshAsync();
        var paused = await api.StaffOf(kitchen.Id).PostJsonAsync($"/api/v1/restaurants/{kitchen.Id}/pause", new { reason = "Holiday" }).ShouldBe(HttpStatusCode.OK);
        Assert.Equal(before["version"]!.GetValue<long>() + 1, paused["version"]!.GetValue<long>());
        Assert.Equal((3, 1), Rating(paused));
    }

    [Fact]
    public async Task A_restaurant_that_is_not_known_stops_nobody()
    {
        await RateAsync(Guid.NewGuid(), Guid.CreateVersion7(), 3);
        Assert.Empty(await api.QueryAsync<string>("SELECT reason FROM dead_letters"));
    }

    private Task RateAsync(Guid restaurant, Guid order, int food) => api.DeliverAsync(order, 1, Event(order, restaurant, food, null));

    private static OrderRatedV1 Event(Guid order, Guid restaurant, int food, int? before) =>
        new(order, Guid.NewGuid(), restaurant, "7KQ2MX", null, food, null, before, null);

    private Task<JsonNode> ShownAsync(Guid id) => api.Anonymous().GetAsync($"/api/v1/restaurants/{id}").ShouldBe(HttpStatusCode.OK);

    private static (double, int) Rating(JsonNode restaurant) => (restaurant["rating"]!["average"]!.GetValue<double>(), restaurant["rating"]!["count"]!.GetValue<int>());
}
