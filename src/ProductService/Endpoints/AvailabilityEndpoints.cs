using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.Contracts;
using FoodDelivery.ProductService.Data;

namespace FoodDelivery.ProductService.Endpoints;

/// <param name="Until">When it comes back by itself; absent: when somebody switches it on.</param>
public sealed record AvailabilityRequest(bool Available, DateTimeOffset? Until = null, [property: StringLength(200)] string? Reason = null);

/// <summary>"Sold out today": switching items and options off and on.</summary>
public static class AvailabilityEndpoints
{
    public static void MapAvailability(this WebApplication app)
    {
        var group = app.MapGroup("/api/v1/restaurants/{id:guid}/items/{itemId:guid}").WithTags("Restaurant administration").RequireRole(Roles.Restaurant, Roles.Ops);
        var example = new AvailabilityRequest(false, Examples.Moment, "Sold out");
        const string Rules = "Staff of the restaurant and ops. `until` ends it by itself; with `available: true` there is no `until`. Repeating it changes nothing.";
        group.MapPut("/availability", SetItemAsync)
            .Describe("setItemAvailability", "Switch an item off or on", Rules, example, Examples.MenuItem, 400, 403, 404, 412);
        group.MapPut("/options/{optionId:guid}/availability", SetOptionAsync)
            .Describe("setOptionAvailability", "Switch an option off or on", Rules, example, Examples.MenuItem, 400, 403, 404, 412);
    }

    private static async Task<MenuItemResponse> SetItemAsync(
        Guid id, Guid itemId, AvailabilityRequest request, Editing editing, ClaimsPrincipal caller, TimeProvider clock, CancellationToken ct)
    {
        var restaurant = await editing.ApplyAsync(id, (restaurant, now) =>
        {
            if (restaurant.Menu.FindItem(itemId) is null) throw ProblemException.NotFound("The item");
            return restaurant.SetItemAvailability(itemId, request.Available, Until(request, now), request.Reason, caller.Id(), now);
        }, ct);
        return MenuDocument.Response(restaurant, restaurant.Menu.FindItem(itemId)!, clock.GetUtcNow());
    }

    private static async Task<MenuItemResponse> SetOptionAsync(
        Guid id, Guid itemId, Guid optionId, AvailabilityRequest request, Editing editing, TimeProvider clock, CancellationToken ct)
    {
        var restaurant = await editing.ApplyAsync(id, (restaurant, now) =>
        {
            if (restaurant.Menu.FindItem(itemId)?.FindOption(optionId) is null) throw ProblemException.NotFound("The option");
            return restaurant.SetOptionAvailability(itemId, optionId, request.Available, Until(request, now), request.Reason, now);
        }, ct);
        return MenuDocument.Response(restaurant, restaurant.Menu.FindItem(itemId)!, clock.GetUtcNow());
    }

    private static DateTimeOffset? Until(AvailabilityRequest request, DateTimeOffset now) => request is { Available: true, Until: not null }
        ? throw ProblemException.Invalid("/until", "An available item has no until.")
        : Preconditions.CheckUntil(request.Until, now);
}
