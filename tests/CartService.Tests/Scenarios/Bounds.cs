using System.Net;
using System.Text.Json.Nodes;
using FoodDelivery.CartService.Data;
using FoodDelivery.TestKit;

namespace FoodDelivery.CartService.Tests.Scenarios;

/// <summary>What one customer may take of the memory that all share.</summary>
public sealed class Bounds(CartApi api) : IClassFixture<CartApi>
{
    private const string Quote = "/api/v1/cart/quote";

    [Fact]
    public async Task Of_more_quotes_than_a_few_the_oldest_goes()
    {
        var (_, customer, _) = await api.CustomerWithPizzasAsync(api.Kitchens.New());
        var quotes = new List<JsonNode>();
        for (var i = 0; i < 7; i++) quotes.Add(await customer.PostJsonAsync(Quote, CartApi.Delivery).ShouldBe(HttpStatusCode.Created));
        var order = api.ClientForService("order");
        foreach (var (quote, status) in quotes.Select((quote, i) => (quote, i < 2 ? HttpStatusCode.NotFound : HttpStatusCode.OK)))
        {
            await order.GetAsync($"/internal/v1/quotes/{quote.Id("quoteId")}").ShouldBe(status);
        }
        var (_, other, _) = await api.CustomerWithPizzasAsync(api.Kitchens.New());
        await other.PostJsonAsync(Quote, CartApi.Delivery).ShouldBe(HttpStatusCode.Created);
        await order.GetAsync($"/internal/v1/quotes/{quotes[2].Id("quoteId")}").ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Who_asks_for_quotes_all_the_time_waits_and_others_do_not()
    {
        var (_, customer, _) = await api.CustomerWithPizzasAsync(api.Kitchens.New());
        for (var i = 0; i < 60; i++) await customer.PostJsonAsync(Quote, CartApi.Delivery).ShouldBe(HttpStatusCode.Created);
        var refused = customer.PostJsonAsync(Quote, CartApi.Delivery);
        await refused.ShouldBeProblem(HttpStatusCode.TooManyRequests, "rate_limited");
        Assert.InRange((await refused).Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        var (_, other, _) = await api.CustomerWithPizzasAsync(api.Kitchens.New());
        await other.PostJsonAsync(Quote, CartApi.Delivery).ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_cart_has_so_many_bytes_and_can_always_shrink()
    {
        var kitchen = api.Kitchens.New();
        var customer = api.Customer();
        JsonNode? cart = null;
        for (var i = 0; ; i++)
        {
            var note = $"{i:D3}" + new string('\u6ce8', 197);
            var answer = await customer.PostJsonAsync("/api/v1/cart/items", kitchen.Pizzas(1, note));
            if (answer.StatusCode != HttpStatusCode.OK)
            {
                await Task.FromResult(answer).ShouldBeProblem(HttpStatusCode.Conflict, "cart_limit_reached");
                break;
            }
            cart = await answer.ShouldBe(HttpStatusCode.OK);
        }
        Assert.InRange(cart!["lines"]!.AsArray().Count, 20, 49);
        await customer.PatchJsonAsync($"/api/v1/cart/items/{cart["lines"]![0]!.Id("lineId")}", new { note = "" }).ShouldBe(HttpStatusCode.OK);
        // A quote repeats the cart, and little more.
        await customer.PostJsonAsync(Quote, CartApi.Delivery).ShouldBe(HttpStatusCode.Created);
        Assert.True(CartStore.MaxBytes <= 32 * 1024);
    }

    [Fact]
    public async Task A_quote_says_when_the_restaurant_closes_before_the_promised_time()
    {
        var kitchen = api.Kitchens.New();
        var (_, customer, _) = await api.CustomerWithPizzasAsync(kitchen);
        kitchen.ClosesAt = api.Clock.GetUtcNow().AddMinutes(3);
        var late = await customer.PostJsonAsync(Quote, CartApi.Delivery).ShouldBe(HttpStatusCode.Created);
        Assert.Equal(kitchen.ClosesAt, late["closesAt"]!.GetValue<DateTimeOffset>());
        kitchen.ClosesAt = api.Clock.GetUtcNow().AddHours(3);
        Assert.Null((await customer.PostJsonAsync(Quote, CartApi.Delivery).ShouldBe(HttpStatusCode.Created))["closesAt"]);
    }

    [Fact]
    public async Task A_reason_without_an_option_has_no_option()
    {
        var kitchen = api.Kitchens.New();
        var unknown = new { restaurantId = kitchen.Id, itemId = Guid.NewGuid(), quantity = 1 };
        var problem = await api.Customer().PostJsonAsync("/api/v1/cart/items", unknown).ShouldBeProblem(HttpStatusCode.Conflict, "item_unknown");
        Assert.False(problem.AsObject().ContainsKey("optionId"));
    }

    [Fact]
    public async Task Another_version_is_412_in_the_header_and_in_the_body()
    {
        var kitchen = api.Kitchens.New();
        var (_, customer, cart) = await api.CustomerWithPizzasAsync(kitchen);
        var line = $"/api/v1/cart/items/{cart["lines"]![0]!.Id("lineId")}";
        foreach (var method in new[] { HttpMethod.Patch, HttpMethod.Delete })
        {
            object? body = method == HttpMethod.Patch ? new { quantity = 3 } : null;
            await customer.SendJsonAsync(method, line, body, ("If-Match", "\"77\"")).ShouldBeProblem(HttpStatusCode.PreconditionFailed, "precondition_failed");
        }
        await customer.PatchJsonAsync(line, new { quantity = 3, version = 77 }).ShouldBeProblem(HttpStatusCode.PreconditionFailed, "precondition_failed");
        await customer.SendJsonAsync(HttpMethod.Put, "/api/v1/cart/restaurant", new { restaurantId = kitchen.Id }, ("If-Match", "\"77\"")).ShouldBeProblem(HttpStatusCode.PreconditionFailed, "precondition_failed");
    }
}
