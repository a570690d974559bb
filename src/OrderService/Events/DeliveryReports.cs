using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using FoodDelivery.OrderService.Domain;

namespace FoodDelivery.OrderService.Events;

/// <summary>What Delivery reports. Its pick-up is the pivot of an order: it wins against a cancellation that has not ended.</summary>
public sealed class DeliveryReports(OrderReports reports) :
    IEventHandler<DeliveryPlannedV1>, IEventHandler<DeliverySearchingV1>, IEventHandler<DeliveryAssignedV1>, IEventHandler<DeliveryUnassignedV1>,
    IEventHandler<DeliveryPickedUpV1>, IEventHandler<DeliveryDeliveredV1>, IEventHandler<DeliveryReturnedV1>, IEventHandler<DeliveryDisposedV1>, IEventHandler<DeliveryCancelledV1>
{
    public Task HandleAsync(DeliveryPlannedV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        reports.ApplyAsync(transaction, data.OrderId, envelope, null, order => OrderChange.None(order with { DeliveryStatus = "planned" }));

    // Also when a driver gives the delivery back: whose name was shown does not come.
    public Task HandleAsync(DeliverySearchingV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        reports.ApplyAsync(transaction, data.OrderId, envelope, null, order => OrderChange.None(order with { DeliveryStatus = "searching", DriverName = null }));

    public Task HandleAsync(DeliveryAssignedV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        reports.ApplyAsync(transaction, data.OrderId, envelope, data.Vehicle, order =>
            OrderChange.None(order with { DeliveryStatus = "assigned", DriverName = data.DriverName }));

    public Task HandleAsync(DeliveryUnassignedV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        reports.ApplyAsync(transaction, data.OrderId, envelope, $"{data.Rounds} rounds", order =>
            OrderChange.None(order with { DeliveryStatus = "unassigned", DriverName = null }));

    public Task HandleAsync(DeliveryPickedUpV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        reports.ApplyAsync(transaction, data.OrderId, envelope, null, order => (order with { DeliveryStatus = "pickedUp" }).PickedUp(data.At));

    public Task HandleAsync(DeliveryDeliveredV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        reports.ApplyAsync(transaction, data.OrderId, envelope, data.ProofType, order => Ended(order with { DeliveryStatus = "delivered" }, after => after.Delivered(data.At), transaction));

    public Task HandleAsync(DeliveryReturnedV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        reports.ApplyAsync(transaction, data.OrderId, envelope, null, order =>
            Ended(order with { DeliveryStatus = "returned" }, after => after.Undelivered("returned", transaction.Now), transaction));

    public Task HandleAsync(DeliveryDisposedV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        reports.ApplyAsync(transaction, data.OrderId, envelope, null, order =>
            Ended(order with { DeliveryStatus = "disposed" }, after => after.Undelivered("disposed", transaction.Now), transaction));

    public Task HandleAsync(DeliveryCancelledV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        reports.ApplyAsync(transaction, data.OrderId, envelope, null, order =>
            (order with { DeliveryStatus = "cancelled", DriverName = null }).CourierReleased(transaction.Now));

    // A run that ended while ops were cancelling it (after pick-up) only frees the courier.
    private static OrderChange Ended(Order order, Func<Order, OrderChange> change, Transaction transaction) =>
        order.Status is OrderStatus.Cancelling ? order.CourierReleased(transaction.Now) : change(order);
}
