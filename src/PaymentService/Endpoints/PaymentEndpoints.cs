using System.Security.Claims;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.Contracts;
using FoodDelivery.PaymentService.Data;
using FoodDelivery.PaymentService.Domain;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FoodDelivery.PaymentService.Endpoints;

/// <summary>One movement of a payment.</summary>
/// <param name="At">Its last change.</param>
public sealed record OperationResponse(OperationKind Kind, OperationStatus Status, Money Amount, DateTimeOffset At);

/// <summary>The money of one order.</summary>
/// <param name="DeclineCode">Why nothing was authorised.</param>
public sealed record PaymentResponse(
    Guid Id, Guid OrderId, PaymentStatus Status, Money Amount, Money Captured, Money Refunded, string? DeclineCode,
    DateTimeOffset CreatedAt, IReadOnlyList<OperationResponse> Operations)
{
    internal static PaymentResponse From(Payment payment)
    {
        Money Of(long minor) => new(minor, payment.Currency);
        return new(payment.Id, payment.OrderId, payment.Status, payment.Amount, Of(payment.CapturedMinor), Of(payment.RefundedMinor),
            payment.DeclineCode, payment.CreatedAt,
            [.. payment.Operations.Select(o => new OperationResponse(o.Kind, o.Status, Of(o.AmountMinor), o.UpdatedAt))]);
    }
}

public static class PaymentEndpoints
{
    public static void MapPayments(this WebApplication app)
    {
        app.MapGet("/api/v1/payments", ListAsync).WithTags("Payments").RequireRole(Roles.Customer, Roles.Ops)
            .Describe("listPayments", "List payments",
                "Customers see their own, ops all. With `orderId` that order's payment, or 404 when it is not the caller's. Newest first.",
                response: new Page<PaymentResponse>([Examples.Payment], null), problems: [400, 403, 404]);
        app.MapGet("/api/v1/payments/{id:guid}", GetAsync).WithTags("Payments").RequireRole(Roles.Customer, Roles.Ops)
            .Describe("getPayment", "Get a payment", "Customers get their own, ops any.", response: Examples.Payment, problems: [403, 404]);
    }

    private static async Task<Ok<Page<PaymentResponse>>> ListAsync(
        Guid? orderId, string? cursor, int? limit, ClaimsPrincipal caller, PaymentStore store, CancellationToken ct)
    {
        var size = Paging.Limit(limit);
        var payments = await store.ListAsync(Owner(caller), orderId, Paging.DecodeId(cursor), size + 1, ct);
        if (orderId is not null && payments.Count == 0) throw ProblemException.NotFound("The payment");
        return TypedResults.Ok(payments.Select(PaymentResponse.From).ToList().ToPage(size, payment => payment.Id.ToString()));
    }

    private static async Task<Ok<PaymentResponse>> GetAsync(Guid id, ClaimsPrincipal caller, PaymentStore store, CancellationToken ct)
    {
        var payment = await store.FindAsync(id, ct);
        if (payment is null || Owner(caller) is { } owner && owner != payment.CustomerId) throw ProblemException.NotFound("The payment");
        return TypedResults.Ok(PaymentResponse.From(payment));
    }

    // Null for ops, who see everybody's.
    private static Guid? Owner(ClaimsPrincipal caller) => caller.Has(Roles.Ops) ? null : caller.Id();
}
