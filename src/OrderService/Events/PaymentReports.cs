using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using FoodDelivery.OrderService.Domain;
using Microsoft.Extensions.Options;

namespace FoodDelivery.OrderService.Events;

/// <summary>
/// What Payment reports. An authorisation that comes after the order ended changes nothing here: Payment releases it on the event that ended the order.
/// </summary>
public sealed class PaymentReports(OrderReports reports, IOptions<OrderOptions> options) :
    IEventHandler<PaymentAuthorizedV1>, IEventHandler<PaymentFailedV1>, IEventHandler<PaymentVoidedV1>,
    IEventHandler<PaymentCapturedV1>, IEventHandler<PaymentRefundedV1>
{
    public Task HandleAsync(PaymentAuthorizedV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        reports.ApplyAsync(transaction, data.OrderId, envelope, null, order =>
            (order with { PaymentStatus = "authorized" }).Authorized(transaction.Now, transaction.Now + options.Value.AcceptWithin));

    public Task HandleAsync(PaymentFailedV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        reports.ApplyAsync(transaction, data.OrderId, envelope, data.DeclineCode, order =>
            (order with { PaymentStatus = "failed", DeclineCode = data.DeclineCode }).PaymentRefused(data.DeclineCode, transaction.Now));

    public Task HandleAsync(PaymentVoidedV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        reports.ApplyAsync(transaction, data.OrderId, envelope, null, order =>
            (order with { PaymentStatus = order.PaymentStatus is "failed" or "refunded" ? order.PaymentStatus : "voided" }).MoneyReleased(transaction.Now));

    public Task HandleAsync(PaymentCapturedV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        reports.ApplyAsync(transaction, data.OrderId, envelope, null, order => OrderChange.None(order with { PaymentStatus = "captured" }));

    public Task HandleAsync(PaymentRefundedV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        reports.ApplyAsync(transaction, data.OrderId, envelope, data.Reason, order => data.TotalRefunded.Amount < order.Total
            ? OrderChange.None(order with { PaymentStatus = "partiallyRefunded" })
            : (order with { PaymentStatus = "refunded" }).MoneyReleased(transaction.Now));
}
