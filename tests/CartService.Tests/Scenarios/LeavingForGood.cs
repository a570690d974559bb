using System.Net;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;

namespace FoodDelivery.CartService.Tests.Scenarios;

public sealed class LeavingForGood(CartApi api) : IClassFixture<CartApi>
{
    [Fact]
    public async Task Cart_and_quotes_are_shown_and_then_forgotten()
    {
        var (id, client, _) = await api.CustomerWithPizzasAsync(api.Kitchens.New());
        var quote = await client.PostJsonAsync("/api/v1/cart/quote", CartApi.Delivery).ShouldBe(HttpStatusCode.Created);
        var export = await api.ClientForService("user").GetAsync($"/internal/v1/people/{id}/export").ShouldBe(HttpStatusCode.OK);
        Assert.Equal(2, export["cart"]!["lines"]![0]!["quantity"]!.GetValue<int>());
        Assert.Equal("Door 1", export["quotes"]![0]!["dropoff"]!.Text("address"));
        Assert.Null((await ErasureAsync(id))["requestedAt"]);

        var at = api.Clock.GetUtcNow();
        // Delivered twice: the second finds nothing and changes nothing.
        for (var i = 0; i < 2; i++) await api.DeliverDirectAsync(id, new UserErasedV1(id, [Roles.Customer], at));

        var erasure = await ErasureAsync(id);
        Assert.NotNull(erasure["finishedAt"]);
        Assert.Equal(3, erasure["rows"]!.GetValue<long>());
        export = await api.ClientForService("user").GetAsync($"/internal/v1/people/{id}/export").ShouldBe(HttpStatusCode.OK);
        Assert.Empty(export["cart"]!["lines"]!.AsArray());
        Assert.Empty(export["quotes"]!.AsArray());
        await api.ClientForService("order").GetAsync($"/internal/v1/quotes/{quote.Text("quoteId")}").ShouldBe(HttpStatusCode.NotFound);
        await api.ClientForService("order").GetAsync($"/internal/v1/people/{id}/export").ShouldBe(HttpStatusCode.Forbidden);
    }

    private Task<System.Text.Json.Nodes.JsonNode> ErasureAsync(Guid id) =>
        api.ClientForService("user").GetAsync($"/internal/v1/people/{id}/erasure").ShouldBe(HttpStatusCode.OK);
}
