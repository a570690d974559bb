using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.OrderService.Data;
using FoodDelivery.OrderService.Domain;
using Microsoft.Extensions.Options;

namespace FoodDelivery.OrderService.Events;

/// <summary>The payment stayed undecided for too long. If an authorisation comes later, Payment releases it.</summary>
public sealed class PaymentDeadline(OrderStore orders) : IDeadlineHandler
{
    public async Task HandleAsync(Guid aggregateId, Transaction transaction, CancellationToken ct)
    {
        if (await orders.LockAsync(transaction, aggregateId, Access.Everything) is not { } order) return;
        await orders.SaveAsync(transaction, order.PaymentRefused("payment_timeout", transaction.Now));
    }
}

/// <summary>The restaurant did not answer.</summary>
public sealed class AcceptanceDeadline(OrderStore orders) : IDeadlineHandler
{
    public async Task HandleAsync(Guid aggregateId, Transaction transaction, CancellationToken ct)
    {
        if (await orders.LockAsync(transaction, aggregateId, Access.Everything) is not { } order) return;
        await orders.SaveAsync(transaction, order.Expire(transaction.Now));
    }
}

/// <summary>An accepted order is not ready. First ops are told; much later it is cancelled and the customer gets the money back.</summary>
public sealed class KitchenDeadline(OrderStore orders, IOptions<OrderOptions> options, ILogger<KitchenDeadline> log) : IDeadlineHandler
{
    public async Task HandleAsync(Guid aggregateId, Transaction transaction, CancellationToken ct)
    {
        if (await orders.LockAsync(transaction, aggregateId, Access.Everything) is not { Status: OrderStatus.Accepted or OrderStatus.Preparing, ReadyBy: { } readyBy } order) return;
        OrderMetrics.CountOverdue(order.Status);
        var cancelAt = readyBy + options.Value.KitchenCancelAfter;
        if (transaction.Now < cancelAt)
        {
            log.LogError("Order {OrderId} is {Status} and was to be ready at {ReadyBy}; it is cancelled at {CancelAt}", order.Id, order.Status, readyBy, cancelAt);
            transaction.SetDeadline(aggregateId, "kitchen", cancelAt);
            return;
        }
        log.LogError("Order {OrderId} is {Status} and was to be ready at {ReadyBy}; it is cancelled", order.Id, order.Status, readyBy);
        await orders.SaveAsync(transaction, order.Cancel(Actor.System, "notReady", transaction.Now, transaction.Now + options.Value.CancelAlertAfter));
    }
}

/// <summary>An order is ready and nobody fetches it: somebody must look. Asks again after the same time; only people end it.</summary>
public sealed class HandoverDeadline(OrderStore orders, IOptions<OrderOptions> options, ILogger<HandoverDeadline> log) : IDeadlineHandler
{
    public async Task HandleAsync(Guid aggregateId, Transaction transaction, CancellationToken ct)
    {
        if (await orders.LockAsync(transaction, aggregateId, Access.Everything) is not { Status: OrderStatus.Ready } order) return;
        OrderMetrics.CountOverdue(order.Status);
        log.LogError("Order {OrderId} ({Fulfilment}) is ready and nobody has fetched it; its delivery is {DeliveryStatus}", order.Id, order.Fulfilment, order.DeliveryStatus);
        transaction.SetDeadline(aggregateId, "handover", transaction.Now + options.Value.HandoverAlertAfter);
    }
}

/// <summary>A cancellation has not ended: somebody must look. Asks again after the same time.</summary>
public sealed class CancellingDeadline(OrderStore orders, IOptions<OrderOptions> options, ILogger<CancellingDeadline> log) : IDeadlineHandler
{
    public async Task HandleAsync(Guid aggregateId, Transaction transaction, CancellationToken ct)
    {
        if (await orders.LockAsync(transaction, aggregateId, Access.Everything) is not { Status: OrderStatus.Cancelling } order) return;
        OrderMetrics.CountOverdue(order.Status);
        log.LogError("Order {OrderId} is being cancelled and has not ended: payment released {PaymentReleased}, delivery released {DeliveryReleased}",
            order.Id, order.PaymentReleased, order.DeliveryReleased);
        transaction.SetDeadline(aggregateId, "cancelling", transaction.Now + options.Value.CancelAlertAfter);
    }
}
