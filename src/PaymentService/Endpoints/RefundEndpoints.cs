using System.Security.Claims;
using System.Text.Json;
using FoodDelivery.BuildingBlocks.Audit;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Http;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using FoodDelivery.PaymentService.Data;
using FoodDelivery.PaymentService.Domain;
using Microsoft.Extensions.Options;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace FoodDelivery.PaymentService.Endpoints;

/// <summary>Money to give back.</summary>
/// <param name="Reason">For the customer's and our records.</param>
public sealed record RefundRequest(Money Amount, [property: Text(200, MinimumLength = 1)] string Reason);

/// <summary>A refund.</summary>
/// <param name="Status">pending until the provider has answered.</param>
public sealed record RefundResponse(
    Guid Id, Guid PaymentId, Guid OrderId, OperationStatus Status, Money Amount, string Reason, DateTimeOffset CreatedAt);

public static class RefundEndpoints
{
    private static readonly TimeSpan LockFor = TimeSpan.FromSeconds(10);

    public static void MapRefunds(this WebApplication app) => app.MapPost("/api/v1/payments/{id:guid}/refunds", RefundAsync)
        .WithTags("Payments").RequireRole(Roles.Ops).TakesIdempotencyKey()
        .Produces<RefundResponse>(StatusCodes.Status201Created)
        .Describe("createRefund", "Refund a payment",
            "Ops only. Needs an `Idempotency-Key`. The sum of refunds never exceeds what was captured (409 `refund_exceeds_captured`). "
            + "The provider is asked right away; `payment.refunded` follows.",
            request: new RefundRequest(new Money(500, "EUR"), "Cold food"), response: Examples.Refund, problems: [400, 403, 404, 409, 422]);

    private static async Task<IResult> RefundAsync(
        Guid id, RefundRequest request, HttpContext http, ClaimsPrincipal caller, Database database, PaymentStore store,
        IOptions<JsonOptions> json, TimeProvider clock, CancellationToken ct)
    {
        if (request.Amount.Amount < 1) throw ProblemException.Invalid("/amount/amount", "An amount is at least 1.");
        var keyed = IdempotentRequest.From(http, caller.Id(), $"{id}|{request.Amount.Amount}|{request.Amount.Currency}|{request.Reason}");
        var (stored, created) = await Idempotency.ClaimAsync<(IdempotencyRecord?, RefundResponse?)>(database, keyed, async transaction =>
        {
            // Locked first: a repeat with the same key waits here until the first has its answer.
            var payment = await PaymentStore.LockAsync(transaction, id) ?? throw ProblemException.NotFound("The payment");
            if (await Idempotency.FindAsync(transaction, keyed, transaction.Now) is { Status: not null } earlier) return (earlier, null);
            if (request.Amount.Currency != payment.Currency)
            {
                throw ProblemException.Invalid("/amount/currency", $"This payment is in {payment.Currency}.");
            }
            var refund = payment.RequestRefund(request.Amount.Amount, request.Reason, transaction.Now);
            Idempotency.Claim(transaction, keyed, refund.Id, LockFor);
            store.Save(transaction, payment);
            transaction.Audit(caller.Id(), "payment.refund", payment.Id, request.Reason);
            var answer = new RefundResponse(
                refund.Id, payment.Id, payment.OrderId, refund.Status, request.Amount, request.Reason, refund.CreatedAt);
            var body = JsonSerializer.SerializeToUtf8Bytes(answer, json.Value.SerializerOptions);
            Idempotency.Complete(transaction, keyed, StatusCodes.Status201Created, body);
            return (null, answer);
        }, clock, ct);
        return stored is null ? TypedResults.Created($"/api/v1/payments/{id}", created) : Idempotency.Replay(http, stored);
    }
}
