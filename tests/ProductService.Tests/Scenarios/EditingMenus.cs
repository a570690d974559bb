using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using FoodDelivery.TestKit;

namespace FoodDelivery.ProductService.Tests.Scenarios;

public sealed class EditingMenus(ProductApi api) : IClassFixture<ProductApi>
{
    [Fact]
    public async Task Items_are_added_changed_moved_and_removed()
    {
        var kitchen = await api.PizzeriaAsync();
        var staff = api.StaffOf(kitchen.Id);
        var path = $"/api/v1/restaurants/{kitchen.Id}";
        var drinks = (await staff.PostJsonAsync($"{path}/categories", new { name = "Drinks" }).ShouldBe(HttpStatusCode.OK))["categories"]![1]!.Id();
        var water = await staff.PostJsonAsync($"{path}/items", new { name = "Water", price = ProductApi.Eur(250), categoryId = drinks }).ShouldBe(HttpStatusCode.Created);
        await staff.PatchJsonAsync($"{path}/items/{kitchen.Cola}", new { price = ProductApi.Eur(320), categoryId = drinks }).ShouldBe(HttpStatusCode.OK);
        await staff.DeleteAsync($"{path}/items/{kitchen.Pizza}").ShouldBe(HttpStatusCode.OK);
        await staff.PatchJsonAsync($"{path}/categories/{drinks}", new { name = "Cold drinks", position = 0 }).ShouldBe(HttpStatusCode.OK);
        await staff.DeleteAsync($"{path}/categories/{kitchen.Category}").ShouldBe(HttpStatusCode.OK);

        var category = Assert.Single((await api.MenuAsync(kitchen.Id))["categories"]!.AsArray())!;
        Assert.Equal("Cold drinks", category.Text("name"));
        Assert.Equal([water.Id(), kitchen.Cola], category["items"]!.AsArray().Select(item => item!.Id()));
        Assert.Equal(320, category["items"]![1]!.Amount("price"));
    }

    [Fact]
    public async Task A_new_menu_keeps_the_availability_of_items_that_keep_their_id()
    {
        var kitchen = await api.PizzeriaAsync();
        var staff = api.StaffOf(kitchen.Id);
        await staff.PutJsonAsync($"{kitchen.PizzaPath}/availability", new { available = false }).ShouldBe(HttpStatusCode.OK);
        var menu = await staff.PutJsonAsync($"/api/v1/restaurants/{kitchen.Id}/menu", new
        {
            categories = new[] { new { name = "All", items = new object[] { new { id = kitchen.Pizza, name = "Pizza", price = ProductApi.Eur(1000) }, new { name = "Pasta", price = ProductApi.Eur(1100) } } } },
        }).ShouldBe(HttpStatusCode.OK);
        Assert.Equal(2, menu["menuVersion"]!.GetValue<int>());
        Assert.Equal([false, true], menu["categories"]![0]!["items"]!.AsArray().Select(item => item!["available"]!.GetValue<bool>()));
    }

    [Fact]
    public async Task A_menu_that_grows_by_parts_keeps_the_limits_of_a_whole_one()
    {
        var id = await api.RestaurantAsync();
        var (path, staff) = ($"/api/v1/restaurants/{id}", api.StaffOf(id));
        var menu = await staff.PutJsonAsync($"{path}/menu", new
        {
            categories = Enumerable.Range(0, 100).Select(c => new { name = $"Category {c}", items = Enumerable.Range(0, c == 0 ? 200 : 0).Select(Item) }),
        }).ShouldBe(HttpStatusCode.OK);
        var first = menu["categories"]![0]!.Id();

        var category = await staff.PostJsonAsync($"{path}/categories", new { name = "One more" }).ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
        Assert.Equal("/categories", category["errors"]![0]!.Text("pointer"));
        var item = await staff.PostJsonAsync($"{path}/items", new { name = "One more", price = ProductApi.Eur(1), categoryId = first }).ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
        Assert.Equal("/categories/0/items", item["errors"]![0]!.Text("pointer"));
        await ReplaceByItselfAsync(id);
    }

