using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using FoodDelivery.DeliveryService.Data;
using FoodDelivery.DeliveryService.Domain;
using Microsoft.Extensions.Options;

namespace FoodDelivery.DeliveryService.Events;

/// <summary>What orders mean for deliveries. Orders for pick-up have no delivery, so every other event may find none.</summary>
public sealed class OrderHandlers(DeliveryBatch batch, DeliveryStore deliveries, IOptions<DeliveryOptions> options) :
    IEventHandler<OrderAcceptedV1>, IEventHandler<OrderReadyV1>, IEventHandler<OrderDelayedV1>, IEventHandler<OrderCancelRequestedV1>,
    IEventHandler<OrderCancelledV1>, IEventHandler<OrderRejectedV1>, IEventHandler<OrderExpiredV1>
{
    private readonly DeliveryOptions options = options.Value;

    public Task HandleAsync(OrderAcceptedV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct)
    {
        if (data.Fulfilment != "delivery") return Task.CompletedTask;
        var area = data.DropoffArea
            ?? throw new InvalidOperationException($"Order {data.OrderId} is to be delivered but has no drop-off area.");
        var planned = Delivery.Plan(data, area, transaction.Now, options);
        batch.Add(planned);
        deliveries.Save(transaction, planned);
        return Task.CompletedTask;
    }

    public Task HandleAsync(OrderReadyV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct)
    {
        // An inferred one is told by our own pick-up.
        if (batch.Find(data.OrderId) is not { PickedUpAt: null } delivery || delivery.Status.IsEnd()) return Task.CompletedTask;
        delivery.FoodReady(data.At, transaction.Now, options);
        deliveries.Save(transaction, delivery);
        return Task.CompletedTask;
    }

    public Task HandleAsync(OrderDelayedV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct)
    {
        if (batch.Find(data.OrderId) is not { } delivery) return Task.CompletedTask;
        delivery.Replan(data.NewReadyBy, transaction.Now, options);
        deliveries.Save(transaction, delivery);
        return Task.CompletedTask;
    }

    // By the order's stage: a pick-up that beat an earlier cancellation has won, and is not called back.
    public Task HandleAsync(OrderCancelRequestedV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        data.Stage == "inDelivery"
            ? Change(transaction, data.OrderId, DeliveryCommand.Recall, delivery => delivery.Recall(transaction.Now, options))
            : Cancel(transaction, data.OrderId);

    public Task HandleAsync(OrderCancelledV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        Cancel(transaction, data.OrderId);

    public Task HandleAsync(OrderRejectedV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        Cancel(transaction, data.OrderId);

    public Task HandleAsync(OrderExpiredV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        Cancel(transaction, data.OrderId);

    private Task Cancel(Transaction transaction, Guid orderId) =>
        Change(transaction, orderId, DeliveryCommand.Cancel, delivery => delivery.Cancel(transaction.Now));

    private Task Change(Transaction transaction, Guid orderId, DeliveryCommand command, Action<Delivery> change)
    {
        var delivery = batch.Find(orderId);
        if (delivery?.Can(command, DeliveryActor.System) != true) return Task.CompletedTask;
        change(delivery);
        deliveries.Save(transaction, delivery);
        return Task.CompletedTask;
    }
}
