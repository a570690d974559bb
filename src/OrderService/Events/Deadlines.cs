using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.OrderService.Data;
using FoodDelivery.OrderService.Domain;
using Microsoft.Extensions.Options;

namespace FoodDelivery.OrderService.Events;

/// <summary>The payment stayed undecided for too long.</summary>
public sealed class PaymentDeadline(OrderStore orders) : IDeadlineHandler
{
    public async Task HandleAsync(Guid aggregateId, Transaction transaction, CancellationToken ct)
    {
        if (await orders.LockAsync(transaction, aggregateId, OrderAccess.Everything) is not { } order) return;
        order.PaymentTimedOut(transaction.Now);
        orders.Save(transaction, order);
    }
}

/// <summary>The restaurant did not answer.</summary>
public sealed class AcceptanceDeadline(OrderStore orders) : IDeadlineHandler
{
    public async Task HandleAsync(Guid aggregateId, Transaction transaction, CancellationToken ct)
    {
        if (await orders.LockAsync(transaction, aggregateId, OrderAccess.Everything) is not { } order) return;
        if (order.Status is not OrderStatus.AwaitingAcceptance) return;
        order.Expire(transaction.Now, await orders.CountExpiriesAsync(transaction, order));
        orders.Save(transaction, order);
    }
}

/// <summary>The restaurant has not answered yet.</summary>
public sealed class ReminderDeadline(OrderStore orders, IOptions<OrderOptions> options) : IDeadlineHandler
{
    public async Task HandleAsync(Guid aggregateId, Transaction transaction, CancellationToken ct)
    {
        if (await orders.LockAsync(transaction, aggregateId, OrderAccess.Everything) is not { } order) return;
        order.RemindRestaurant(transaction.Now, options.Value.RemindAgainAfter);
        orders.Save(transaction, order);
    }
}

/// <summary>An accepted order is not ready. First ops are told; much later it is cancelled and the customer gets the money back.</summary>
public sealed class KitchenDeadline(OrderStore orders, IOptions<OrderOptions> options, ILogger<KitchenDeadline> log) : IDeadlineHandler
{
    public async Task HandleAsync(Guid aggregateId, Transaction transaction, CancellationToken ct)
    {
        var order = await orders.LockAsync(transaction, aggregateId, OrderAccess.Everything);
        if (order is not { Status: OrderStatus.Accepted or OrderStatus.Preparing, ReadyBy: { } readyBy }) return;
        OrderMetrics.CountOverdue(order.Status);
        var cancelAt = readyBy + options.Value.KitchenCancelAfter;
        if (transaction.Now < cancelAt)
        {
            log.LogError("Order {OrderId} is {Status} and was to be ready at {ReadyBy}; it is cancelled at {CancelAt}",
                order.Id, order.Status, readyBy, cancelAt);
            order.RemindAt(cancelAt);
        }
        else
        {
            log.LogError("Order {OrderId} is {Status} and was to be ready at {ReadyBy}; it is cancelled", order.Id, order.Status, readyBy);
            order.Cancel(Actor.System, "notReady", transaction.Now, transaction.Now + options.Value.CancelAlertAfter);
        }
        orders.Save(transaction, order);
    }
}

/// <summary>No courier has been found for a while.</summary>
public sealed class CourierDeadline(OrderStore orders, IOptions<OrderOptions> options) : IDeadlineHandler
{
    public async Task HandleAsync(Guid aggregateId, Transaction transaction, CancellationToken ct)
    {
        if (await orders.LockAsync(transaction, aggregateId, OrderAccess.Everything) is not { } order) return;
        order.CourierLate(transaction.Now, options.Value.CourierSecondNoticeAfter);
        orders.Save(transaction, order);
    }
}

/// <summary>
/// An order is ready and nobody fetches it: somebody must look, again after the same time. For one that no courier was found for the wait
/// has an end; an assignment that comes first keeps it, one that comes later finds it called off. Any other only people end.
/// </summary>
public sealed class HandoverDeadline(OrderStore orders, IOptions<OrderOptions> options, ILogger<HandoverDeadline> log) : IDeadlineHandler
{
    public async Task HandleAsync(Guid aggregateId, Transaction transaction, CancellationToken ct)
    {
        var order = await orders.LockAsync(transaction, aggregateId, OrderAccess.Everything);
        if (order is not { Status: OrderStatus.Ready }) return;
        var (settings, now) = (options.Value, transaction.Now);
        var endsAt = order.EndsWithoutCourierAt(settings.NoCourierCancelAfter, settings.CourierSecondNoticeAfter);
        OrderMetrics.CountOverdue(order.Status);
        if (endsAt <= now)
        {
            log.LogError("No courier was found for order {OrderId}, which was ready at {ReadyAt}; it is cancelled",
                order.Id, order.StepSince);
            order.Cancel(Actor.System, "noCourier", now, now + settings.CancelAlertAfter);
            orders.Save(transaction, order);
            return;
        }
        log.LogError("Order {OrderId} ({Fulfilment}) is ready and nobody has fetched it; its delivery is {DeliveryStatus}",
            order.Id, order.Fulfilment, order.DeliveryStatus);
        var again = now + settings.HandoverAlertAfter;
        order.RemindAt(endsAt < again ? endsAt.Value : again);
        orders.Save(transaction, order);
    }
}

/// <summary>A cancellation has not ended: somebody must look. Asks again after the same time.</summary>
public sealed class CancellingDeadline(OrderStore orders, IOptions<OrderOptions> options, ILogger<CancellingDeadline> log)
    : IDeadlineHandler
{
    public async Task HandleAsync(Guid aggregateId, Transaction transaction, CancellationToken ct)
    {
        var order = await orders.LockAsync(transaction, aggregateId, OrderAccess.Everything);
        if (order is not { Status: OrderStatus.Cancelling }) return;
        OrderMetrics.CountOverdue(order.Status);
        log.LogError(
            "Order {OrderId} is being cancelled and has not ended: payment released {PaymentReleased}, "
            + "delivery released {DeliveryReleased}",
            order.Id, order.PaymentReleased, order.DeliveryReleased);
        order.RemindAt(transaction.Now + options.Value.CancelAlertAfter);
        orders.Save(transaction, order);
    }
}
