using System.Net;
using System.Text.Json.Nodes;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;

namespace FoodDelivery.ProductService.Tests.Scenarios;

public sealed class CheckingPrices(ProductApi api) : IClassFixture<ProductApi>
{
    private const string Path = "/internal/v1/price-check";

    private Task<HttpResponseMessage> CheckAsync(Pizzeria kitchen, object items, string fulfilment = "delivery", object? dropoff = null) =>
        api.Order.PostJsonAsync(Path, new { restaurantId = kitchen.Id, fulfilment, items, dropoff = dropoff ?? new { lat = 48.201, lng = 11.601 } });

    private static string[] Codes(JsonNode answer) => [.. answer["reasons"]!.AsArray().Select(reason => reason!.Text("code"))];

    [Fact]
    public async Task Answer_has_prices_taxes_and_distance()
    {
        var kitchen = await api.PizzeriaAsync();
        var answer = await CheckAsync(kitchen, new object[] { new { itemId = kitchen.Cola, quantity = 1 }, new { itemId = kitchen.Pizza, quantity = 2, optionIds = new[] { kitchen.Olives, kitchen.Large } } }).ShouldBe(HttpStatusCode.OK);
        Assert.True(answer["orderable"]!.GetValue<bool>());
        Assert.Empty(answer["reasons"]!.AsArray());
        Assert.Equal(3000, answer.Amount("subtotal"));
        Assert.Equal(1900, answer["lines"]![0]!["taxRateBasisPoints"]!.GetValue<int>());
        Assert.Equal(1350, answer["lines"]![1]!.Amount("unitPrice"));
        Assert.Equal(["L", "Olives"], answer["lines"]![1]!["options"]!.AsArray().Select(option => option!.Text("name")));
        Assert.Equal(134, answer["distanceMeters"]!.GetValue<int>(), 2.0);
        Assert.Equal("Pizzeria", answer.Text("restaurantName"));
        Assert.NotEmpty(answer.Text("restaurantAddress"));
        Assert.Contains("/", answer.Text("timeZone"));
        Assert.Equal("EUR", answer.Text("currency"));
    }

    [Fact]
    public async Task Every_reason_is_named()
    {
        var kitchen = await api.PizzeriaAsync();
        await api.StaffOf(kitchen.Id).PutJsonAsync($"{kitchen.PizzaPath}/availability", new { available = false }).ShouldBe(HttpStatusCode.OK);
        await api.StaffOf(kitchen.Id).PostJsonAsync($"/api/v1/restaurants/{kitchen.Id}/pause", new { reason = "full" }).ShouldBe(HttpStatusCode.OK);
        var answer = await CheckAsync(kitchen, new object[] { new { itemId = kitchen.Pizza, quantity = 1, optionIds = Array.Empty<Guid>() }, new { itemId = Guid.NewGuid(), quantity = 1 } }, dropoff: new { lat = 49.0, lng = 11.6 }).ShouldBe(HttpStatusCode.OK);
        Assert.False(answer["orderable"]!.GetValue<bool>());
        Assert.Equal(["restaurant_paused", "out_of_zone", "item_unavailable", "option_rule", "item_unknown", "below_minimum"], Codes(answer));
        Assert.Single(answer["lines"]!.AsArray());
    }

    [Fact]
    public async Task Changes_by_another_replica_bind_at_once()
    {
        var kitchen = await api.PizzeriaAsync();
        await api.ExecuteAsync("UPDATE restaurants SET paused = 1, version = version + 1 WHERE id = @id", new { id = kitchen.Id });
        Assert.Contains("restaurant_paused", Codes(await CheckAsync(kitchen, Array.Empty<object>()).ShouldBe(HttpStatusCode.OK)));
    }

