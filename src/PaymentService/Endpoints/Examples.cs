using FoodDelivery.Contracts;
using FoodDelivery.PaymentService.Domain;

namespace FoodDelivery.PaymentService.Endpoints;

/// <summary>Examples of the OpenAPI document.</summary>
internal static class Examples
{
    private static readonly Guid OrderId = Guid.Parse("0198c0de-0000-7000-8000-000000000001");
    private static readonly Guid PaymentId = Guid.Parse("0198c0de-0000-7000-8000-000000000002");
    private static readonly DateTimeOffset At = new(2026, 1, 15, 18, 30, 0, TimeSpan.Zero);
    private static readonly Money Total = new(2350, "EUR");

    public static readonly PaymentResponse Payment = new(
        PaymentId, OrderId, PaymentStatus.Captured, Total, Total, Total with { Amount = 0 }, null, At,
        [new(OperationKind.Authorize, OperationStatus.Done, Total, At),
            new(OperationKind.Capture, OperationStatus.Done, Total, At.AddMinutes(25))]);

    public static readonly RefundResponse Refund = new(
        Guid.Parse("0198c0de-0000-7000-8000-000000000003"), PaymentId, OrderId, OperationStatus.Pending,
        new Money(500, "EUR"), "Cold food", At);

    public static readonly PaymentMethodResponse Method = new(Guid.Parse("0198c0de-0000-7000-8000-000000000004"), "Visa at home", At);

    public static readonly LedgerEntryResponse Entry = new(
        42, Guid.Parse("0198c0de-0000-7000-8000-000000000005"), Accounts.Customer, new Money(-2350, "EUR"),
        Guid.Parse("0198c0de-0000-7000-8000-000000000006"), "capture", At);

    public static readonly UnbalancedResponse Unbalanced = new(
        Guid.Parse("0198c0de-0000-7000-8000-000000000005"), OrderId, new Money(-100, "EUR"), 2, At);

    public static readonly StuckPaymentResponse Stuck = new(
        OrderId, PaymentId, Guid.Parse("0198c0de-0000-7000-8000-000000000007"), OperationKind.Capture,
        OperationStatus.Unknown, "timeout", 7, At,
        [new ActionResponse("askAgain", "POST", $"/api/v1/ops/payment/orders/{OrderId}/ask-again")]);

    public static readonly ParkedWebhookResponse Parked = new(
        Guid.Parse("0198c0de-0000-7000-8000-000000000008"), "simulator", "evt_17", "refund.done", "17", At,
        [new ActionResponse("takeUp", "POST", "/api/v1/ops/payment/webhooks/0198c0de-0000-7000-8000-000000000008/take-up")]);

    public static readonly ReconciliationResponse Reconciliation = new(0,
        [new(Accounts.Customer, new Money(-2350, "EUR")), new(Accounts.Platform, Total)], [new("capture", "unknown", 1, At)], 0);
}
