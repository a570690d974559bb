using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.Contracts;
using FoodDelivery.ProductService.Data;
using FoodDelivery.ProductService.Domain;

namespace FoodDelivery.ProductService.Endpoints;

public sealed record CreateRestaurantRequest(
    [property: StringLength(120, MinimumLength = 1)] string Name,
    [property: MinLength(1), MaxLength(10)] IReadOnlyList<string> Cuisines,
    [property: StringLength(300, MinimumLength = 1)] string Address,
    GeoPoint Location,
    string TimeZone,
    [property: Range(100, 50_000)] int DeliveryRadiusMeters,
    Money MinimumOrder,
    [property: Range(1, 180)] int PrepMinutes,
    [property: StringLength(1000)] string? Description = null,
    bool AlwaysOpen = false,
    [property: MaxLength(50)] IReadOnlyList<OpeningSpanText>? Hours = null);

/// <summary>Members that are absent stay as they are.</summary>
public sealed record ChangeRestaurantRequest(
    [property: StringLength(120, MinimumLength = 1)] string? Name = null,
    [property: StringLength(1000)] string? Description = null,
    [property: Range(100, 50_000)] int? DeliveryRadiusMeters = null,
    Money? MinimumOrder = null,
    [property: Range(1, 180)] int? PrepMinutes = null);

/// <param name="TimeZone">IANA name; stays as it is when absent.</param>
public sealed record OpeningHoursRequest([property: MaxLength(50)] IReadOnlyList<OpeningSpanText> Hours, string? TimeZone = null, bool AlwaysOpen = false);

/// <param name="Until">When orders are taken again by themselves; absent: until somebody resumes.</param>
public sealed record PauseRequest([property: StringLength(200, MinimumLength = 1)] string Reason, DateTimeOffset? Until = null);

/// <summary>Running a restaurant: ops create it, its staff keep it.</summary>
public static class AdministrationEndpoints
{
    public static void MapRestaurantAdministration(this WebApplication app)
    {
        const string Who = "Staff of the restaurant and ops.";
        app.MapPost("/api/v1/restaurants", CreateAsync).WithTags("Restaurant administration").RequireRole(Roles.Ops)
            .Describe("createRestaurant", "Add a restaurant", "Ops only. The menu is empty at first.", Examples.CreateRestaurant, Examples.Restaurant, 400, 403)
            .Produces<RestaurantResponse>(StatusCodes.Status201Created);
        var group = app.MapGroup("/api/v1/restaurants/{id:guid}").WithTags("Restaurant administration").RequireRole(Roles.Restaurant, Roles.Ops);
        group.MapPatch("", ChangeAsync)
            .Describe("changeRestaurant", "Change name, description or terms", $"{Who} If-Match is optional.", new ChangeRestaurantRequest(PrepMinutes: 20), Examples.Restaurant, 400, 403, 404, 412);
        group.MapPut("/opening-hours", ChangeHoursAsync)
            .Describe("changeOpeningHours", "Replace the opening hours", $"{Who} Local times; closing at or before opening means the next day.", Examples.OpeningHours, Examples.Restaurant, 400, 403, 404, 412);
        group.MapPost("/pause", PauseAsync)
            .Describe("pauseRestaurant", "Take no orders for a while", Who, new PauseRequest("Kitchen is full", Examples.Moment), Examples.Restaurant, 400, 403, 404, 412);
        group.MapPost("/resume", ResumeAsync).Describe("resumeRestaurant", "Take orders again", Who, response: Examples.Restaurant, problems: [403, 404, 412]);
    }

    private static async Task<IResult> CreateAsync(CreateRestaurantRequest request, RestaurantStore store, Catalogue catalogue, TimeProvider clock, CancellationToken ct)
    {
        CheckMoney(request.MinimumOrder, request.MinimumOrder.Currency);
        if (request.Cuisines.Any(cuisine => cuisine is not { Length: >= 1 and <= 40 })) throw ProblemException.Invalid("/cuisines", "A cuisine has 1 to 40 characters.");
        if (request.Location is not { Lat: >= -90 and <= 90, Lng: >= -180 and <= 180 }) throw ProblemException.Invalid("/location", "lat is -90 to 90, lng is -180 to 180.");
        var created = new Restaurant
        {
            Id = Guid.CreateVersion7(clock.GetUtcNow()),
            Name = request.Name,
            Cuisines = request.Cuisines,
            Description = request.Description,
            Address = request.Address,
            Location = request.Location,
            Hours = Hours(request.TimeZone, request.AlwaysOpen, request.Hours ?? []),
            DeliveryRadiusMeters = request.DeliveryRadiusMeters,
            MinimumOrder = request.MinimumOrder,
            PrepMinutes = request.PrepMinutes,
        }.Publish();
        if (!await store.AddAsync([created], ct)) throw new InvalidOperationException("A new id was already used.");
        catalogue.Put(created.Restaurant);
        return TypedResults.Created($"/api/v1/restaurants/{created.Restaurant.Id}", RestaurantResponse.From(created.Restaurant, clock.GetUtcNow()));
    }

    private static Task<RestaurantResponse> ChangeAsync(Guid id, ChangeRestaurantRequest request, Editing editing, CancellationToken ct) =>
        editing.EditAsync(id, (restaurant, _) =>
        {
            if (request.MinimumOrder is { } minimum) CheckMoney(minimum, restaurant.Currency);
            return restaurant.ChangeProfile(request.Name, request.Description, request.DeliveryRadiusMeters, request.MinimumOrder?.Amount, request.PrepMinutes);
        }, ct);

    private static Task<RestaurantResponse> ChangeHoursAsync(Guid id, OpeningHoursRequest request, Editing editing, CancellationToken ct) =>
        editing.EditAsync(id, (restaurant, _) => restaurant.ChangeHours(Hours(request.TimeZone ?? restaurant.Hours.TimeZone, request.AlwaysOpen, request.Hours)), ct);

    private static Task<RestaurantResponse> PauseAsync(Guid id, PauseRequest request, Editing editing, ClaimsPrincipal caller, CancellationToken ct) =>
        editing.EditAsync(id, (restaurant, now) => restaurant.PauseOrders(new Pause(Preconditions.CheckUntil(request.Until, now), request.Reason), caller.Id()), ct);

    private static Task<RestaurantResponse> ResumeAsync(Guid id, Editing editing, ClaimsPrincipal caller, CancellationToken ct) =>
        editing.EditAsync(id, (restaurant, now) => restaurant.Resume(caller.Id(), now), ct);

    private static OpeningHours Hours(string timeZone, bool alwaysOpen, IReadOnlyList<OpeningSpanText> spans) => OpeningHours.IsKnownTimeZone(timeZone)
        ? new OpeningHours(timeZone, alwaysOpen, [.. spans.Select(span => span.ToSpan())])
        : throw ProblemException.Invalid("/timeZone", "timeZone is an IANA name, for example Europe/Berlin.");

    private static void CheckMoney(Money money, string currency)
    {
        if (money.Currency != currency || currency is not { Length: 3 } || !currency.All(char.IsAsciiLetterUpper) || money.Amount is < 0 or > 1_000_000)
        {
            throw ProblemException.Invalid("/minimumOrder", "minimumOrder is 0 to 1000000 minor units in the restaurant's currency.");
        }
    }
}
