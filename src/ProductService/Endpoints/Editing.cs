using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.Contracts;
using FoodDelivery.ProductService.Data;
using FoodDelivery.ProductService.Domain;

namespace FoodDelivery.ProductService.Endpoints;

/// <summary>One edit by staff or ops: right to it, If-Match, transaction, this process's catalogue, ETag.</summary>
public sealed class Editing(RestaurantStore store, Catalogue catalogue, TimeProvider clock, IHttpContextAccessor accessor)
{
    /// <summary>Makes the edit and answers with the restaurant.</summary>
    public async Task<RestaurantResponse> EditAsync(Guid id, Action<Restaurant, DateTimeOffset> edit, CancellationToken ct) =>
        RestaurantResponse.From(await ApplyAsync(id, edit, ct), catalogue.RatingOf(id), clock.GetUtcNow());

    /// <summary>Makes the edit and answers with the menu.</summary>
    public async Task<MenuResponse> EditMenuAsync(Guid id, Action<Restaurant> edit, CancellationToken ct) =>
        MenuDocument.Response(await ApplyAsync(id, (restaurant, _) => edit(restaurant), ct), clock.GetUtcNow());

    /// <summary>Makes the edit and answers with an item.</summary>
    public async Task<MenuItemResponse> EditItemAsync(
        Guid id, Guid itemId, Action<Restaurant, DateTimeOffset> edit, CancellationToken ct, StaffRole needed = StaffRole.Manager)
    {
        var restaurant = await ApplyAsync(id, edit, ct, needed);
        return MenuDocument.Response(restaurant, restaurant.Menu.FindItem(itemId)!, clock.GetUtcNow());
    }

    private async Task<Restaurant> ApplyAsync(
        Guid id, Action<Restaurant, DateTimeOffset> edit, CancellationToken ct, StaffRole needed = StaffRole.Manager)
    {
        var http = accessor.HttpContext ?? throw new InvalidOperationException("Edits are made by requests.");
        http.User.MustBe(needed, id);
        var restaurant = await store.EditAsync(id, (restaurant, now) =>
        {
            http.CheckIfMatch(restaurant.Version, isPresent: tag => MenuDocument.IsOf(restaurant, tag));
            edit(restaurant, now);
        }, ct);
        catalogue.Put(restaurant);
        http.SetVersion(restaurant.Version);
        return restaurant;
    }
}
