using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using FoodDelivery.OrderService.Clients;
using FoodDelivery.OrderService.Data;
using FoodDelivery.OrderService.Domain;

namespace FoodDelivery.OrderService.Endpoints;

/// <summary>An order in a list of ops.</summary>
/// <param name="DriverId">Who carries it, or carried it last.</param>
/// <param name="DropoffOffByMeters">How far the coordinates of the drop-off are from its address, when that is too far.</param>
public sealed record OpsOrderResponse(
    Guid Id, string Code, OrderStatus Status, Guid CustomerId, Guid RestaurantId, string RestaurantName, Guid? DriverId, string? DriverName,
    Fulfilment Fulfilment, Money Total, string PaymentStatus, string? DeliveryStatus, DateTimeOffset PlacedAt, PromiseResponse Promise,
    int? DropoffOffByMeters = null)
{
    public static OpsOrderResponse Of(Order order) => new(
        order.Id, order.Code, order.Status, order.CustomerId, order.RestaurantId, order.RestaurantName, order.DriverId, order.DriverName,
        order.Fulfilment, order.Money(order.Total), order.PaymentStatus.Wire(), order.DeliveryStatus?.Wire(), order.PlacedAt,
        new PromiseResponse(order.PromiseEarliest, order.PromiseLatest), order.DropoffOffBy);
}

/// <summary>What ops look up about orders.</summary>
public static class OpsEndpoints
{
    private const string CodePattern = "^[A-Za-z0-9]{6}$";

    public static void MapOrdersForOps(this WebApplication app)
    {
        var orders = app.MapGroup("/api/v1/ops/order/orders").WithTags("Ops").RequireRole(Roles.Ops);
        orders.MapGet("", SearchAsync).Describe("opsListOrders", "Find orders, newest first",
            "Ops only. By `code` (as people read it aloud), by the ids of `customer`, `restaurantId` and `driverId` (who carries it or "
            + "carried it last), by `status` (several, separated by commas) and by when it was placed (`from` included, `to` excluded); "
            + "all that are given must hold.",
            response: new Page<OpsOrderResponse>([Examples.ForOps], null), problems: [400, 403]);
        orders.MapGet("/{id:guid}", DossierAsync).Describe("opsGetOrder", "Everything about an order",
            "Ops only. The order, its money as Payment and its delivery as Delivery tell them, and one timeline of all, oldest first, with "
            + "who did it and why. When one of the two does not answer, its part says `away` and the rest is there all the same.",
            response: Examples.Dossier, problems: [403, 404]);
    }

    private static async Task<Page<OpsOrderResponse>> SearchAsync(
        Database database, OpsReads reads, CancellationToken ct,
        [DescribedAs(Pattern = CodePattern)] string? code = null, Guid? customer = null, Guid? restaurantId = null, Guid? driverId = null,
        [DescribedAs(typeof(OrderStatus), several: true)] string? status = null, DateTimeOffset? from = null, DateTimeOffset? to = null,
        int? limit = null, string? cursor = null)
    {
        if (code is { Length: > 0 } && (code.Length != 6 || !code.All(char.IsAsciiLetterOrDigit)))
        {
            throw ProblemException.Invalid("query:code", "A code is six letters and digits.");
        }
        if (from >= to) throw ProblemException.Invalid("query:to", "It is after `from`.");
        var search = new OrderSearch(
            string.IsNullOrEmpty(code) ? null : code.ToUpperInvariant(), customer, restaurantId, driverId,
            ReadingEndpoints.ParseStatuses(status), from?.ToUniversalTime(), to?.ToUniversalTime(), Paging.DecodeId(cursor),
            Paging.Limit(limit));
        var rows = await database.ReadAsync(session => reads.SearchAsync(session, search), ct);
        return rows.Select(OpsOrderResponse.Of).ToList().ToPage(search.Limit, order => order.Id.ToString());
    }

    private static async Task<DossierResponse> DossierAsync(
        Guid id, HttpContext http, Database database, OrderStore orders, OpsReads reads, PaymentClient payments, DeliveryClient deliveries,
        CancellationToken ct)
    {
        var (order, story) = await database.ReadAsync(async session =>
            (await orders.FindAsync(session, id, OrderAccess.Everything), await reads.StoryAsync(session, id)), ct);
        if (order is null) throw ProblemException.NotFound("The order");
        var (payment, delivery) = (payments.FindAsync(id, ct), deliveries.FindAsync(id, ct));
        await Task.WhenAll(payment, delivery);
        http.SetVersion(order.Version);
        return DossierResponse.Of(order, story, await payment, await delivery);
    }
}
