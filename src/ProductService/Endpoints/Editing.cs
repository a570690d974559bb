using FoodDelivery.ProductService.Data;
using FoodDelivery.ProductService.Domain;

namespace FoodDelivery.ProductService.Endpoints;

/// <summary>One edit by staff or ops: right to it, If-Match, transaction, this process's catalogue, ETag.</summary>
public sealed class Editing(RestaurantStore store, Catalogue catalogue, TimeProvider clock, IHttpContextAccessor accessor)
{
    /// <summary>Makes the edit and answers with the restaurant.</summary>
    public async Task<RestaurantResponse> EditAsync(Guid id, Func<Restaurant, DateTimeOffset, Edit?> change, CancellationToken ct) =>
        RestaurantResponse.From(await ApplyAsync(id, change, ct), clock.GetUtcNow());

    /// <summary>Makes the edit.</summary>
    public async Task<Restaurant> ApplyAsync(Guid id, Func<Restaurant, DateTimeOffset, Edit?> change, CancellationToken ct)
    {
        var http = accessor.HttpContext ?? throw new InvalidOperationException("Edits are made by requests.");
        Preconditions.CheckMayEdit(http.User, id);
        var restaurant = await store.EditAsync(id, Preconditions.IfMatch(http), change, ct);
        catalogue.Put(restaurant);
        http.Response.Headers.ETag = Preconditions.ETag(restaurant);
        return restaurant;
    }
}
