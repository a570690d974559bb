using System.ComponentModel.DataAnnotations;
using FoodDelivery.BuildingBlocks;
using FoodDelivery.BuildingBlocks.Audit;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using FoodDelivery.OrderService.Data;
using FoodDelivery.OrderService.Domain;
using Microsoft.Extensions.Options;

namespace FoodDelivery.OrderService.Endpoints;

/// <param name="PrepMinutes">Until it is packed.</param>
public sealed record AcceptRequest([property: Range(1, 120)] int PrepMinutes);

public enum RejectCode
{
    ItemUnavailable,
    TooBusy,
    Closing,
    CannotFulfil,
    Other,
}

/// <param name="ItemIds">Which items of the order were the reason.</param>
public sealed record RejectRequest(RejectCode Code, [property: MaxLength(50)] IReadOnlyList<Guid>? ItemIds = null);

public sealed record DelayRequest([property: Range(1, 60)] int Minutes, [property: Text(200, MinimumLength = 1)] string Reason);

public sealed record CancelRequest([property: Text(200, MinimumLength = 1)] string Reason);

/// <param name="Code">What the customer shows: pickupCode of the order. Ops need none.</param>
/// <param name="Reason">Why ops hand it over; kept in the audit trail.</param>
public sealed record CollectRequest(
    [property: Text(16, MinimumLength = 1)] string? Code = null, [property: Text(200, MinimumLength = 1)] string? Reason = null);

/// <param name="Food">1 to 5, the best.</param>
/// <param name="Delivery">1 to 5; not of an order that was fetched.</param>
/// <param name="Comment">The restaurant and ops read it.</param>
public sealed record RateRequest(
    [property: Range(1, 5)] int Food, [property: Range(1, 5)] int? Delivery = null,
    [property: Text(500, MinimumLength = 1, MultiLine = true)] string? Comment = null);

/// <summary>
/// What people do to orders. Every command may be repeated: when its effect is there already, the answer is 200 and the present state.
/// </summary>
public static class CommandEndpoints
{
    private const string Kitchen =
        "For staff of the order's restaurant. A repeat answers 200 with the present state. If-Match with a version makes it conditional.";

    public static void MapCommands(this WebApplication app)
    {
        var orders = app.MapGroup("/api/v1/orders/{id:guid}").WithTags("Orders");
        var options = app.Services.GetRequiredService<IOptions<OrderOptions>>().Value;
        orders.MapPost("/accept", (Guid id, AcceptRequest body, HttpContext http, OrderCommands commands) => commands.RunAsync(
                http, id, OrderCommand.Accept, (order, by, now) => order.Accept(by, body.PrepMinutes, now, options.KitchenAlertAfter)))
            .RequireRole(Roles.Restaurant)
            .Describe("acceptOrder", "Accept an order", Kitchen, new AcceptRequest(20), Examples.Accepted, 400, 403, 404, 409, 412);
        orders.MapPost("/reject", (Guid id, RejectRequest body, HttpContext http, OrderCommands commands) => commands.RunAsync(
                http, id, OrderCommand.Reject, (order, by, now) => order.Reject(by, body.Code.Wire(), ItemsOf(order, body), now)))
            .RequireRole(Roles.Restaurant)
            .Describe("rejectOrder", "Reject an order", Kitchen,
                new RejectRequest(RejectCode.ItemUnavailable, [Examples.ItemId]), Examples.Rejected, 400, 403, 404, 409, 412);
        orders.MapPost("/start", (Guid id, HttpContext http, OrderCommands commands) => commands.RunAsync(
                http, id, OrderCommand.Start, (order, by, now) => order.Start(by, now)))
            .RequireRole(Roles.Restaurant)
            .Describe("startOrder", "Start preparing an order", Kitchen, null, Examples.Started, 403, 404, 409, 412);
        orders.MapPost("/ready", (Guid id, HttpContext http, OrderCommands commands) => commands.RunAsync(
                http, id, OrderCommand.Ready, (order, by, now) => order.MarkReady(by, now, now + options.FirstLookAfter)))
            .RequireRole(Roles.Restaurant)
            .Describe("readyOrder", "Say that an order is packed", Kitchen, null, Examples.Ready, 403, 404, 409, 412);
        orders.MapPost("/delay", (Guid id, DelayRequest body, HttpContext http, OrderCommands commands) => commands.RunAsync(
                http, id, OrderCommand.Delay,
                (order, by, now) => order.Delay(by, body.Minutes, body.Reason, now, options.KitchenAlertAfter), body.Reason))
            .RequireRole(Roles.Restaurant, Roles.Ops)
            .Describe("delayOrder", "Say that an order needs longer",
                "For staff of the order's restaurant and ops, at most twice and 60 minutes in all. Every call delays; "
                + "send If-Match to be safe against a repeat.",
                new DelayRequest(10, "Oven is full"), Examples.Delayed, 400, 403, 404, 409, 412);
        orders.MapPost("/cancel", (Guid id, CancelRequest body, HttpContext http, OrderCommands commands) => commands.RunAsync(
                http, id, OrderCommand.Cancel, (order, by, now) => order.Cancel(by, body.Reason, now, now + options.CancelAlertAfter),
                body.Reason))
            .RequireRole(Roles.Customer, Roles.Restaurant, Roles.Ops)
            .Describe("cancelOrder", "Cancel an order",
                "Customers until the restaurant has accepted, restaurants from then until the courier has it (before, they reject), "
                + "ops at any time. The order is cancelling until money and courier are released.",
                new CancelRequest("Ordered twice"), Examples.Cancelling, 400, 403, 404, 409, 412);
        orders.MapPost("/collect", CollectAsync)
            .RequireRole(Roles.Restaurant, Roles.Ops)
            .Describe("collectOrder", "Hand a pick-up order over",
                "For staff, with the code that the customer shows. Five wrong codes lock it (`collect_locked`); "
                + "then ops do it, without a code.",
                new CollectRequest("482113"), Examples.Collected, 400, 403, 404, 409, 412);
        orders.MapPost("/no-show", (Guid id, HttpContext http, OrderCommands commands) => commands.RunAsync(
                http, id, OrderCommand.NoShow, (order, by, now) => order.MarkNoShow(by, now)))
            .RequireRole(Roles.Restaurant)
            .Describe("noShowOrder", "Say that nobody collected an order",
                "For staff, for pick-up orders, an hour after the latest promised time or after readyBy, whichever is later. "
                + "The customer pays.",
                null, Examples.NoShow, 403, 404, 409, 412);
        orders.MapPut("/rating", (Guid id, RateRequest body, HttpContext http, OrderCommands commands) => commands.RunAsync(
                http, id, OrderCommand.Rate, (order, by, now) => order.Rate(by, body.Food, DeliveryOf(order, body), body.Comment, now)))
            .RequireRole(Roles.Customer)
            .Describe("rateOrder", "Say how an order was",
                "For its customer, once it is delivered or collected and for 30 days (`rating_closed`). It can be said otherwise four "
                + "times (`rating_limit`). The restaurant is told, and customers see the average of what was said of its food.",
                new RateRequest(5, 4, "Still hot."), Examples.Rated, 400, 403, 404, 409, 412);
    }

