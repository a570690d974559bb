using System.Net;
using System.Text.Json.Nodes;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;

namespace FoodDelivery.CartService.Tests.Scenarios;

public sealed class CheckingOut(CartApi api) : IClassFixture<CartApi>
{
    private Task SubmittedAsync(Guid customerId, JsonNode quote) =>
        SubmittedAsync(customerId, quote.Id("restaurantId"), quote.Id("quoteId"));

    private Task SubmittedAsync(Guid customerId, Guid restaurantId, Guid? quoteId) =>
        api.DeliverDirectAsync(customerId, new OrderSubmittedV1(
            Guid.CreateVersion7(), customerId, restaurantId, "ABC123", new Money(1250, "EUR"), 1, api.Clock.GetUtcNow(), quoteId));

    private static async Task<int> LinesAsync(HttpClient customer) =>
        (await customer.GetAsync("/api/v1/cart").ShouldBe(HttpStatusCode.OK))["lines"]!.AsArray().Count;

    [Fact]
    public async Task The_ordered_cart_is_emptied_and_a_repeat_harms_no_new_one()
    {
        var kitchen = api.Kitchens.New();
        var (id, customer, _) = await api.CustomerWithPizzasAsync(kitchen);
        var quote = await customer.PostJsonAsync("/api/v1/cart/quote", CartApi.Delivery).ShouldBe(HttpStatusCode.Created);
        await SubmittedAsync(id, quote);
        Assert.Equal(0, await LinesAsync(customer));

        await customer.PostJsonAsync("/api/v1/cart/items", kitchen.Pizzas(2)).ShouldBe(HttpStatusCode.OK);
        await SubmittedAsync(id, quote);
        Assert.Equal(1, await LinesAsync(customer));
    }

    [Fact]
    public async Task A_cart_changed_since_its_quote_stays()
    {
        var kitchen = api.Kitchens.New();
        var (id, customer, _) = await api.CustomerWithPizzasAsync(kitchen);
        var quote = await customer.PostJsonAsync("/api/v1/cart/quote", CartApi.Delivery).ShouldBe(HttpStatusCode.Created);
        await customer.PostJsonAsync("/api/v1/cart/items", kitchen.Pizzas(1, "one more")).ShouldBe(HttpStatusCode.OK);
        await SubmittedAsync(id, quote);
        Assert.Equal(2, await LinesAsync(customer));
    }

    [Fact]
    public async Task Another_customer_s_quote_empties_nothing()
    {
        var kitchen = api.Kitchens.New();
        var (_, owner, _) = await api.CustomerWithPizzasAsync(kitchen);
        var (other, otherClient, _) = await api.CustomerWithPizzasAsync(kitchen);
        var quote = await owner.PostJsonAsync("/api/v1/cart/quote", CartApi.Delivery).ShouldBe(HttpStatusCode.Created);
        await SubmittedAsync(other, quote);
        Assert.Equal((1, 1), (await LinesAsync(owner), await LinesAsync(otherClient)));
    }

    [Fact]
    public async Task An_order_that_is_not_paid_for_leaves_the_cart_and_the_next_quote_can_be_ordered()
    {
        var kitchen = api.Kitchens.New();
        var (id, customer, _) = await api.CustomerWithPizzasAsync(kitchen);
        var quote = await customer.PostJsonAsync("/api/v1/cart/quote", CartApi.Delivery).ShouldBe(HttpStatusCode.Created);
        var (order, zero) = (Guid.CreateVersion7(), new Money(0, "EUR"));
        await api.DeliverDirectAsync(order, new OrderPlacedV1(
            order, id, quote.Id("restaurantId"), "ABC123", quote.Id("quoteId"), [], zero, zero, zero, zero, zero, zero, zero,
            "delivery", api.Clock.GetUtcNow()));
        await api.DeliverDirectAsync(order, new OrderPaymentFailedV1(order, id, quote.Id("restaurantId"), "insufficient_funds"));
        Assert.Equal(1, await LinesAsync(customer));

        var second = await customer.PostJsonAsync("/api/v1/cart/quote", CartApi.Delivery).ShouldBe(HttpStatusCode.Created);
        await SubmittedAsync(id, second);
        Assert.Equal(0, await LinesAsync(customer));
    }

    [Fact]
    public async Task An_event_that_names_no_quote_empties_nothing()
    {
        var (id, customer, _) = await api.CustomerWithPizzasAsync(api.Kitchens.New());
        var quote = await customer.PostJsonAsync("/api/v1/cart/quote", CartApi.Delivery).ShouldBe(HttpStatusCode.Created);
        await SubmittedAsync(id, quote.Id("restaurantId"), null);
        Assert.Equal(1, await LinesAsync(customer));
    }
}
