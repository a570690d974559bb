using System.Net;
using System.Text.Json.Nodes;
using FoodDelivery.CartService.Events;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace FoodDelivery.CartService.Tests.Scenarios;

public sealed class CheckingOut(CartApi api) : IClassFixture<CartApi>
{
    private async Task PlacedAsync(Guid customerId, JsonNode quote)
    {
        var zero = new Money(0, "EUR");
        var placed = new OrderPlacedV1(Guid.CreateVersion7(), customerId, quote.Id("restaurantId"), "ABC123", quote.Id("quoteId"), [], zero, zero, zero, zero, zero, zero, zero, "tok_ok", "delivery", api.Clock.GetUtcNow());
        using var scope = api.Services.CreateScope();
        var envelope = EventSerializer.Parse(api.Message(placed.OrderId, 1, placed));
        await scope.ServiceProvider.GetRequiredService<OrderPlacedHandler>().HandleAsync(envelope.Payload<OrderPlacedV1>(), envelope, CancellationToken.None);
    }

    private static async Task<int> LinesAsync(HttpClient customer) => (await customer.GetAsync("/api/v1/cart").ShouldBe(HttpStatusCode.OK))["lines"]!.AsArray().Count;

    [Fact]
    public async Task The_ordered_cart_is_emptied_and_a_repeat_harms_no_new_one()
    {
        var kitchen = api.Kitchens.New();
        var (id, customer, _) = await api.CustomerWithPizzasAsync(kitchen);
        var quote = await customer.PostJsonAsync("/api/v1/cart/quote", CartApi.Delivery).ShouldBe(HttpStatusCode.Created);
        await PlacedAsync(id, quote);
        Assert.Equal(0, await LinesAsync(customer));

        await customer.PostJsonAsync("/api/v1/cart/items", kitchen.Pizzas(2)).ShouldBe(HttpStatusCode.OK);
        await PlacedAsync(id, quote);
        Assert.Equal(1, await LinesAsync(customer));
    }

    [Fact]
    public async Task A_cart_changed_since_its_quote_stays()
    {
        var kitchen = api.Kitchens.New();
        var (id, customer, _) = await api.CustomerWithPizzasAsync(kitchen);
        var quote = await customer.PostJsonAsync("/api/v1/cart/quote", CartApi.Delivery).ShouldBe(HttpStatusCode.Created);
        await customer.PostJsonAsync("/api/v1/cart/items", kitchen.Pizzas(1, "one more")).ShouldBe(HttpStatusCode.OK);
        await PlacedAsync(id, quote);
        Assert.Equal(2, await LinesAsync(customer));
    }

    [Fact]
    public async Task Another_customer_s_quote_empties_nothing()
    {
        var kitchen = api.Kitchens.New();
        var (_, owner, _) = await api.CustomerWithPizzasAsync(kitchen);
        var (other, otherClient, _) = await api.CustomerWithPizzasAsync(kitchen);
        var quote = await owner.PostJsonAsync("/api/v1/cart/quote", CartApi.Delivery).ShouldBe(HttpStatusCode.Created);
        await PlacedAsync(other, quote);
        Assert.Equal((1, 1), (await LinesAsync(owner), await LinesAsync(otherClient)));
    }
}
