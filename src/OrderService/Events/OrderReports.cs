using FoodDelivery.BuildingBlocks;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using FoodDelivery.OrderService.Data;
using FoodDelivery.OrderService.Domain;

namespace FoodDelivery.OrderService.Events;

/// <summary>Applies what another service reported: a line in the timeline, and whatever it means for the order.</summary>
public sealed class OrderReports(OrderStore orders, OrderReads reads, ILogger<OrderReports> log)
{
    public async Task ApplyAsync(Transaction transaction, Guid orderId, EventEnvelope envelope, string? detail, Func<Order, OrderChange> apply)
    {
        var order = await orders.LockAsync(transaction, orderId, Access.Everything);
        if (order is null)
        {
            log.LogWarning("{Type} names order {OrderId}, which does not exist", envelope.Type, orderId);
            return;
        }
        var change = apply(order);
        if (order.Status is OrderStatus.Cancelling && change.After.Status is OrderStatus.InDelivery && order.PaymentReleased)
        {
            log.LogError("Order {OrderId} was picked up after its payment had been released; it is delivered unpaid", orderId);
        }
        await orders.SaveAsync(transaction, change);
        if (change.Steps.Count > 0) Failpoint.Hit("order.report.before_outbox");
        await reads.ReportAsync(transaction, orderId, envelope.Type, envelope.Id, envelope.Time, detail);
    }
}
