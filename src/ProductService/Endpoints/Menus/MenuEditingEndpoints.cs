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
        const string Who =
            "Managers and owners of the restaurant, and ops; If-Match (the ETag of the restaurant or of its menu) is optional.";
        const string Limits = "What keeps its id keeps its availability. At most 100 categories of 200 items each, 500 items and 512 KB " +
            "in all, ids included, however the menu was made.";
        var group = app.MapGroup("/api/v1/restaurants/{id:guid}").WithTags("Menu editing").RequireRole(Roles.Restaurant, Roles.Ops);
        group.MapPut("/menu", ReplaceAsync).WithMetadata(new RequestSizeLimitAttribute(MenuRules.MaxBytes))
            .Describe("replaceMenu", "Replace the whole menu", $"{Who} {Limits}", Examples.MenuRequest, Examples.Menu,
                400, 403, 404, 409, 412);
        group.MapPost("/categories", AddCategoryAsync)
            .Describe("addCategory", "Add a category", Who, new CategoryRequest("Desserts"), Examples.Menu, 400, 403, 404, 409, 412);
        group.MapPatch("/categories/{categoryId:guid}", ChangeCategoryAsync).Describe(
            "changeCategory", "Rename or move a category", Who, new ChangeCategoryRequest("Pizza", 0), Examples.Menu,
            400, 403, 404, 409, 412);
        group.MapDelete("/categories/{categoryId:guid}", RemoveCategoryAsync)
            .Describe("removeCategory", "Remove an empty category", Who, response: Examples.Menu, problems: [403, 404, 409, 412]);
        group.MapPost("/items", AddItemAsync)
            .Describe("addItem", "Add an item", Who, Examples.ItemRequest, Examples.MenuItem, 400, 403, 404, 409, 412)
            .Produces<MenuItemResponse>(StatusCodes.Status201Created);
        group.MapPatch("/items/{itemId:guid}", ChangeItemAsync).Describe(
            "changeItem", "Change an item", $"{Who} Option groups are replaced as a whole.",
            new ChangeItemRequest(Price: new Money(950, "EUR")), Examples.MenuItem, 400, 403, 404, 409, 412);
        group.MapDelete("/items/{itemId:guid}", RemoveItemAsync)
            .Describe("removeItem", "Remove an item", Who, response: Examples.Menu, problems: [403, 404, 412]);
    }

    private static Task<MenuResponse> ReplaceAsync(Guid id, MenuRequest request, Editing editing, CancellationToken ct)
    {
        if (request.Categories.SelectMany(category => category.Items ?? []).Any(item => item.CategoryId is not null))
        {
            throw ProblemException.Invalid("/categories", "Items of a whole menu have no categoryId.");
        }
        return editing.EditMenuAsync(id, restaurant => restaurant.EditMenu(_ => request.ToMenu()), ct);
    }

    private static Task<MenuResponse> AddCategoryAsync(Guid id, CategoryRequest request, Editing editing, CancellationToken ct)
    {
        if (request.Items is { Count: > 0 }) throw ProblemException.Invalid("/items", "A new category is empty; add its items one by one.");
        return editing.EditMenuAsync(id, restaurant => restaurant.EditMenu(menu => menu.AddCategory(request.ToCategory())), ct);
    }

    private static Task<MenuResponse> ChangeCategoryAsync(
        Guid id, Guid categoryId, ChangeCategoryRequest request, Editing editing, CancellationToken ct) =>
        editing.EditMenuAsync(id, restaurant =>
            restaurant.EditMenu(menu => menu.ChangeCategory(categoryId, request.Name, request.Position)), ct);

    private static Task<MenuResponse> RemoveCategoryAsync(Guid id, Guid categoryId, Editing editing, CancellationToken ct) =>
        editing.EditMenuAsync(id, restaurant => restaurant.ReduceMenu(menu => menu.RemoveCategory(categoryId)), ct);

    private static async Task<IResult> AddItemAsync(Guid id, ItemRequest request, Editing editing, CancellationToken ct)
    {
        var categoryId = request.CategoryId ?? throw ProblemException.Invalid("/categoryId", "A new item needs a categoryId.");
        var item = request.ToItem();
        var added = await editing.EditItemAsync(id, item.Id, (restaurant, _) =>
            restaurant.EditMenu(menu => menu.AddItem(categoryId, item)), ct);
        return TypedResults.Created($"/api/v1/restaurants/{id}/menu", added);
    }

    private static Task<MenuItemResponse> ChangeItemAsync(
        Guid id, Guid itemId, ChangeItemRequest request, Editing editing, CancellationToken ct) =>
        editing.EditItemAsync(id, itemId, (restaurant, _) =>
            restaurant.EditMenu(menu => menu.ChangeItem(itemId, request.ApplyTo, request.CategoryId)), ct);

    private static Task<MenuResponse> RemoveItemAsync(Guid id, Guid itemId, Editing editing, CancellationToken ct) =>
        editing.EditMenuAsync(id, restaurant => restaurant.ReduceMenu(menu => menu.RemoveItem(itemId)), ct);
}