    private static int? DeliveryOf(Order order, RateRequest body) => body.Delivery is null || order.Fulfilment is Fulfilment.Delivery
        ? body.Delivery
        : throw ProblemException.Invalid("/delivery", "Nobody brought this order.");

    private static IReadOnlyList<Guid> ItemsOf(Order order, RejectRequest body)
    {
        var items = body.ItemIds ?? [];
        foreach (var (i, id) in items.Index())
        {
            if (!order.HasItem(id)) throw ProblemException.Invalid($"/itemIds/{i}", "This item is not in the order.");
        }
        return [.. items.Distinct()];
    }

    private static async Task<OrderResponse> CollectAsync(Guid id, CollectRequest body, HttpContext http, OrderCommands commands)
    {
        if (body.Code is null && !http.User.Has(Roles.Ops)) throw ProblemException.Invalid("/code", "The customer's code is needed.");
        var response = await commands.RunAsync(
            http, id, OrderCommand.Collect, (order, by, now) => order.Collect(by, body.Code, now), body.Reason);
        if (response.Status is OrderStatus.Collected) return response;
        // The wrong try is saved by now, so this refusal cannot undo its count.
        throw new ProblemException(409, "collect_code_wrong", "That is not the customer's code.");
    }
}

/// <summary>Runs a command of a person: find the order among the caller's, lock it, say the verb, save.</summary>
public sealed class OrderCommands(Database database, OrderStore orders)
{
    /// <param name="verb">What the actor does at this moment; false when it was done before.</param>
    /// <param name="reason">Why; kept when ops do it.</param>
    /// <returns>The order as it is afterwards.</returns>
    /// <exception cref="ProblemException">404 when it is not the caller's, 412 when If-Match names another version.</exception>
    public async Task<OrderResponse> RunAsync(
        HttpContext http, Guid id, OrderCommand command, Func<Order, Actor, DateTimeOffset, bool> verb, string? reason = null)
    {
        var (after, role) = await database.WriteAsync(async transaction =>
        {
            var access = OrderAccess.Of(http.User);
            var order = await orders.LockAsync(transaction, id, access) ?? throw ProblemException.NotFound("The order");
            http.CheckIfMatch(order.Version, order.Status);
            var by = new Actor(RoleFor(order, command, access), http.User.Id());
            if (verb(order, by, transaction.Now))
            {
                if (command is OrderCommand.Rate) orders.SaveRating(transaction, order);
                else orders.Save(transaction, order);
                if (by is { Role: ActorRole.Ops, Id: { } actor }) transaction.Audit(actor, $"order.{command.Wire()}", order.Id, reason);
            }
            Failpoint.Hit("order.command.before_commit");
            return (order, by.Role);
        }, http.RequestAborted);
        Failpoint.Hit("order.command.before_reply");
        http.SetVersion(after.Version);
        return OrderResponse.For(after, role);
    }

    // Somebody may be customer and staff of one order: the capacity that is not refused counts.
    private static ActorRole RoleFor(Order order, OrderCommand command, OrderAccess access)
    {
        var roles = access.RolesFor(order).ToList();
        var able = roles.FindIndex(role => OrderMachine.Decide(order.Status, command, role, order.Fulfilment).Kind != DecisionKind.Refuse);
        return roles[Math.Max(able, 0)];
    }
}
