using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using FoodDelivery.OrderService.Data;
using FoodDelivery.OrderService.Domain;

namespace FoodDelivery.OrderService.Endpoints;

/// <summary>Who has to take the next step.</summary>
public enum StepOwner
{
    Payment,
    Restaurant,
    Courier,
    Customer,
    Ops,
    System,
}

/// <summary>A call that helps and does no harm when it is made twice.</summary>
/// <param name="Name">askAgain, offerAgain, assign, transfer, handOver, returned, dispose, cancel, void or refund.</param>
/// <param name="Path">
/// On the gateway; each takes a <c>reason</c> and is kept in the audit trail of its service. A refund takes an amount and a key as well.
/// </param>
public sealed record ActionResponse(string Name, string Method, string Path);

/// <summary>An order past a deadline.</summary>
/// <param name="Because">What it is late with.</param>
/// <param name="Since">The deadline that has passed.</param>
/// <param name="Owner">Who has to take the next step.</param>
/// <param name="Actions">What ops can do.</param>
public sealed record StuckResponse(
    OpsOrderResponse Order, StuckBecause Because, DateTimeOffset Since, StepOwner Owner, IReadOnlyList<ActionResponse> Actions)
{
    public static StuckResponse Of(StuckOrder stuck)
    {
        var (order, because, since) = stuck;
        var (owner, actions) = Help(order, because);
        return new StuckResponse(OpsOrderResponse.Of(order), because, since, owner, [.. actions.OfType<ActionResponse>()]);
    }

    private static (StepOwner, ActionResponse?[]) Help(Order order, StuckBecause because)
    {
        var (payment, orders) = ($"/api/v1/ops/payment/orders/{order.Id}", $"/api/v1/orders/{order.Id}");
        var askAgain = Post("askAgain", $"{payment}/ask-again");
        var cancel = OrderMachine.AllowedActions(order.Status, ActorRole.Ops, order.Fulfilment).Contains(OrderCommand.Cancel)
            ? Post("cancel", $"{orders}/cancel")
            : null;
        // By hand, where another amount is right than all of it.
        var refund = order.PaymentId is { } paid ? Post("refund", $"/api/v1/payments/{paid}/refunds") : null;
        return because switch
        {
            StuckBecause.PaymentUndecided => (StepOwner.Payment, [askAgain, cancel]),
            StuckBecause.NotAnswered => (StepOwner.System, [cancel]),
            StuckBecause.NotReady => (StepOwner.Restaurant, [cancel]),
            StuckBecause.NoCourier => (StepOwner.Ops, [Delivery("assign", "assign"), cancel]),
            StuckBecause.NotFetched when order.Fulfilment is Fulfilment.Pickup =>
                (StepOwner.Customer, [Post("handOver", $"{orders}/collect"), cancel]),
            StuckBecause.NotFetched => (StepOwner.Courier, [Delivery("offerAgain", "unassign"), Delivery("transfer", "transfer"), cancel]),
            StuckBecause.NotDelivered =>
                (StepOwner.Courier, [Delivery("handOver", "deliver"), Delivery("transfer", "transfer"), cancel]),
            StuckBecause.NotCancelled when !order.DeliveryReleased =>
                (StepOwner.Courier, [Delivery("returned", "returned"), Delivery("dispose", "dispose")]),
            StuckBecause.NotCancelled => (StepOwner.Payment, [askAgain]),
            StuckBecause.MoneyNotTaken => (StepOwner.Payment, [askAgain]),
            StuckBecause.MoneyNotReleased => (StepOwner.Payment, [askAgain, Post("void", $"{payment}/void")]),
            StuckBecause.MoneyNotReturned => (StepOwner.Payment, [askAgain, Post("void", $"{payment}/void"), refund]),
        };

        ActionResponse? Delivery(string name, string call) =>
            order.DeliveryId is { } id ? Post(name, $"/api/v1/ops/delivery/deliveries/{id}/{call}") : null;
    }

    private static ActionResponse Post(string name, string path) => new(name, "POST", path);
}

/// <summary>Its route.</summary>
public static class StuckEndpoint
{
    public static void MapStuck(this WebApplication app) => app.MapGet("/api/v1/ops/order/stuck", ListAsync)
        .WithTags("Ops").RequireRole(Roles.Ops)
        .Describe("opsListStuckOrders", "Orders past a deadline, and what to do",
            "Ops only. In the order of being placed; an order that is late with two things comes twice. Each names who has to take the "
            + "next step and the calls that help; all of them may be repeated and are kept in an audit trail.",
            response: new Page<StuckResponse>([Examples.Stuck], null), problems: [400, 403]);

    private static async Task<Page<StuckResponse>> ListAsync(
        Database database, StuckOrders stuck, TimeProvider clock, CancellationToken ct, int? limit = null, string? cursor = null)
    {
        var size = Paging.Limit(limit);
        var rows = await database.ReadAsync(session => stuck.ListAsync(session, Decode(cursor), size, clock.GetUtcNow()), ct);
        var page = rows.ToPage(size, row => $"{row.Order.Id}/{row.Because.Wire()}");
        return new Page<StuckResponse>([.. page.Items.Select(StuckResponse.Of)], page.NextCursor);
    }

    private static (Guid, StuckBecause)? Decode(string? cursor) => Paging.Decode(cursor)?.Split('/') switch
    {
        null => null,
        [var order, var name] when Guid.TryParse(order, out var id) && Enum.TryParse<StuckBecause>(name, true, out var because) =>
            (id, because),
        _ => throw ProblemException.Invalid("query:cursor", "Not a cursor of this list."),
    };
}
