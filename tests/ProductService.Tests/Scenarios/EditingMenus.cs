using System.Net;
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
}
