using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.Contracts;
using FoodDelivery.ProductService.Data;
using FoodDelivery.ProductService.Domain;
using Microsoft.AspNetCore.Mvc;

namespace FoodDelivery.ProductService.Endpoints;

/// <summary>Changing a menu, in parts or as a whole. Every change is a new menu version.</summary>
public static class MenuEditingEndpoints
{
    public static void MapMenuEditing(this WebApplication app)
    {
        const string Who = "Staff of the restaurant and ops; If-Match (the restaurant's ETag) is optional.";
        var group = app.MapGroup("/api/v1/restaurants/{id:guid}").WithTags("Menu editing").RequireRole(Roles.Restaurant, Roles.Ops);
        group.MapPut("/menu", ReplaceAsync).WithMetadata(new RequestSizeLimitAttribute(MenuRules.MaxBytes))
            .Describe("replaceMenu", "Replace the whole menu", $"{Who} What keeps its id keeps its availability. At most 100 categories of 200 items each, 500 items and 512 KB in all, ids included, however the menu was made.", Examples.MenuRequest, Examples.Menu, 400, 403, 404, 412);
        group.MapPost("/categories", AddCategoryAsync)
            .Describe("addCategory", "Add a category", Who, new CategoryRequest("Desserts"), Examples.Menu, 400, 403, 404, 412);
        group.MapPatch("/categories/{categoryId:guid}", ChangeCategoryAsync)
            .Describe("changeCategory", "Rename or move a category", Who, new ChangeCategoryRequest("Pizza", 0), Examples.Menu, 400, 403, 404, 412);
        group.MapDelete("/categories/{categoryId:guid}", RemoveCategoryAsync)
            .Describe("removeCategory", "Remove an empty category", Who, response: Examples.Menu, problems: [403, 404, 409, 412]);
        group.MapPost("/items", AddItemAsync)
            .Describe("addItem", "Add an item", Who, Examples.ItemRequest, Examples.MenuItem, 400, 403, 404, 412).Produces<MenuItemResponse>(StatusCodes.Status201Created);
        group.MapPatch("/items/{itemId:guid}", ChangeItemAsync)
            .Describe("changeItem", "Change an item", $"{Who} Option groups are replaced as a whole.", new ChangeItemRequest(Price: new Money(950, "EUR")), Examples.MenuItem, 400, 403, 404, 412);
        group.MapDelete("/items/{itemId:guid}", RemoveItemAsync)
            .Describe("removeItem", "Remove an item", Who, response: Examples.Menu, problems: [403, 404, 412]);
    }

    private static Task<MenuResponse> ReplaceAsync(Guid id, MenuRequest request, Editing editing, TimeProvider clock, CancellationToken ct)
    {
        if (request.Categories.SelectMany(category => category.Items ?? []).Any(item => item.CategoryId is not null)) throw ProblemException.Invalid("/categories", "Items of a whole menu have no categoryId.");
        return ChangeAsync(id, editing, clock, _ => request.ToMenu(), ct);
    }

    private static Task<MenuResponse> AddCategoryAsync(Guid id, CategoryRequest request, Editing editing, TimeProvider clock, CancellationToken ct)
    {
        if (request.Items is { Count: > 0 }) throw ProblemException.Invalid("/items", "A new category is empty; add its items one by one.");
        return ChangeAsync(id, editing, clock, menu => menu.AddCategory(request.ToCategory()), ct);
    }

    private static Task<MenuResponse> ChangeCategoryAsync(Guid id, Guid categoryId, ChangeCategoryRequest request, Editing editing, TimeProvider clock, CancellationToken ct) =>
        ChangeAsync(id, editing, clock, menu => menu.ChangeCategory(Category(menu, categoryId), request.Name, request.Position), ct);

    private static Task<MenuResponse> RemoveCategoryAsync(Guid id, Guid categoryId, Editing editing, TimeProvider clock, CancellationToken ct) =>
        ShrinkAsync(id, editing, clock, menu => Category(menu, categoryId).Items.Count == 0
            ? menu.RemoveCategory(categoryId)
            : throw new ProblemException(409, "category_not_empty", "Remove or move the category's items first."), ct);

    private static async Task<IResult> AddItemAsync(Guid id, ItemRequest request, Editing editing, TimeProvider clock, CancellationToken ct)
    {
        var categoryId = request.CategoryId ?? throw ProblemException.Invalid("/categoryId", "A new item needs a categoryId.");
        var item = request.ToItem();
        var restaurant = await ApplyAsync(id, editing, menu => menu.AddItem(Category(menu, categoryId).Id, item), ct);
        return TypedResults.Created($"/api/v1/restaurants/{id}/menu", MenuDocument.Response(restaurant, item, clock.GetUtcNow()));
    }

    private static async Task<MenuItemResponse> ChangeItemAsync(Guid id, Guid itemId, ChangeItemRequest request, Editing editing, TimeProvider clock, CancellationToken ct)
    {
        var restaurant = await ApplyAsync(id, editing, menu =>
        {
            var changed = request.ApplyTo(Item(menu, itemId));
            return request.CategoryId is { } target ? menu.RemoveItem(itemId).AddItem(Category(menu, target).Id, changed) : menu.ChangeItem(changed);
        }, ct);
        return MenuDocument.Response(restaurant, restaurant.Menu.FindItem(itemId)!, clock.GetUtcNow());
    }

    private static Task<MenuResponse> RemoveItemAsync(Guid id, Guid itemId, Editing editing, TimeProvider clock, CancellationToken ct) =>
        ShrinkAsync(id, editing, clock, menu => menu.RemoveItem(Item(menu, itemId).Id), ct);

    private static async Task<MenuResponse> ChangeAsync(Guid id, Editing editing, TimeProvider clock, Func<Menu, Menu> change, CancellationToken ct) =>
        MenuDocument.Response(await ApplyAsync(id, editing, change, ct), clock.GetUtcNow());

    // Breaks no rule, and a menu from before a limit must be able to become smaller.
    private static async Task<MenuResponse> ShrinkAsync(Guid id, Editing editing, TimeProvider clock, Func<Menu, Menu> remove, CancellationToken ct) =>
        MenuDocument.Response(await editing.ApplyAsync(id, (restaurant, _) => restaurant.ReplaceMenu(remove(restaurant.Menu)), ct), clock.GetUtcNow());

    private static Task<Restaurant> ApplyAsync(Guid id, Editing editing, Func<Menu, Menu> change, CancellationToken ct) => editing.ApplyAsync(id, (restaurant, _) =>
    {
        var menu = change(restaurant.Menu);
        return MenuRules.FirstBroken(menu, restaurant.Currency) is { } broken ? throw ProblemException.Invalid(broken.Pointer, broken.Message) : restaurant.ReplaceMenu(menu);
    }, ct);

    private static MenuCategory Category(Menu menu, Guid categoryId) => menu.FindCategory(categoryId) ?? throw ProblemException.NotFound("The category");

    private static MenuItem Item(Menu menu, Guid itemId) => menu.FindItem(itemId) ?? throw ProblemException.NotFound("The item");
}
