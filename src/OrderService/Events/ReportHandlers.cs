using FoodDelivery.BuildingBlocks;
using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using FoodDelivery.OrderService.Domain;
using Microsoft.Extensions.Options;

namespace FoodDelivery.OrderService.Events;

/// <summary>
/// What Payment and Delivery report: a line in the timeline, and a verb of the order. An authorisation that comes after the order ended
/// moves nothing here: Payment releases it on the event that ended the order. Delivery's pick-up is the pivot of an order: it wins against
/// a cancellation that has not ended.
/// </summary>
public sealed class ReportHandlers(OrderBatch orders, IOptions<OrderOptions> options, ILogger<ReportHandlers> log) :
    IEventHandler<PaymentAuthorizedV1>, IEventHandler<PaymentFailedV1>, IEventHandler<PaymentVoidedV1>,
    IEventHandler<PaymentCapturedV1>, IEventHandler<PaymentCaptureFailedV1>, IEventHandler<PaymentRefundedV1>,
    IEventHandler<DeliveryPlannedV1>, IEventHandler<DeliverySearchingV1>, IEventHandler<DeliveryAssignedV1>,
    IEventHandler<DeliveryUnassignedV1>, IEventHandler<DeliveryPickedUpV1>, IEventHandler<DeliveryDeliveredV1>,
    IEventHandler<DeliveryReturnedV1>, IEventHandler<DeliveryDisposedV1>, IEventHandler<DeliveryCancelledV1>,
    IEventHandler<DeliveryTransferredV1>
{
    public Task HandleAsync(PaymentAuthorizedV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        PaymentAsync(transaction, data.OrderId, data.PaymentId, envelope, null, order =>
            order.PaymentAuthorized(
                transaction.Now, transaction.Now + options.Value.AcceptWithin, transaction.Now + options.Value.RemindAfter));

    public Task HandleAsync(PaymentFailedV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        PaymentAsync(transaction, data.OrderId, data.PaymentId, envelope, data.DeclineCode, order =>
            order.PaymentFailed(data.DeclineCode, transaction.Now));

    public Task HandleAsync(PaymentVoidedV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        PaymentAsync(transaction, data.OrderId, data.PaymentId, envelope, null, order => order.PaymentVoided(transaction.Now));

    public Task HandleAsync(PaymentCapturedV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        PaymentAsync(transaction, data.OrderId, data.PaymentId, envelope, null, order => order.PaymentCaptured());

    public Task HandleAsync(PaymentCaptureFailedV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        PaymentAsync(transaction, data.OrderId, data.PaymentId, envelope, data.Reason, order =>
            order.PaymentCaptureFailed(envelope.Time));

    public Task HandleAsync(PaymentRefundedV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        PaymentAsync(transaction, data.OrderId, data.PaymentId, envelope, data.Reason, order =>
            order.PaymentRefunded(data.TotalRefunded.Amount, transaction.Now));

    public Task HandleAsync(DeliveryPlannedV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        DeliveryAsync(transaction, data.OrderId, data.DeliveryId, envelope, null, order => order.DeliveryPlanned());

    public Task HandleAsync(DeliverySearchingV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        DeliveryAsync(transaction, data.OrderId, data.DeliveryId, envelope, null, order =>
            order.DeliverySearching(envelope.Time, envelope.Time + options.Value.CourierNoticeAfter));

    public Task HandleAsync(DeliveryAssignedV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        DeliveryAsync(transaction, data.OrderId, data.DeliveryId, envelope, data.Vehicle, order =>
            order.DeliveryAssigned(data.DriverId, data.DriverName, data.DropoffEta, transaction.Now));

    public Task HandleAsync(DeliveryTransferredV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        DeliveryAsync(transaction, data.OrderId, data.DeliveryId, envelope, data.AfterPickup ? "on the way" : "before pick-up", order =>
            order.DeliveryAssigned(data.DriverId, data.DriverName, data.DropoffEta, transaction.Now));

    public Task HandleAsync(DeliveryUnassignedV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        DeliveryAsync(transaction, data.OrderId, data.DeliveryId, envelope, $"{data.Rounds} rounds", order => order.DeliveryUnassigned());

    public Task HandleAsync(DeliveryPickedUpV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        DeliveryAsync(transaction, data.OrderId, data.DeliveryId, envelope, null, order =>
        {
            if (order is { Status: OrderStatus.Cancelling, PaymentReleased: true })
            {
                log.LogError("Order {OrderId} was picked up after its payment had been released; it is delivered unpaid", order.Id);
            }
            order.DeliveryPickedUp(data.DriverId, data.At);
        });

    public Task HandleAsync(DeliveryDeliveredV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        DeliveryAsync(transaction, data.OrderId, data.DeliveryId, envelope, data.ProofType, order =>
            order.DeliveryDelivered(data.At, transaction.Now));

    public Task HandleAsync(DeliveryReturnedV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        DeliveryAsync(transaction, data.OrderId, data.DeliveryId, envelope, data.Cause, order =>
            order.DeliveryReturned(data.Cause, data.FailedBy == "driver", transaction.Now));

    public Task HandleAsync(DeliveryDisposedV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        DeliveryAsync(transaction, data.OrderId, data.DeliveryId, envelope, data.Cause, order =>
            order.DeliveryDisposed(data.Cause, data.FailedBy == "driver", transaction.Now));

    public Task HandleAsync(DeliveryCancelledV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        DeliveryAsync(transaction, data.OrderId, data.DeliveryId, envelope, null, order => order.DeliveryCancelled(transaction.Now));

    private Task PaymentAsync(
        Transaction transaction, Guid orderId, Guid paymentId, EventEnvelope envelope, string? detail, Action<Order> apply) =>
        ApplyAsync(transaction, orderId, envelope, detail, order =>
        {
            order.KnownAs(paymentId, null);
            apply(order);
        });

    private Task DeliveryAsync(
        Transaction transaction, Guid orderId, Guid deliveryId, EventEnvelope envelope, string? detail, Action<Order> apply) =>
        ApplyAsync(transaction, orderId, envelope, detail, order =>
        {
            order.KnownAs(null, deliveryId);
            apply(order);
        });

    private Task ApplyAsync(Transaction transaction, Guid orderId, EventEnvelope envelope, string? detail, Action<Order> apply)
    {
        if (orders.Find(orderId) is { } order)
        {
            apply(order);
            if (order.Raised.Count > 0) Failpoint.Hit("order.report.before_outbox");
            orders.Note(transaction, order, envelope, detail);
        }
        else
        {
            log.LogWarning("{Type} names order {OrderId}, which does not exist", envelope.Type, orderId);
        }
        return Task.CompletedTask;
    }
}
