using System.ComponentModel.DataAnnotations;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using FoodDelivery.PaymentService.Data;
using FoodDelivery.PaymentService.Domain;
using FoodDelivery.PaymentService.Operations;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FoodDelivery.PaymentService.Endpoints;

/// <summary>An order to be paid for.</summary>
public sealed record AuthorizePaymentRequest(
    Guid OrderId, Guid CustomerId, Money Amount, [property: StringLength(100, MinimumLength = 1)] string PaymentMethod);

/// <summary>authorized, failed or pending (an event follows).</summary>
public sealed record AuthorizePaymentResponse(Guid PaymentId, Guid OrderId, string Status, string? DeclineCode);

public static class InternalEndpoints
{
    public static void MapInternal(this WebApplication app) => app.MapPost("/internal/v1/payments", AuthorizeAsync).RequireService();

    /// <summary>The order is the key: a repeat gets the present state, and only the first authorises. The intent is committed before anybody is asked.</summary>
    private static async Task<Ok<AuthorizePaymentResponse>> AuthorizeAsync(
        AuthorizePaymentRequest request, Database database, PaymentStore store, OperationRunner runner, CancellationToken ct)
    {
        if (request.Amount.Amount < 1) throw ProblemException.Invalid("/amount/amount", "An amount is at least 1.");
        if (request.Amount.Currency is not { Length: 3 }) throw ProblemException.Invalid("/amount/currency", "A currency is an ISO 4217 code.");

        var (payment, operation) = await database.WriteAsync(async transaction =>
        {
            var payment = await PaymentStore.GetOrCreateAsync(transaction, request.OrderId, request.CustomerId, request.Amount, request.PaymentMethod);
            if (!payment.HasEnded && (payment.CustomerId != request.CustomerId || payment.Amount != request.Amount))
            {
                throw new ProblemException(422, "idempotency_key_reused", "This order has a payment of another amount or customer.");
            }
            var operation = payment.BeginAuthorization(claim: true, transaction.Now);
            if (operation is not null || payment.Events.Count > 0) await store.SaveAsync(transaction, payment);
            return (payment, operation);
        }, ct);

        if (operation is not null) payment = await runner.RunNowAsync(payment, operation.Id);
        return TypedResults.Ok(new AuthorizePaymentResponse(payment.Id, payment.OrderId, Answer(payment), payment.DeclineCode ?? (payment.Status == PaymentStatus.Voided ? Operation.OrderEnded : null)));
    }

    private static string Answer(Payment payment) => payment.Status switch
    {
        PaymentStatus.Created => "pending",
        PaymentStatus.Failed or PaymentStatus.Voided => "failed",
        PaymentStatus.Authorized or PaymentStatus.Captured or PaymentStatus.PartiallyRefunded or PaymentStatus.Refunded => "authorized",
    };
}