    [Fact]
    public async Task Who_only_shows_a_price_costs_no_statement_unless_the_restaurant_is_not_known_yet()
    {
        var kitchen = await api.PizzeriaAsync();
        async Task<int> ReadsAsync(string path, Guid restaurant, HttpStatusCode status)
        {
            var packets = await GeneralLog.RecordAsync(api.ConnectionString, async () =>
                await api.Order.PostJsonAsync(path, new { restaurantId = restaurant, fulfilment = "pickup", items = new object[] { new { itemId = kitchen.Cola, quantity = 1 } } }).ShouldBe(status));
            return packets.Count(packet => packet.Text.StartsWith("SELECT version FROM restaurants WHERE id", StringComparison.Ordinal));
        }
        Assert.Equal(1, await ReadsAsync(Path, kitchen.Id, HttpStatusCode.OK));
        Assert.Equal(0, await ReadsAsync($"{Path}?exact=false", kitchen.Id, HttpStatusCode.OK));
        Assert.Equal(1, await ReadsAsync($"{Path}?exact=false", Guid.NewGuid(), HttpStatusCode.NotFound));
    }

    [Fact]
    public async Task Who_only_shows_a_price_is_not_refused_a_dish_that_another_replica_has_again()
    {
        var kitchen = await api.PizzeriaAsync();
        var before = (await api.QueryAsync<string>("SELECT outages FROM restaurants WHERE id = @id", new { id = kitchen.Id })).Single();
        await api.StaffOf(kitchen.Id).PutJsonAsync($"{kitchen.PizzaPath}/availability", new { available = false }).ShouldBe(HttpStatusCode.OK);
        var body = new { restaurantId = kitchen.Id, fulfilment = "pickup", items = new object[] { new { itemId = kitchen.Pizza, quantity = 1, optionIds = new[] { kitchen.Large } } } };
        Assert.Equal(["item_unavailable"], Codes(await api.Order.PostJsonAsync($"{Path}?exact=false", body).ShouldBe(HttpStatusCode.OK)));

        await api.ExecuteAsync("UPDATE restaurants SET outages = @before, version = version + 1 WHERE id = @id", new { before, id = kitchen.Id });
        Assert.Empty(Codes(await api.Order.PostJsonAsync($"{Path}?exact=false", body).ShouldBe(HttpStatusCode.OK)));
    }

    [Fact]
    public async Task A_key_changes_nothing_and_a_repeat_sees_the_present_price()
    {
        var kitchen = await api.PizzeriaAsync();
        var body = new { restaurantId = kitchen.Id, fulfilment = "pickup", items = new object[] { new { itemId = kitchen.Cola, quantity = 1 } } };
        Task<HttpResponseMessage> AskAsync() => api.Order.SendJsonAsync(HttpMethod.Post, Path, body, ("Idempotency-Key", $"price-{kitchen.Id}"));
        var first = await AskAsync();
        Assert.False(first.Headers.Contains("Idempotent-Replayed"));
        Assert.Equal(300, (await first.ShouldBe(HttpStatusCode.OK)).Amount("subtotal"));
        await api.StaffOf(kitchen.Id).PatchJsonAsync($"/api/v1/restaurants/{kitchen.Id}/items/{kitchen.Cola}", new { price = ProductApi.Eur(320) }).ShouldBe(HttpStatusCode.OK);
        Assert.Equal(320, (await AskAsync().ShouldBe(HttpStatusCode.OK)).Amount("subtotal"));
    }

    [Fact]
    public async Task Only_services_may_ask()
    {
        var kitchen = await api.PizzeriaAsync();
        var body = new { restaurantId = kitchen.Id, fulfilment = "pickup", items = Array.Empty<object>() };
        await api.Anonymous().PostJsonAsync(Path, body).ShouldBeProblem(HttpStatusCode.Unauthorized, "unauthenticated");
        await api.ClientFor(ProductApi.Someone, Roles.Ops).PostJsonAsync(Path, body).ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
        await api.Order.PostJsonAsync(Path, body).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Unknown_restaurant_is_404_and_a_bad_quantity_400()
    {
        var kitchen = await api.PizzeriaAsync();
        await api.Order.PostJsonAsync(Path, new { restaurantId = Guid.NewGuid(), fulfilment = "pickup", items = Array.Empty<object>() }).ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
        var problem = await CheckAsync(kitchen, new object[] { new { itemId = kitchen.Cola, quantity = 51 } }).ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
        Assert.Equal("/items/0/quantity", problem["errors"]![0]!.Text("pointer"));
    }
}
