using System.Net;
using System.Text.Json.Nodes;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;

namespace FoodDelivery.CartService.Tests.Scenarios;

public sealed class FillingACart(CartApi api) : IClassFixture<CartApi>
{
    private const string Items = "/api/v1/cart/items";

    private static long Version(JsonNode cart) => cart["version"]!.GetValue<long>();

    [Fact]
    public async Task An_empty_cart_has_version_0_and_no_lines()
    {
        var cart = await api.Customer().GetAsync("/api/v1/cart").ShouldBe(HttpStatusCode.OK);
        Assert.Equal(0, Version(cart));
        Assert.Empty(cart["lines"]!.AsArray());
        Assert.Equal(0, cart.Amount("subtotal"));
    }

    [Fact]
    public async Task Lines_show_name_price_and_options_of_the_restaurant()
    {
        var kitchen = api.Kitchens.New();
        var customer = api.Customer();
        await customer.PostJsonAsync(Items, kitchen.Pizzas(2, "hot", olives: true)).ShouldBe(HttpStatusCode.OK);
        var cart = await customer.GetAsync("/api/v1/cart").ShouldBe(HttpStatusCode.OK);
        Assert.Equal("Kitchen", cart.Text("restaurantName"));
        var line = Assert.Single(cart["lines"]!.AsArray())!;
        Assert.Equal(("Pizza", 2, "hot"), (line.Text("name"), line["quantity"]!.GetValue<int>(), line.Text("note")));
        Assert.Equal("Olives", line["options"]![0]!.GetValue<string>());
        Assert.Equal((1100, 2200, 2200), (line.Amount("unitPrice"), line.Amount("lineTotal"), cart.Amount("subtotal")));
    }

    [Fact]
    public async Task Fifty_parallel_adds_lose_nothing()
    {
        var kitchen = api.Kitchens.New();
        var customer = api.Customer();
        var pizzas = Enumerable.Range(0, 50).Select(i => kitchen.Pizzas(1, i % 2 == 0 ? null : $"note {i}"));
        var answers = await Task.WhenAll(pizzas.Select(pizza => customer.PostJsonAsync(Items, pizza)));
        foreach (var answer in answers) await answer.ShouldBe(HttpStatusCode.OK);
        var cart = await customer.GetAsync("/api/v1/cart").ShouldBe(HttpStatusCode.OK);
        Assert.Equal(26, cart["lines"]!.AsArray().Count);
        Assert.Equal(50_000, cart.Amount("subtotal"));
    }

    [Fact]
    public async Task Another_restaurant_is_refused_until_replaced_on_purpose()
    {
        var (first, second) = (api.Kitchens.New(), api.Kitchens.New());
        var (_, customer, _) = await api.CustomerWithPizzasAsync(first);
        var problem = await customer.PostJsonAsync(Items, second.Pizzas(1))
            .ShouldBeProblem(HttpStatusCode.Conflict, "cart_restaurant_mismatch");
        Assert.Equal((first.Id, second.Id), (problem.Id("cartRestaurantId"), problem.Id("requestedRestaurantId")));
        var replaced = await customer.PostJsonAsync($"{Items}?replace=true", second.Pizzas(1)).ShouldBe(HttpStatusCode.OK);
        Assert.Equal(second.Id, replaced.Id("restaurantId"));
        Assert.Single(replaced["lines"]!.AsArray());
    }

