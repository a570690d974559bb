using FoodDelivery.AnalyticsService.Data;
using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;

namespace FoodDelivery.AnalyticsService.Events;

/// <summary>What the courier's events say about an order.</summary>
internal sealed class DeliveryHandlers(FactBatch facts) :
    IEventHandler<DeliveryPlannedV1>, IEventHandler<DeliverySearchingV1>, IEventHandler<DeliveryOfferedV1>,
    IEventHandler<DeliveryOfferDeclinedV1>, IEventHandler<DeliveryOfferExpiredV1>, IEventHandler<DeliveryAssignedV1>,
    IEventHandler<DeliveryPickedUpV1>, IEventHandler<DeliveryDeliveredV1>
{
    public Task HandleAsync(DeliveryPlannedV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        facts.Of(data.OrderId, data.RestaurantId).Say("delivery_planned_at", envelope.Time).Said;

    public Task HandleAsync(DeliverySearchingV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        facts.Of(data.OrderId, data.RestaurantId).Say("searching_at", envelope.Time).Said;

    public Task HandleAsync(DeliveryOfferedV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        facts.Of(data.OrderId, data.RestaurantId).Say("first_offered_at", envelope.Time).One("offers").Said;

    public Task HandleAsync(DeliveryOfferDeclinedV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        facts.Of(data.OrderId, data.RestaurantId).One("declines").Said;

    public Task HandleAsync(DeliveryOfferExpiredV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        facts.Of(data.OrderId, data.RestaurantId).One("offers_expired").Said;

    public Task HandleAsync(DeliveryAssignedV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        facts.Of(data.OrderId, data.RestaurantId).Say("assigned_at", envelope.Time).Said;

    public Task HandleAsync(DeliveryPickedUpV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        facts.Of(data.OrderId, data.RestaurantId).Say("picked_up_at", data.At).Said;

    public Task HandleAsync(DeliveryDeliveredV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        facts.Of(data.OrderId, data.RestaurantId).Say("delivered_at", data.At).Said;
}

/// <summary>What was really taken and given back. Payment does not know the restaurant; the other topics do.</summary>
internal sealed class PaymentHandlers(FactBatch facts) : IEventHandler<PaymentCapturedV1>, IEventHandler<PaymentRefundedV1>
{
    public Task HandleAsync(PaymentCapturedV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        facts.Of(data.OrderId).Money("captured_minor", data.Amount).Said;

    public Task HandleAsync(PaymentRefundedV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        facts.Of(data.OrderId).Say("refunded_minor", data.TotalRefunded.Amount).Say("currency", data.TotalRefunded.Currency).Said;
}
