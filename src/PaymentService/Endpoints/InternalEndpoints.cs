using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using FoodDelivery.PaymentService.Clients;
using FoodDelivery.PaymentService.Data;
using FoodDelivery.PaymentService.Domain;
using FoodDelivery.PaymentService.Operations;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FoodDelivery.PaymentService.Endpoints;

/// <summary>An order to be paid for.</summary>
public sealed record AuthorizePaymentRequest(
    Guid OrderId, Guid CustomerId, Money Amount, [property: Text(100, MinimumLength = 1)] string PaymentMethod);

public enum AuthorizationAnswer { Authorized, Failed, Pending }

/// <summary>What is known now; after pending an event follows.</summary>
public sealed record AuthorizePaymentResponse(Guid PaymentId, Guid OrderId, AuthorizationAnswer Status, string? DeclineCode);

/// <summary>A payment as ops see it in the dossier of its order.</summary>
public sealed record PaymentFactsResponse(
    Guid Id, PaymentStatus Status, Money Amount, Money Held, Money Captured, Money Refunded, string? DeclineCode,
    IReadOnlyList<PaymentFactResponse> Operations);

/// <summary>One movement of it.</summary>
public sealed record PaymentFactResponse(
    Guid Id, OperationKind Kind, OperationStatus Status, Money Amount, bool Automatic, string? Reason, string? FailureCode, int Attempts,
    DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

public static class InternalEndpoints
{
    public static void MapInternal(this WebApplication app)
    {
        app.MapPost("/internal/v1/payments", AuthorizeAsync).RequireService("order");
        app.MapGet("/internal/v1/payments/{orderId:guid}", FactsAsync).RequireService("order");
    }

    /// <summary>
    /// The order is the key: a repeat gets the present state, and only the first authorises. The intent is committed before anybody is
    /// asked.
    /// </summary>
    private static async Task<Ok<AuthorizePaymentResponse>> AuthorizeAsync(
        AuthorizePaymentRequest request, Database database, PaymentStore store, OperationRunner runner, IPaymentProvider provider,
        CancellationToken ct)
    {
        var (orderId, customerId, amount, paymentMethod) = request;
        if (amount.Amount < 1) throw ProblemException.Invalid("/amount/amount", "An amount is at least 1.");
        if (amount.Currency is not { Length: 3 }) throw ProblemException.Invalid("/amount/currency", "A currency is an ISO 4217 code.");

        var (payment, operation) = await database.WriteAsync(async transaction =>
        {
            var payment = await PaymentStore.OpenAsync(
                transaction, orderId, customerId, amount, paymentMethod, provider.IsPersonal(paymentMethod));
            if (!payment.HasEnded && (payment.CustomerId != customerId || payment.Amount != amount))
            {
                throw new ProblemException(422, "idempotency_key_reused", "This order has a payment of another amount or customer.");
            }
            var operation = payment.RequestAuthorization(claim: true, transaction.Now);
            store.Save(transaction, payment);
            return (payment, operation);
        }, ct);

        if (operation is not null) payment = await runner.RunNowAsync(payment, operation.Id);
        var declineCode = payment.DeclineCode ?? (payment.Status == PaymentStatus.Voided ? Operation.OrderEnded : null);
        return TypedResults.Ok(new AuthorizePaymentResponse(payment.Id, payment.OrderId, Answer(payment.Status), declineCode));
    }

    private static async Task<Ok<PaymentFactsResponse>> FactsAsync(Guid orderId, PaymentStore store, CancellationToken ct)
    {
        if (await store.ListAsync(null, orderId, null, 1, ct) is not [var payment]) throw ProblemException.NotFound("The payment");
        Money Of(long minor) => new(minor, payment.Currency);
        return TypedResults.Ok(new PaymentFactsResponse(
            payment.Id, payment.Status, payment.Amount, Of(payment.HeldMinor), Of(payment.CapturedMinor), Of(payment.RefundedMinor),
            payment.DeclineCode,
            [.. payment.Operations.Select(o => new PaymentFactResponse(
                o.Id, o.Kind, o.Status, Of(o.AmountMinor), o.Automatic, o.Reason, o.FailureCode, o.Attempts, o.CreatedAt, o.UpdatedAt))]));
    }

    private static AuthorizationAnswer Answer(PaymentStatus status) => status switch
    {
        PaymentStatus.Created => AuthorizationAnswer.Pending,
        PaymentStatus.Failed or PaymentStatus.Voided => AuthorizationAnswer.Failed,
        PaymentStatus.Authorized or PaymentStatus.Captured or PaymentStatus.PartiallyRefunded or PaymentStatus.Refunded =>
            AuthorizationAnswer.Authorized,
    };
}
