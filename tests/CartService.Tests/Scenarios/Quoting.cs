using System.Net;
using System.Text.Json.Nodes;
using FoodDelivery.TestKit;

namespace FoodDelivery.CartService.Tests.Scenarios;

public sealed class Quoting(CartApi api) : IClassFixture<CartApi>
{
    private const string Path = "/api/v1/cart/quote";

    private async Task<JsonNode> StoredAsync(JsonNode quote) =>
        await api.ClientForService("order").GetAsync($"/internal/v1/quotes/{quote.Id("quoteId")}").ShouldBe(HttpStatusCode.OK);

    [Fact]
    public async Task A_delivery_adds_fees_tip_and_a_promise()
    {
        var kitchen = api.Kitchens.New();
        var (id, customer, cart) = await api.CustomerWithPizzasAsync(kitchen);
        var cola = new { restaurantId = kitchen.Id, itemId = kitchen.Cola, quantity = 1 };
        await customer.PostJsonAsync("/api/v1/cart/items", cola).ShouldBe(HttpStatusCode.OK);
        var door = new { lat = 48.2, lng = 11.62, address = "Door 1", notes = "ring" };
        var wish = new { dropoff = door, tip = new { amount = 200, currency = "EUR" }, leaveAtDoor = true };
        var quote = await customer.PostJsonAsync(Path, wish).ShouldBe(HttpStatusCode.Created);

        // 1,482 m: base and one started kilometre; 5 % of 23.00; 7 % of 20.00 and 19 % of 3.00 contained.
        Assert.Equal((2300, 249, 115), (quote.Amount("subtotal"), quote.Amount("deliveryFee"), quote.Amount("serviceFee")));
        Assert.Equal((131 + 48, 200, 0), (quote.Amount("tax"), quote.Amount("tip"), quote.Amount("discount")));
        Assert.Equal(2300 + 249 + 115 + 200, quote.Amount("total"));
        Assert.Equal(api.Clock.GetUtcNow().AddMinutes(10), quote["expiresAt"]!.GetValue<DateTimeOffset>());
        Assert.Equal(api.Clock.GetUtcNow().AddMinutes(15 + 6 + 4), quote["promise"]!["earliest"]!.GetValue<DateTimeOffset>());
        Assert.Equal(2, quote["lines"]!.AsArray().Count);
        Assert.Empty(quote["priceChanges"]!.AsArray());

        var stored = await StoredAsync(quote);
        Assert.Equal(id, stored.Id("customerId"));
        Assert.Equal((4, 15), (stored["menuVersion"]!.GetValue<int>(), stored["prepMinutes"]!.GetValue<int>()));
        Assert.Equal(("Door 1", "ring"), (stored["dropoff"]!.Text("address"), stored["dropoff"]!.Text("notes")));
        Assert.True(stored["dropoff"]!["leaveAtDoor"]!.GetValue<bool>() && quote["leaveAtDoor"]!.GetValue<bool>());
        Assert.Equal("delivery", stored.Text("fulfilment"));
        Assert.Equal(48.2, stored["restaurantLocation"]!["lat"]!.GetValue<double>());
        Assert.Equal(cart["version"]!.GetValue<long>() + 1, stored["cartVersion"]!.GetValue<long>());
        Assert.Equal(2864, stored.Amount("total"));
    }

    [Fact]
    public async Task A_line_is_looked_up_in_the_menu_and_a_quote_binds_what_is_true_now()
    {
        var kitchen = api.Kitchens.New();
        var (_, customer, _) = await api.CustomerWithPizzasAsync(kitchen);
        await customer.PostJsonAsync(Path, CartApi.Delivery).ShouldBe(HttpStatusCode.Created);
        var asked = api.Others.Calls.Where(call => call.Body.Contains(kitchen.Id.ToString(), StringComparison.Ordinal)).Select(call => call.PathAndQuery);
        Assert.Equal(["/internal/v1/price-check?exact=false", "/internal/v1/price-check"], asked);
    }

    /// <summary>By which Order knows that two devices want the same.</summary>
    [Fact]
    public async Task All_quotes_of_the_same_lines_name_the_same_wish()
    {
        var kitchen = api.Kitchens.New();
        var (_, customer, cart) = await api.CustomerWithPizzasAsync(kitchen);
        async Task<string> WishAsync()
        {
            var quote = await customer.PostJsonAsync(Path, CartApi.Delivery).ShouldBe(HttpStatusCode.Created);
            return (await api.ClientForService("order").GetAsync($"/internal/v1/quotes/{quote.Text("quoteId")}").ShouldBe(HttpStatusCode.OK)).Text("wish");
        }
        var (one, two) = (await WishAsync(), await WishAsync());
        Assert.Equal(one, two);
        await customer.PatchJsonAsync($"/api/v1/cart/items/{cart["lines"]![0]!.Text("lineId")}", new { quantity = 3 }).ShouldBe(HttpStatusCode.OK);
        Assert.NotEqual(one, await WishAsync());
    }

    [Fact]
    public async Task A_pickup_has_no_way_to_pay_for()
    {
        var (_, customer, _) = await api.CustomerWithPizzasAsync(api.Kitchens.New());
        var quote = await customer.PostJsonAsync(Path, new { fulfilment = "pickup" }).ShouldBe(HttpStatusCode.Created);
        Assert.Equal((0, 2100), (quote.Amount("deliveryFee"), quote.Amount("total")));
        Assert.Equal(api.Clock.GetUtcNow().AddMinutes(15), quote["promise"]!["earliest"]!.GetValue<DateTimeOffset>());
        Assert.Null((await StoredAsync(quote))["dropoff"]);
        await customer.PostJsonAsync(Path, new { fulfilment = "pickup", leaveAtDoor = true }).ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
    }

