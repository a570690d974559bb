using FoodDelivery.AnalyticsService.Data;
using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;

namespace FoodDelivery.AnalyticsService.Events;

/// <summary>What the courier's events say about an order.</summary>
internal sealed class DeliveryHandlers :
    IEventHandler<DeliveryPlannedV1>, IEventHandler<DeliverySearchingV1>, IEventHandler<DeliveryOfferedV1>,
    IEventHandler<DeliveryOfferDeclinedV1>, IEventHandler<DeliveryOfferExpiredV1>, IEventHandler<DeliveryAssignedV1>,
    IEventHandler<DeliveryPickedUpV1>, IEventHandler<DeliveryDeliveredV1>
{
    public Task HandleAsync(DeliveryPlannedV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        new FactUpsert(data.OrderId, data.RestaurantId).Earliest("delivery_planned_at", envelope.Time).ApplyAsync(transaction);

    public Task HandleAsync(DeliverySearchingV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        new FactUpsert(data.OrderId, data.RestaurantId).Earliest("searching_at", envelope.Time).ApplyAsync(transaction);

    public Task HandleAsync(DeliveryOfferedV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        new FactUpsert(data.OrderId, data.RestaurantId)
            .Earliest("first_offered_at", envelope.Time).Increment("offers").ApplyAsync(transaction);

    public Task HandleAsync(DeliveryOfferDeclinedV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        new FactUpsert(data.OrderId, data.RestaurantId).Increment("declines").ApplyAsync(transaction);

    public Task HandleAsync(DeliveryOfferExpiredV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        new FactUpsert(data.OrderId, data.RestaurantId).Increment("offers_expired").ApplyAsync(transaction);

    // A later assignment replaces an earlier one: the time until the driver who carried the order was found.
    public Task HandleAsync(DeliveryAssignedV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        new FactUpsert(data.OrderId, data.RestaurantId).Set("assigned_at", envelope.Time).ApplyAsync(transaction);

    public Task HandleAsync(DeliveryPickedUpV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        new FactUpsert(data.OrderId, data.RestaurantId).Set("picked_up_at", data.At).ApplyAsync(transaction);

    public Task HandleAsync(DeliveryDeliveredV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        new FactUpsert(data.OrderId, data.RestaurantId).Set("delivered_at", data.At).ApplyAsync(transaction);
}

/// <summary>What was really taken and given back. Payment does not know the restaurant; the other topics do.</summary>
internal sealed class PaymentHandlers : IEventHandler<PaymentCapturedV1>, IEventHandler<PaymentRefundedV1>
{
    public Task HandleAsync(PaymentCapturedV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        new FactUpsert(data.OrderId).SetMoney("captured_minor", data.Amount).ApplyAsync(transaction);

    public Task HandleAsync(PaymentRefundedV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        new FactUpsert(data.OrderId).Largest("refunded_minor", data.TotalRefunded.Amount).Fill("currency", data.TotalRefunded.Currency)
            .ApplyAsync(transaction);
}
