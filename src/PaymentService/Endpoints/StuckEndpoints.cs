using System.Security.Claims;
using FoodDelivery.BuildingBlocks;
using FoodDelivery.BuildingBlocks.Audit;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using FoodDelivery.PaymentService.Clients;
using FoodDelivery.PaymentService.Data;
using FoodDelivery.PaymentService.Domain;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FoodDelivery.PaymentService.Endpoints;

/// <param name="Reason">Kept in the audit trail.</param>
public sealed record OpsRequest([property: Text(200, MinimumLength = 1)] string Reason);

/// <summary>A call that helps and does no harm when it is made twice.</summary>
public sealed record ActionResponse(string Name, string Method, string Path);

/// <summary>A movement that does not come to its end.</summary>
/// <param name="Status">pending or unknown; failed for a capture that was given up.</param>
/// <param name="FailureCode">What the last attempt said.</param>
public sealed record StuckPaymentResponse(
    Guid OrderId, Guid PaymentId, Guid OperationId, OperationKind Kind, OperationStatus Status, string? FailureCode, int Attempts,
    DateTimeOffset Since, IReadOnlyList<ActionResponse> Actions)
{
    public static StuckPaymentResponse Of(StuckOperation stuck) => new(
        stuck.OrderId, stuck.PaymentId, stuck.Id, stuck.Kind, stuck.Status, stuck.FailureCode, stuck.Attempts, stuck.CreatedAt,
        [new ActionResponse("askAgain", "POST", $"/api/v1/ops/payment/orders/{stuck.OrderId}/ask-again")]);
}

/// <summary>What ops see and mend of money that does not move.</summary>
public static class StuckEndpoints
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    // Of an order that goes on the money is still needed, and what was served is given back by a refund, with its amount.
    private static readonly string[] EndedWithoutService = ["rejected", "expired", "paymentFailed", "cancelled", "undelivered"];

    public static void MapStuck(this WebApplication app)
    {
        app.MapGet("/api/v1/ops/payment/stuck", ListAsync).WithTags("Ops").RequireRole(Roles.Ops)
            .Describe("opsListStuckPayments", "Money that does not move, and what to do",
                "Ops only, oldest first: movements that have been open for a minute, and captures that were given up.",
                response: new Page<StuckPaymentResponse>([Examples.Stuck], null), problems: [400, 403]);
        var orders = app.MapGroup("/api/v1/ops/payment/orders/{orderId:guid}").WithTags("Ops").RequireRole(Roles.Ops);
        orders.MapPost("/ask-again", AskAgainAsync)
            .Describe("opsAskPaymentAgain", "Try now what is open",
                "Ops only. The provider is asked at once what it knows of each open movement, and for it again where it knows nothing; "
                + "a capture that was given up is tried once more. Always with the same key: nobody pays twice. May be repeated.",
                new OpsRequest("Provider is back"), Examples.Payment, 400, 403, 404);
        orders.MapPost("/void", VoidAsync)
            .Describe("opsVoidPayment", "Give the money of an ended order back",
                "Ops only, when it should have gone back by itself and did not. What is held is released, what was taken is given back. "
                + "Order is asked: 409 `order_under_way` unless it ended without service. What was served is refunded with its amount "
                + "(`POST /api/v1/payments/{id}/refunds`). A repeat answers 200 with the present state.",
                new OpsRequest("Its event was lost"), Examples.Payment, 400, 403, 404, 409, 503);
    }

    private static async Task<Ok<Page<StuckPaymentResponse>>> ListAsync(
        StuckReads reads, TimeProvider clock, CancellationToken ct, int? limit = null, string? cursor = null)
    {
        var size = Paging.Limit(limit);
        var rows = await reads.ListAsync(clock.GetUtcNow() - Patience, Paging.DecodeId(cursor), size, ct);
        return TypedResults.Ok(rows.Select(StuckPaymentResponse.Of).ToList().ToPage(size, row => row.OperationId.ToString()));
    }

    private static Task<Ok<PaymentResponse>> AskAgainAsync(
        Guid orderId, OpsRequest request, ClaimsPrincipal caller, Database database, PaymentStore store, CancellationToken ct) =>
        ActAsync(orderId, "payment.askAgain", request.Reason, caller, database, store, (payment, now) => payment.AskAgain(now), ct);

    private static async Task<Ok<PaymentResponse>> VoidAsync(
        Guid orderId, OpsRequest request, ClaimsPrincipal caller, Database database, PaymentStore store, OrderClient orders,
        CancellationToken ct)
    {
        if (await store.ListAsync(null, orderId, null, 1, ct) is []) throw ProblemException.NotFound("The payment");
        var order = await orders.FindAsync(orderId, ct) ?? throw ProblemException.NotFound("The order");
        if (!EndedWithoutService.Contains(order.Status))
        {
            throw new RefusedException("order_under_way", "The order has not ended without service.").With("currentStatus", order.Status);
        }
        return await ActAsync(
            orderId, "payment.void", request.Reason, caller, database, store, (payment, now) => payment.End("ops_void", now), ct);
    }

    private static async Task<Ok<PaymentResponse>> ActAsync(
        Guid orderId, string action, string reason, ClaimsPrincipal caller, Database database, PaymentStore store,
        Action<Payment, DateTimeOffset> act, CancellationToken ct)
    {
        var payment = await database.WriteAsync(async transaction =>
        {
            if (await PaymentStore.LockByOrdersAsync(transaction, [orderId]) is not [var found])
            {
                throw ProblemException.NotFound("The payment");
            }
            act(found, transaction.Now);
            if (found.HasChanged || found.Operations.Any(operation => operation.HasChanged))
            {
                store.Save(transaction, found);
                transaction.Audit(caller.Id(), action, found.Id, reason);
            }
            return found;
        }, ct);
        return TypedResults.Ok(PaymentResponse.From(payment));
    }
}