    [Fact]
    public async Task A_menu_that_grows_by_parts_stays_small_enough_to_be_sent_whole()
    {
        var id = await api.RestaurantAsync();
        var (path, staff) = ($"/api/v1/restaurants/{id}", api.StaffOf(id));
        var text = new string('x', 950);
        // About 508,000 bytes with its ids, of 524,288.
        var menu = await staff.PutJsonAsync($"{path}/menu", new
        {
            categories = Enumerable.Range(0, 3).Select(c => new { name = $"Category {c}", items = Enumerable.Range(0, 150).Select(i => new { name = $"Item {i}", price = ProductApi.Eur(1000), description = text }) }),
        }).ShouldBe(HttpStatusCode.OK);
        var options = Enumerable.Range(0, 40).Select(o => new { name = $"Option {o}", priceDelta = ProductApi.Eur(0) });
        var optionGroups = Enumerable.Range(0, 10).Select(g => new { name = $"Group {g}", min = 0, max = 1, options });
        var large = await staff.PostJsonAsync($"{path}/items", new { name = "Large", price = ProductApi.Eur(1), categoryId = menu["categories"]![0]!.Id(), optionGroups })
            .ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
        Assert.Contains("512 KB", large["errors"]![0]!.Text("message"), StringComparison.Ordinal);
        await ReplaceByItselfAsync(id);
    }

    [Fact]
    public async Task A_menu_from_before_the_limits_can_become_smaller()
    {
        var id = await api.RestaurantAsync();
        var categories = Enumerable.Range(0, 102).Select(c => new { id = Guid.CreateVersion7(), name = $"Category {c}", items = Array.Empty<object>() }).ToList();
        await api.ExecuteAsync("UPDATE restaurants SET menu = @menu WHERE id = @id", new { menu = JsonSerializer.Serialize(new { categories }), id = id });
        var (path, staff) = ($"/api/v1/restaurants/{id}/categories", api.StaffOf(id));
        await staff.PatchJsonAsync($"{path}/{categories[2].id}", new { name = "Drinks" }).ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
        await staff.DeleteAsync($"{path}/{categories[0].id}").ShouldBe(HttpStatusCode.OK);
        await staff.DeleteAsync($"{path}/{categories[1].id}").ShouldBe(HttpStatusCode.OK);
        await staff.PatchJsonAsync($"{path}/{categories[2].id}", new { name = "Drinks" }).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_category_with_items_stays()
    {
        var kitchen = await api.PizzeriaAsync();
        await api.StaffOf(kitchen.Id).DeleteAsync($"/api/v1/restaurants/{kitchen.Id}/categories/{kitchen.Category}").ShouldBeProblem(HttpStatusCode.Conflict, "category_not_empty");
        await api.StaffOf(kitchen.Id).DeleteAsync($"/api/v1/restaurants/{kitchen.Id}/categories/{Guid.NewGuid()}").ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
        await api.StaffOf(kitchen.Id).DeleteAsync($"/api/v1/restaurants/{kitchen.Id}/items/{Guid.NewGuid()}").ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task Menus_that_break_a_rule_are_refused_with_the_place()
    {
        var kitchen = await api.PizzeriaAsync();
        var path = $"/api/v1/restaurants/{kitchen.Id}/menu";
        var staff = api.StaffOf(kitchen.Id);
        var tooMany = await staff.PutJsonAsync(path, ProductApi.PizzaMenu(max: 4)).ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
        Assert.Equal("/categories/0/items/0/optionGroups/1/max", tooMany["errors"]![0]!.Text("pointer"));
        var negative = await staff.PutJsonAsync(path, ProductApi.PizzaMenu(price: -1)).ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
        Assert.Equal("/categories/0/items/0/price", negative["errors"]![0]!.Text("pointer"));
        var item = new { id = kitchen.Cola, name = "Cola", price = ProductApi.Eur(1) };
        await staff.PutJsonAsync(path, new { categories = new[] { new { name = "Twice", items = new[] { item, item } } } }).ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
        await staff.PostJsonAsync($"/api/v1/restaurants/{kitchen.Id}/items", new { name = "Lost", price = ProductApi.Eur(1) }).ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
        Assert.Equal(1, (await api.MenuAsync(kitchen.Id))["menuVersion"]!.GetValue<int>());
    }

    private static object Item(int number) => new { name = $"Item {number}", price = ProductApi.Eur(1000) };

    /// <summary>Sends the menu as it is read, without what only the service says.</summary>
    private async Task ReplaceByItselfAsync(Guid id)
    {
        var menu = (await api.MenuAsync(id)).AsObject();
        foreach (var name in new[] { "restaurantId", "menuVersion", "currency" }) menu.Remove(name);
        foreach (var item in menu["categories"]!.AsArray().SelectMany(category => category!["items"]!.AsArray()).Cast<JsonObject>()) item.Remove("available");
        await api.StaffOf(id).PutJsonAsync($"/api/v1/restaurants/{id}/menu", menu).ShouldBe(HttpStatusCode.OK);
    }
}