    [Fact]
    public async Task A_saved_address_is_asked_from_the_user_service()
    {
        var (id, customer, _) = await api.CustomerWithPizzasAsync(api.Kitchens.New());
        var address = Guid.NewGuid();
        var saved = new { id = address, label = "Home", address = "Saved 1", lat = 48.201, lng = 11.601 };
        api.Others.On($"GET /internal/v1/users/{id}/addresses/{address}", saved);
        var quote = await customer.PostJsonAsync(Path, new { addressId = address }).ShouldBe(HttpStatusCode.Created);
        Assert.Equal("Saved 1", (await StoredAsync(quote))["dropoff"]!.Text("address"));
        Assert.False((await StoredAsync(quote))["dropoff"]!["leaveAtDoor"]!.GetValue<bool>());

        var unknown = Guid.NewGuid();
        api.Others.On($"GET /internal/v1/users/{id}/addresses/{unknown}", new { }, HttpStatusCode.NotFound);
        await customer.PostJsonAsync(Path, new { addressId = unknown }).ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task A_changed_price_is_used_listed_and_shown_in_the_cart()
    {
        var kitchen = api.Kitchens.New();
        var (_, customer, cart) = await api.CustomerWithPizzasAsync(kitchen);
        kitchen.PizzaPrice = 1100;
        var quote = await customer.PostJsonAsync(Path, CartApi.Delivery).ShouldBe(HttpStatusCode.Created);
        var change = Assert.Single(quote["priceChanges"]!.AsArray())!;
        Assert.Equal((cart["lines"]![0]!.Id("lineId"), 1000, 1100), (change.Id("lineId"), change.Amount("old"), change.Amount("new")));
        Assert.Equal(2200, quote.Amount("subtotal"));
        var now = await customer.GetAsync("/api/v1/cart").ShouldBe(HttpStatusCode.OK);
        Assert.Equal(2200, now.Amount("subtotal"));
        Assert.Equal(now["version"]!.GetValue<long>(), quote["cartVersion"]!.GetValue<long>());
    }

    [Fact]
    public async Task What_cannot_be_ordered_says_every_reason()
    {
        var kitchen = api.Kitchens.New();
        var (_, customer, _) = await api.CustomerWithPizzasAsync(kitchen);
        var opensAt = api.Clock.GetUtcNow().AddHours(3);
        kitchen.Reasons.Add(new { code = "restaurant_closed", detail = "Closed.", opensAt });
        kitchen.Reasons.Add(new { code = "item_unavailable", itemId = kitchen.Pizza, detail = "Gone." });
        var problem = await customer.PostJsonAsync(Path, CartApi.Delivery).ShouldBeProblem(HttpStatusCode.Conflict, "restaurant_closed");
        Assert.Equal(opensAt, problem["opensAt"]!.GetValue<DateTimeOffset>());
        Assert.Equal(kitchen.Pizza, problem["itemIds"]![0]!.GetValue<Guid>());
        Assert.Equal(["restaurant_closed", "item_unavailable"], problem["reasons"]!.AsArray().Select(reason => reason!.Text("code")));
    }

    [Fact]
    public async Task Empty_carts_promotions_and_schedules_are_refused()
    {
        await api.Customer().PostJsonAsync(Path, CartApi.Delivery).ShouldBeProblem(HttpStatusCode.Conflict, "cart_empty");
        var (_, customer, _) = await api.CustomerWithPizzasAsync(api.Kitchens.New());
        await customer.PostJsonAsync(Path, new { fulfilment = "pickup", promoCode = "FREE" })
            .ShouldBeProblem(HttpStatusCode.Conflict, "promo_unknown");
        await customer.PostJsonAsync(Path, new { fulfilment = "pickup", scheduledFor = api.Clock.GetUtcNow().AddHours(2) })
            .ShouldBeProblem(HttpStatusCode.Conflict, "scheduling_not_available");
    }

    [Theory]
    [InlineData("{}", "/dropoff")]
    [InlineData("""{"dropoff":{"lat":91,"lng":0,"address":"x"}}""", "/dropoff/lat")]
    [InlineData("""{"dropoff":{"lat":1,"lng":0,"address":"x"},"addressId":"019b76da-a800-72e1-9410-32d44c32433e"}""", "/dropoff")]
    [InlineData("""{"fulfilment":"pickup","dropoff":{"lat":1,"lng":0,"address":"x"}}""", "/dropoff")]
    [InlineData("""{"fulfilment":"pickup","tip":{"amount":1,"currency":"EUR"}}""", "/tip")]
    [InlineData("""{"fulfilment":"pickup","tip":{"amount":2001,"currency":"EUR"}}""", "/tip")]
    [InlineData("""{"fulfilment":"pickup","tip":{"amount":-1,"currency":"EUR"}}""", "/tip")]
    public async Task Bad_requests_name_the_place(string body, string pointer)
    {
        var (_, customer, _) = await api.CustomerWithPizzasAsync(api.Kitchens.New());
        var problem = await customer.PostJsonAsync(Path, body).ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
        Assert.Equal(pointer, problem["errors"]![0]!.Text("pointer"));
    }

    [Fact]
    public async Task Expired_quotes_can_still_be_read_by_services_only()
    {
        var (_, customer, _) = await api.CustomerWithPizzasAsync(api.Kitchens.New());
        var quote = await customer.PostJsonAsync(Path, CartApi.Delivery).ShouldBe(HttpStatusCode.Created);
        api.Clock.Advance(TimeSpan.FromMinutes(11));
        await StoredAsync(quote);
        await customer.GetAsync($"/internal/v1/quotes/{quote.Id("quoteId")}").ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
        await api.ClientForService("order").GetAsync($"/internal/v1/quotes/{Guid.NewGuid()}")
            .ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
    }
}
