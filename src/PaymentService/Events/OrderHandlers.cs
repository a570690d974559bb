using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using FoodDelivery.PaymentService.Data;

namespace FoodDelivery.PaymentService.Events;

/// <summary>Remembers a placed order.</summary>
public sealed class PlacedHandler(PaymentBatch payments) : IEventHandler<OrderPlacedV1>
{
    public async Task HandleAsync(OrderPlacedV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct)
    {
        // With what it is paid Order says when it is charged: events are kept for a month, and read by many.
        var payment = await payments.OpenAsync(transaction, data.OrderId, data.CustomerId, data.Total, PaymentStore.MethodNotSaid);
        payment.AwaitCall(transaction.Now);
        payments.Changed(transaction, payment);
    }
}

/// <summary>Authorises what no direct call has authorised.</summary>
public sealed class AuthorizeDeadline(PaymentStore store) : IDeadlineHandler
{
    public async Task HandleAsync(Guid aggregateId, Transaction transaction, CancellationToken ct)
    {
        if (await PaymentStore.LockAsync(transaction, aggregateId) is not { } payment) return;
        payment.RequestAuthorization(claim: false, transaction.Now);
        store.Save(transaction, payment);
    }
}

/// <summary>The food left the restaurant, or was made for somebody who never came: capture.</summary>
public sealed class ServedHandlers(PaymentBatch payments)
    : IEventHandler<OrderPickedUpV1>, IEventHandler<OrderCollectedV1>, IEventHandler<OrderNoShowV1>
{
    public Task HandleAsync(OrderPickedUpV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        CaptureAsync(transaction, data.OrderId);

    public Task HandleAsync(OrderCollectedV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        CaptureAsync(transaction, data.OrderId);

    public Task HandleAsync(OrderNoShowV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        CaptureAsync(transaction, data.OrderId);

    private Task CaptureAsync(Transaction transaction, Guid orderId)
    {
        // Without a payment there is money missing: better a dead letter that somebody sees than silence.
        var payment = payments.Find(orderId) ?? throw new InvalidOperationException($"Order {orderId} has no payment to capture.");
        payment.RequestCapture(transaction.Now);
        payments.Changed(transaction, payment);
        return Task.CompletedTask;
    }
}

/// <summary>
/// The order ended without service: release the hold, or give the money back. Always answered with payment.voided or payment.refunded,
/// unless the customer pays all the same.
/// </summary>
public sealed class EndedHandlers(PaymentBatch payments) :
    IEventHandler<OrderRejectedV1>, IEventHandler<OrderExpiredV1>, IEventHandler<OrderPaymentFailedV1>,
    IEventHandler<OrderCancelRequestedV1>, IEventHandler<OrderCourierReleasedV1>, IEventHandler<OrderUndeliveredV1>
{
    // Only for orders whose order.placed was lost: there is no amount to know a currency from.
    private static readonly Money Nothing = Money.Zero("EUR");

    public Task HandleAsync(OrderRejectedV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        EndAsync(transaction, data.OrderId, data.CustomerId, "order_rejected");

    public Task HandleAsync(OrderExpiredV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        EndAsync(transaction, data.OrderId, data.CustomerId, "order_expired");

    public Task HandleAsync(OrderPaymentFailedV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        EndAsync(transaction, data.OrderId, data.CustomerId, "order_payment_failed");

    // A pick-up may still win, and then the hold is captured: what was released by then could not be taken back.
    public Task HandleAsync(OrderCancelRequestedV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        data.AwaitsCourier ? Task.CompletedTask : EndAsync(transaction, data.OrderId, data.CustomerId, "order_cancelled");

    public Task HandleAsync(OrderCourierReleasedV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        EndAsync(transaction, data.OrderId, data.CustomerId, "order_cancelled");

    // Who is not there, or gave a place that does not exist, pays as one who does not fetch an order.
    public Task HandleAsync(OrderUndeliveredV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        data.CustomerAtFault ? Task.CompletedTask : EndAsync(transaction, data.OrderId, data.CustomerId, "order_undelivered");

    private async Task EndAsync(Transaction transaction, Guid orderId, Guid customerId, string reason)
    {
        var payment = await payments.OpenAsync(transaction, orderId, customerId, Nothing, paymentMethod: "");
        payment.End(reason, transaction.Now);
        payments.Changed(transaction, payment);
    }
}
