using System.Net;
using FoodDelivery.CartService.Data;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;

namespace FoodDelivery.CartService.Tests.Scenarios;

public sealed class WhenDependenciesAreAway
{
    [Fact]
    public async Task Without_redis_carts_answer_503_and_the_process_lives()
    {
        using var api = new ServiceApi<CartStore>("cart", ("ConnectionStrings:Redis", "127.0.0.1:1"));
        await api.ClientFor(Guid.NewGuid(), Roles.Customer).GetAsync("/api/v1/cart")
            .ShouldBeProblem(HttpStatusCode.ServiceUnavailable, "dependency_unavailable");
        await api.Anonymous().GetAsync("/livez").ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Without_product_nothing_is_added_and_the_cart_can_be_read()
    {
        using var api = new CartApi();
        var kitchen = api.Kitchens.New();
        var (_, customer, _) = await api.CustomerWithPizzasAsync(kitchen);
        api.Others.On("POST /internal/v1/price-check", (_, _) => StubServices.Unreachable());
        await ShouldBeAwayAsync(customer.PostJsonAsync("/api/v1/cart/items", kitchen.Pizzas(1)));
        await ShouldBeAwayAsync(customer.PostJsonAsync("/api/v1/cart/quote", new { fulfilment = "pickup" }));
        Assert.Single((await customer.GetAsync("/api/v1/cart").ShouldBe(HttpStatusCode.OK))["lines"]!.AsArray());
    }

    /// <summary>A mistake between services is nothing that the customer could mend.</summary>
    [Fact]
    public async Task A_refusal_that_nobody_expects_of_a_neighbour_counts_as_its_being_away()
    {
        using var api = new CartApi();
        var kitchen = api.Kitchens.New();
        var (_, customer, _) = await api.CustomerWithPizzasAsync(kitchen);
        api.Others.On("GET /internal/v1/users/*", new { code = "forbidden" }, HttpStatusCode.Forbidden);
        await ShouldBeAwayAsync(customer.PostJsonAsync("/api/v1/cart/quote", new { addressId = Guid.NewGuid() }));
        api.Others.On("POST /internal/v1/price-check", new { code = "validation_failed" }, HttpStatusCode.BadRequest);
        await ShouldBeAwayAsync(customer.PostJsonAsync("/api/v1/cart/items", kitchen.Pizzas(1)));
    }

    private static Task ShouldBeAwayAsync(Task<HttpResponseMessage> answer) =>
        answer.ShouldBeProblem(HttpStatusCode.ServiceUnavailable, "dependency_unavailable");
}
