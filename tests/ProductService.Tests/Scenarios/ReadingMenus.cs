using System.Net;
using System.Text.Json.Nodes;
using FoodDelivery.TestKit;

namespace FoodDelivery.ProductService.Tests.Scenarios;

public sealed class ReadingMenus(ProductApi api) : IClassFixture<ProductApi>
{
    [Fact]
    public async Task Menu_has_the_agreed_shape()
    {
        var kitchen = await api.PizzeriaAsync();
        var menu = await api.MenuAsync(kitchen.Id);
        Assert.Equal(kitchen.Id, menu.Id("restaurantId"));
        Assert.Equal(1, menu["menuVersion"]!.GetValue<int>());
        Assert.Equal("EUR", menu.Text("currency"));
        var item = menu["categories"]![0]!["items"]![0]!;
        Assert.Equal(900, item.Amount("price"));
        Assert.True(item["available"]!.GetValue<bool>());
        Assert.Equal("vegetarian", item["dietTags"]![0]!.GetValue<string>());
        Assert.Equal(1, item["optionGroups"]![0]!["min"]!.GetValue<int>());
        Assert.Equal(350, item["optionGroups"]![0]!["options"]![1]!.Amount("priceDelta"));
        Assert.True(item["optionGroups"]![0]!["options"]![1]!["available"]!.GetValue<bool>());
    }

    [Theory]
    [InlineData("{0}")]
    [InlineData("W/{0}")]
    [InlineData("\"other\", W/{0}")]
    [InlineData("*")]
    public async Task Reader_with_the_present_tag_gets_304(string header)
    {
        var kitchen = await api.PizzeriaAsync();
        var tag = await api.MenuTagAsync(kitchen.Id);
        var response = await api.Anonymous().SendJsonAsync(HttpMethod.Get, $"/api/v1/restaurants/{kitchen.Id}/menu", null, ("If-None-Match", string.Format(header, tag)));
        await response.ShouldBe(HttpStatusCode.NotModified);
        Assert.Equal(tag, response.Headers.ETag!.ToString());
        Assert.Equal("public, max-age=1", response.Headers.CacheControl!.ToString());
    }

    [Fact]
    public async Task Any_other_tag_gets_the_menu()
    {
        var kitchen = await api.PizzeriaAsync();
        await api.Anonymous().SendJsonAsync(HttpMethod.Get, $"/api/v1/restaurants/{kitchen.Id}/menu", null, ("If-None-Match", "\"0.0.0\"")).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Availability_and_its_end_change_menu_and_tag()
    {
        var kitchen = await api.PizzeriaAsync();
        var before = await api.MenuTagAsync(kitchen.Id);
        await api.StaffOf(kitchen.Id).PutJsonAsync($"{kitchen.PizzaPath}/availability", new { available = false, until = api.Clock.GetUtcNow().AddHours(1), reason = "no dough" }).ShouldBe(HttpStatusCode.OK);
        var during = await api.MenuTagAsync(kitchen.Id);
        Assert.NotEqual(before, during);
        Assert.False((await api.MenuAsync(kitchen.Id))["categories"]![0]!["items"]![0]!["available"]!.GetValue<bool>());

        api.Clock.Advance(TimeSpan.FromHours(1));
        Assert.True((await api.MenuAsync(kitchen.Id))["categories"]![0]!["items"]![0]!["available"]!.GetValue<bool>());
        Assert.NotEqual(during, await api.MenuTagAsync(kitchen.Id));
    }

    [Fact]
    public async Task A_change_by_another_replica_is_seen_after_the_next_refresh()
    {
        var kitchen = await api.PizzeriaAsync();
        await api.ExecuteAsync("UPDATE restaurants SET name = 'Renamed', version = version + 1, menu_version = 9, changed_at = UTC_TIMESTAMP(6) WHERE id = @id", new { id = kitchen.Id });
        await api.RefreshAsync();
        Assert.Equal(9, (await api.MenuAsync(kitchen.Id))["menuVersion"]!.GetValue<int>());
    }

    [Fact]
    public async Task The_background_refresh_runs_by_itself()
    {
        var kitchen = await api.PizzeriaAsync();
        await api.ExecuteAsync("UPDATE restaurants SET version = version + 1, menu_version = 9, changed_at = UTC_TIMESTAMP(6) WHERE id = @id", new { id = kitchen.Id });
        await Eventually.IsTrueAsync(async () => (await api.MenuAsync(kitchen.Id))["menuVersion"]!.GetValue<int>() == 9, "the refresh saw the change");
    }

    [Fact]
    public async Task An_item_of_which_too_few_options_are_left_is_unavailable_and_says_why()
    {
        var kitchen = await api.PizzeriaAsync();
        var staff = api.StaffOf(kitchen.Id);
        var (soon, later) = (api.Clock.GetUtcNow().AddHours(1), api.Clock.GetUtcNow().AddHours(2));
        await staff.PutJsonAsync($"{kitchen.PizzaPath}/options/{kitchen.Small}/availability", new { available = false, until = later }).ShouldBe(HttpStatusCode.OK);
        Assert.True(Pizza(await api.MenuAsync(kitchen.Id))["available"]!.GetValue<bool>());
        await staff.PutJsonAsync($"{kitchen.PizzaPath}/options/{kitchen.Large}/availability", new { available = false, until = soon }).ShouldBe(HttpStatusCode.OK);

        var pizza = Pizza(await api.MenuAsync(kitchen.Id));
        Assert.False(pizza["available"]!.GetValue<bool>());
        Assert.Equal(("Size: not enough of it is available.", soon), (pizza.Text("unavailableReason"), pizza["availableAt"]!.GetValue<DateTimeOffset>()));
        var wish = new { restaurantId = kitchen.Id, fulfilment = "pickup", items = new[] { new { itemId = kitchen.Pizza, quantity = 1, optionIds = new[] { kitchen.Large } } } };
        var check = await api.Order.PostJsonAsync("/internal/v1/price-check", wish).ShouldBe(HttpStatusCode.OK);
        var reason = check["reasons"]!.AsArray().Single(reason => reason!.Text("code") == "item_unavailable")!;
        Assert.Equal((kitchen.Pizza, "Margherita is not available (Size: not enough of it is available.)."), (reason.Id("itemId"), reason.Text("detail")));

        // Extras may be left out.
        foreach (var option in new[] { 0, 1, 2 }) await staff.PutJsonAsync($"{kitchen.PizzaPath}/options/{kitchen.Option(1, option)}/availability", new { available = false }).ShouldBe(HttpStatusCode.OK);
        await staff.PutJsonAsync($"{kitchen.PizzaPath}/options/{kitchen.Large}/availability", new { available = true }).ShouldBe(HttpStatusCode.OK);
        Assert.True(Pizza(await api.MenuAsync(kitchen.Id))["available"]!.GetValue<bool>());
        await staff.PutJsonAsync($"{kitchen.PizzaPath}/availability", new { available = false, reason = "Oven is cold" }).ShouldBe(HttpStatusCode.OK);
        Assert.Equal("Oven is cold", Pizza(await api.MenuAsync(kitchen.Id)).Text("unavailableReason"));
    }

    private static JsonNode Pizza(JsonNode menu) => menu["categories"]![0]!["items"]![0]!;
}