    [Fact]
    public async Task Switching_the_restaurant_empties_the_cart()
    {
        var (first, second) = (api.Kitchens.New(), api.Kitchens.New());
        var (_, customer, _) = await api.CustomerWithPizzasAsync(first);
        var same = await customer.PutJsonAsync("/api/v1/cart/restaurant", new { restaurantId = first.Id }).ShouldBe(HttpStatusCode.OK);
        Assert.Single(same["lines"]!.AsArray());
        var other = await customer.PutJsonAsync("/api/v1/cart/restaurant", new { restaurantId = second.Id }).ShouldBe(HttpStatusCode.OK);
        Assert.Empty(other["lines"]!.AsArray());
        Assert.Equal(second.Id, other.Id("restaurantId"));
        await customer.PutJsonAsync("/api/v1/cart/restaurant", new { restaurantId = Guid.NewGuid() })
            .ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task Lines_are_changed_and_removed()
    {
        var kitchen = api.Kitchens.New();
        var (_, customer, cart) = await api.CustomerWithPizzasAsync(kitchen);
        var line = $"{Items}/{cart["lines"]![0]!.Id("lineId")}";
        var changed = await customer.PatchJsonAsync(line, new { quantity = 3, note = "hot", optionIds = new[] { kitchen.Olives } })
            .ShouldBe(HttpStatusCode.OK);
        Assert.Equal(3300, changed.Amount("subtotal"));
        Assert.Equal("hot", changed["lines"]![0]!.Text("note"));
        var unsaid = await customer.PatchJsonAsync(line, new { note = "" }).ShouldBe(HttpStatusCode.OK);
        Assert.Null(unsaid["lines"]![0]!["note"]);
        Assert.Equal(0, Version(await customer.DeleteAsync(line).ShouldBe(HttpStatusCode.OK)));
        await customer.DeleteAsync(line).ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
        await customer.PatchJsonAsync(line, new { quantity = 1 }).ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
        await customer.PatchJsonAsync(line, new { optionIds = Array.Empty<Guid>() }).ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task Carts_are_private()
    {
        var kitchen = api.Kitchens.New();
        var (_, _, cart) = await api.CustomerWithPizzasAsync(kitchen);
        await api.Customer().DeleteAsync($"{Items}/{cart["lines"]![0]!.Id("lineId")}")
            .ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
        await api.Anonymous().GetAsync("/api/v1/cart").ShouldBeProblem(HttpStatusCode.Unauthorized, "unauthenticated");
        await api.ClientFor(Guid.NewGuid(), Roles.Driver).GetAsync("/api/v1/cart").ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
    }

    [Fact]
    public async Task A_stale_version_is_refused_in_header_and_body()
    {
        var kitchen = api.Kitchens.New();
        var (_, customer, cart) = await api.CustomerWithPizzasAsync(kitchen);
        var seen = Version(cart);
        var line = $"{Items}/{cart["lines"]![0]!.Id("lineId")}";
        await customer.SendJsonAsync(HttpMethod.Patch, line, new { quantity = 5 }, ("If-Match", $"\"{seen}\"")).ShouldBe(HttpStatusCode.OK);
        await customer.SendJsonAsync(HttpMethod.Delete, line, null, ("If-Match", $"\"{seen}\""))
            .ShouldBeProblem(HttpStatusCode.PreconditionFailed, "precondition_failed");
        await customer.PatchJsonAsync(line, new { quantity = 6, version = seen })
            .ShouldBeProblem(HttpStatusCode.PreconditionFailed, "precondition_failed");
        await customer.SendJsonAsync(HttpMethod.Delete, line, null, ("If-Match", $"W/\"{seen + 1}\"")).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_the_restaurant_does_not_have_is_refused_but_a_closed_one_may_fill_a_cart()
    {
        var kitchen = api.Kitchens.New();
        kitchen.Reasons.Add(new { code = "restaurant_closed", detail = "Closed." });
        await api.Customer().PostJsonAsync(Items, kitchen.Pizzas(1)).ShouldBe(HttpStatusCode.OK);
        await api.Customer().PostJsonAsync(Items, new { restaurantId = kitchen.Id, itemId = Guid.NewGuid(), quantity = 1 })
            .ShouldBeProblem(HttpStatusCode.Conflict, "item_unknown");
        kitchen.Reasons.Add(new { code = "item_unavailable", itemId = kitchen.Pizza, detail = "Gone." });
        var problem = await api.Customer().PostJsonAsync(Items, kitchen.Pizzas(1))
            .ShouldBeProblem(HttpStatusCode.Conflict, "item_unavailable");
        Assert.Equal(kitchen.Pizza, problem["itemIds"]![0]!.GetValue<Guid>());
        await api.Customer().PostJsonAsync(Items, new { restaurantId = Guid.NewGuid(), itemId = Guid.NewGuid(), quantity = 1 })
            .ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task Quantities_and_notes_have_limits()
    {
        var kitchen = api.Kitchens.New();
        var customer = api.Customer();
        await customer.PostJsonAsync(Items, kitchen.Pizzas(0)).ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
        await customer.PostJsonAsync(Items, kitchen.Pizzas(51)).ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
        await customer.PostJsonAsync(Items, kitchen.Pizzas(1, new string('x', 201)))
            .ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
        await customer.PostJsonAsync(Items, kitchen.Pizzas(30)).ShouldBe(HttpStatusCode.OK);
        await customer.PostJsonAsync(Items, kitchen.Pizzas(30)).ShouldBeProblem(HttpStatusCode.Conflict, "cart_limit_reached");
    }

    [Fact]
    public async Task Emptying_answers_with_an_empty_cart()
    {
        var (_, customer, _) = await api.CustomerWithPizzasAsync(api.Kitchens.New());
        var cart = await customer.DeleteAsync("/api/v1/cart").ShouldBe(HttpStatusCode.OK);
        Assert.Equal(0, Version(cart));
        Assert.Null(cart["restaurantId"]);
    }
}
