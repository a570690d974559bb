using System.Security.Claims;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using FoodDelivery.OrderService.Data;
using FoodDelivery.OrderService.Domain;

namespace FoodDelivery.OrderService.Endpoints;

/// <summary>What happened to an order, oldest first.</summary>
public sealed record TimelineResponse(IReadOnlyList<TimelineEntry> Items);

/// <param name="Actor">customer, restaurant, ops or system.</param>
/// <param name="Type">Name of the event, for example order.accepted.</param>
public sealed record TimelineEntry(DateTimeOffset At, string Actor, string Type, string? Detail);

/// <summary>What was promised, from the first version to the one that holds now.</summary>
/// <param name="First">What being on time is measured against.</param>
public sealed record PromisesResponse(PromiseResponse First, PromiseResponse Current, IReadOnlyList<PromiseVersionResponse> Items);

/// <param name="Cause">placed, lateAcceptance, delay or longerWay.</param>
public sealed record PromiseVersionResponse(
    int Version, DateTimeOffset Earliest, DateTimeOffset Latest, PromiseCause Cause, DateTimeOffset At)
{
    public static PromiseVersionResponse Of(Promise promise) =>
        new(promise.Version, promise.Earliest, promise.Latest, promise.Cause, promise.At);
}

/// <summary>Lists, single orders, timelines.</summary>
public static class ReadingEndpoints
{
    private static readonly Dictionary<string, OrderStatus> Statuses = Enum.GetValues<OrderStatus>().ToDictionary(status => status.Wire());

    public static void MapReading(this WebApplication app)
    {
        var orders = app.MapGroup("/api/v1/orders").WithTags("Orders").RequireRole(Roles.Customer, Roles.Restaurant, Roles.Ops);
        orders.MapGet("", ListAsync).Describe("listOrders", "List orders, newest first",
            "Customers get their own, restaurant staff those of their restaurants (404 for another one), ops all. "
            + "Restaurants see an order once it is submitted. `status` takes several, separated by commas.",
            response: new Page<OrderResponse>([Examples.Placed], null), problems: [400, 403, 404]);
        orders.MapGet("/{id:guid}", GetAsync).Describe("getOrder", "Get an order",
            "The ETag is the version. 404 for an order that is not the caller's; for a restaurant also for one that is not submitted yet.",
            response: Examples.Placed, problems: [403, 404]);
        orders.MapGet("/{id:guid}/timeline", TimelineAsync).Describe("getOrderTimeline", "Get what happened to an order",
            "Steps of the order and what payment and delivery reported.",
            response: new TimelineResponse([new TimelineEntry(Examples.Placed.PlacedAt, "customer", "order.placed", null)]),
            problems: [403, 404]);
        orders.MapGet("/{id:guid}/promise", PromiseAsync).Describe("getOrderPromise", "Get what was promised, with every change",
            "A late acceptance, a delay or a longer way moves it. Being on time is measured against the first.",
            response: Examples.Promises, problems: [403, 404]);
    }

    private static async Task<PromisesResponse> PromiseAsync(
        Guid id, ClaimsPrincipal caller, Database database, OrderStore orders, OrderReads reads, CancellationToken ct)
    {
        var (order, changes) = await database.ReadAsync(async session =>
        {
            var found = await orders.FindAsync(session, id, OrderAccess.Of(caller)) ?? throw ProblemException.NotFound("The order");
            return (found, await reads.PromisesAsync(session, id));
        }, ct);
        return new PromisesResponse(
            new PromiseResponse(order.FirstPromise.Earliest, order.FirstPromise.Latest),
            new PromiseResponse(order.PromiseEarliest, order.PromiseLatest),
            [PromiseVersionResponse.Of(order.FirstPromise), .. changes.Select(PromiseVersionResponse.Of)]);
    }

    private static async Task<Page<OrderResponse>> ListAsync(
        ClaimsPrincipal caller, Database database, OrderReads reads, CancellationToken ct,
        Guid? restaurantId = null, [DescribedAs(typeof(OrderStatus), several: true)] string? status = null, int? limit = null,
        string? cursor = null)
    {
        var (access, reader) = ListAccess(caller);
        if (reader is ActorRole.Restaurant && restaurantId is { } id && !access.RestaurantIds.Contains(id))
        {
            throw ProblemException.NotFound("The restaurant");
        }
        var filter = new OrderFilter(restaurantId, ParseStatuses(status), Paging.DecodeId(cursor), Paging.Limit(limit));
        var rows = await database.ReadAsync(session => reads.ListAsync(session, access, filter), ct);
        var page = rows.ToPage(filter.Limit, order => order.Id.ToString());
        return new Page<OrderResponse>([.. page.Items.Select(order => OrderResponse.For(order, reader))], page.NextCursor);
    }

    private static async Task<OrderResponse> GetAsync(Guid id, HttpContext http, Database database, OrderStore orders, CancellationToken ct)
    {
        var order = await FindAsync(id, http.User, database, orders, ct);
        http.SetVersion(order.Version);
        return OrderResponse.For(order, OrderAccess.Of(http.User).RolesFor(order).First());
    }

    private static async Task<TimelineResponse> TimelineAsync(
        Guid id, ClaimsPrincipal caller, Database database, OrderStore orders, OrderReads reads, CancellationToken ct)
    {
        var order = await FindAsync(id, caller, database, orders, ct);
        var rows = await database.ReadAsync(session => reads.TimelineAsync(session, order.Id), ct);
        var isStaff = OrderAccess.Of(caller).RolesFor(order).First() is ActorRole.Restaurant;
        return new TimelineResponse([.. rows.Select(row =>
            new TimelineEntry(row.At, row.Actor, WithoutVersion(row.Type), isStaff && IsDecline(row) ? null : row.Detail))]);
    }

    private static async Task<Order> FindAsync(
        Guid id, ClaimsPrincipal caller, Database database, OrderStore orders, CancellationToken ct) =>
        await database.ReadAsync(session => orders.FindAsync(session, id, OrderAccess.Of(caller)), ct)
            ?? throw ProblemException.NotFound("The order");

    // A list is read in one capacity: the one that sees most.
    private static (OrderAccess Access, ActorRole Reader) ListAccess(ClaimsPrincipal caller)
    {
        if (caller.Has(Roles.Ops)) return (OrderAccess.Everything, ActorRole.Ops);
        return caller.Has(Roles.Restaurant)
            ? (new OrderAccess(null, caller.RestaurantIds(), false), ActorRole.Restaurant)
            : (new OrderAccess(caller.Id(), [], false), ActorRole.Customer);
    }

    internal static OrderStatus[] ParseStatuses(string? text) => string.IsNullOrEmpty(text)
        ? []
        : [.. text.Split(',').Distinct().Select(name => Statuses.TryGetValue(name, out var status)
            ? status
            : throw ProblemException.Invalid("query:status", $"status is one or more of {string.Join(", ", Statuses.Keys)}."))];

    // Its detail is the decline code, which is between the customer and the provider.
    private static bool IsDecline(TimelineRow row) => row.Type == PaymentFailedV1.EventType;

    // order.placed.v1 is a name for programs; people know the event without its version.
    private static string WithoutVersion(string type) => type[..type.LastIndexOf('.')];
}
