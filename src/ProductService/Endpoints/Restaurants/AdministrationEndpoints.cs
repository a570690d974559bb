using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.Contracts;
using FoodDelivery.ProductService.Domain;

namespace FoodDelivery.ProductService.Endpoints;

/// <summary>Members that are absent stay as they are.</summary>
/// <param name="Phone">For customers and couriers; empty: removed.</param>
public sealed record ChangeRestaurantRequest(
    [property: Text(120, MinimumLength = 1)] string? Name = null,
    [property: Text(1000, MultiLine = true)] string? Description = null,
    [property: Range(100, 50_000)] int? DeliveryRadiusMeters = null,
    Money? MinimumOrder = null,
    [property: Range(1, 180)] int? PrepMinutes = null,
    [property: Pattern(PhoneNumbers.FormOrNothing, ErrorMessage = PhoneNumbers.Error)] string? Phone = null);

/// <param name="TimeZone">IANA name; stays as it is when absent.</param>
/// <param name="SpecialDays">Dates on which neither hours nor alwaysOpen count; they stay as they are when absent.</param>
public sealed record OpeningHoursRequest(
    [property: MaxLength(50)] IReadOnlyList<OpeningSpanText> Hours, [property: Compared(64)] string? TimeZone = null,
    bool AlwaysOpen = false,
    [property: MaxLength(RestaurantRules.MaxSpecialDays)] IReadOnlyList<SpecialDayText>? SpecialDays = null)
{
    public OpeningHours ToHours(OpeningHours present) => new(
        TimeZone ?? present.TimeZone, AlwaysOpen, [.. Hours.Select(span => span.ToSpan())],
        SpecialDays is null ? present.SpecialDays : [.. SpecialDays.Select(day => day.ToDay()).OrderBy(day => day.Date)]);
}

/// <param name="Until">When orders are taken again by themselves; absent: until somebody resumes.</param>
/// <param name="BusyMinutes">Takes orders all the same, each for so many minutes more; absent: takes none.</param>
public sealed record PauseRequest(
    [property: Text(200, MinimumLength = 1)] string Reason, DateTimeOffset? Until = null,
    [property: Range(1, 120)] int? BusyMinutes = null);

/// <summary>Running a restaurant: its staff and ops keep it.</summary>
public static class AdministrationEndpoints
{
    public static void MapRestaurantAdministration(this WebApplication app)
    {
        const string Who = "Managers and owners of the restaurant, and ops.";
        var group = app.MapGroup("/api/v1/restaurants/{id:guid}")
            .WithTags("Restaurant administration").RequireRole(Roles.Restaurant, Roles.Ops);
        group.MapPatch("", ChangeAsync).Describe(
            "changeRestaurant", "Change name, description or terms", $"{Who} If-Match is optional.",
            new ChangeRestaurantRequest(PrepMinutes: 20), Examples.Restaurant, 400, 403, 404, 409, 412);
        group.MapPut("/opening-hours", ChangeHoursAsync).Describe(
            "changeOpeningHours", "Replace the opening hours", $"{Who} Local times; closing at or before opening means the next day. "
            + "specialDays have hours of their own, or none.",
            Examples.OpeningHours, Examples.Restaurant, 400, 403, 404, 409, 412);
        group.MapPost("/pause", PauseAsync).Describe(
            "pauseRestaurant", "Take no orders for a while, or take longer for them",
            $"{Who} With busyMinutes orders are taken and promised so much later. When `until` comes, that is told "
            + "as if somebody had resumed.",
            new PauseRequest("Kitchen is full", Examples.Moment), Examples.Restaurant, 400, 403, 404, 409, 412);
        group.MapPost("/resume", ResumeAsync)
            .Describe("resumeRestaurant", "Take orders again", Who, response: Examples.Restaurant, problems: [403, 404, 412]);
    }

    private static Task<RestaurantResponse> ChangeAsync(Guid id, ChangeRestaurantRequest request, Editing editing, CancellationToken ct) =>
        editing.EditAsync(id, (restaurant, _) => restaurant.Describe(
            request.Name, request.Description, request.DeliveryRadiusMeters, request.MinimumOrder, request.PrepMinutes, request.Phone), ct);

    private static Task<RestaurantResponse> ChangeHoursAsync(Guid id, OpeningHoursRequest request, Editing editing, CancellationToken ct) =>
        editing.EditAsync(id, (restaurant, _) => restaurant.SetHours(request.ToHours(restaurant.Hours)), ct);

    private static Task<RestaurantResponse> PauseAsync(
        Guid id, PauseRequest request, Editing editing, ClaimsPrincipal caller, CancellationToken ct) =>
        editing.EditAsync(id, (restaurant, now) =>
        {
            if (request.BusyMinutes is { } minutes) restaurant.BeBusy(minutes, request.Until, request.Reason, caller.Id(), now);
            else restaurant.PauseOrders(request.Until, request.Reason, caller.Id(), now);
        }, ct);

    private static Task<RestaurantResponse> ResumeAsync(Guid id, Editing editing, ClaimsPrincipal caller, CancellationToken ct) =>
        editing.EditAsync(id, (restaurant, now) => restaurant.Resume(caller.Id(), now), ct);
}
