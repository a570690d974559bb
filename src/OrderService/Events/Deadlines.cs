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

/// <summary>A cancellation has not ended: somebody must look. Asks again after the same time.</summary>
public sealed class CancellingDeadline(OrderStore orders, IOptions<OrderOptions> options, ILogger<CancellingDeadline> log) : IDeadlineHandler
{
    public async Task HandleAsync(Guid aggregateId, Transaction transaction, CancellationToken ct)
    {
        if (await orders.LockAsync(transaction, aggregateId, Access.Everything) is not { Status: OrderStatus.Cancelling } order) return;
        log.LogError("Order {OrderId} is being cancelled and has not ended: payment released {PaymentReleased}, delivery released {DeliveryReleased}",
            order.Id, order.PaymentReleased, order.DeliveryReleased);
        await transaction.SetDeadlineAsync(aggregateId, "cancelling", transaction.Now + options.Value.CancelAlertAfter);
    }
}
