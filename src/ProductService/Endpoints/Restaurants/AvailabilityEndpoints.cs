using System.Security.Claims;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.Contracts;
using FoodDelivery.ProductService.Data;
using FoodDelivery.ProductService.Domain;

namespace FoodDelivery.ProductService.Endpoints;

/// <param name="Until">When it comes back by itself; absent: when somebody switches it on.</param>
public sealed record AvailabilityRequest(bool Available, DateTimeOffset? Until = null, [property: Text(200)] string? Reason = null)
{
    public Availability ToAvailability() => new(Available, Until, Reason);
}

/// <summary>"Sold out today": switching items and options off and on.</summary>
public static class AvailabilityEndpoints
{
    public static void MapAvailability(this WebApplication app)
    {
        const string Rules = "Staff of the restaurant and ops. `until` ends it by itself; with `available: true` there is no `until`. " +
            "Repeating it changes nothing.";
        var example = new AvailabilityRequest(false, Examples.Moment, "Sold out");
        var group = app.MapGroup("/api/v1/restaurants/{id:guid}/items/{itemId:guid}")
            .WithTags("Restaurant administration").RequireRole(Roles.Restaurant, Roles.Ops);
        group.MapPut("/availability", SetItemAsync)
            .Describe("setItemAvailability", "Switch an item off or on", Rules, example, Examples.MenuItem, 400, 403, 404, 409, 412);
        group.MapPut("/options/{optionId:guid}/availability", SetOptionAsync)
            .Describe("setOptionAvailability", "Switch an option off or on", Rules, example, Examples.MenuItem, 400, 403, 404, 409, 412);
    }

    private static Task<MenuItemResponse> SetItemAsync(
        Guid id, Guid itemId, AvailabilityRequest request, Editing editing, ClaimsPrincipal caller, CancellationToken ct) =>
        editing.EditItemAsync(id, itemId, (restaurant, now) =>
            restaurant.SetAvailability(itemId, null, request.ToAvailability(), caller.Id(), now), ct, StaffRole.Kitchen);

    private static Task<MenuItemResponse> SetOptionAsync(
        Guid id, Guid itemId, Guid optionId, AvailabilityRequest request, Editing editing, ClaimsPrincipal caller, CancellationToken ct) =>
        editing.EditItemAsync(id, itemId, (restaurant, now) =>
            restaurant.SetAvailability(itemId, optionId, request.ToAvailability(), caller.Id(), now), ct, StaffRole.Kitchen);
}
