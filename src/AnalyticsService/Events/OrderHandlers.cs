using FoodDelivery.AnalyticsService.Data;
using FoodDelivery.AnalyticsService.Domain;
using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;

namespace FoodDelivery.AnalyticsService.Events;

/// <summary>
/// What the kitchen's events say about an order. Pick-up and delivery are the courier's facts: here they only fill a gap.
/// </summary>
internal sealed class OrderHandlers(FactBatch facts) :
    IEventHandler<OrderPlacedV1>, IEventHandler<OrderSubmittedV1>, IEventHandler<OrderPaymentFailedV1>, IEventHandler<OrderAcceptedV1>,
    IEventHandler<OrderRejectedV1>, IEventHandler<OrderExpiredV1>, IEventHandler<OrderPreparingV1>, IEventHandler<OrderReadyV1>,
    IEventHandler<OrderPickedUpV1>, IEventHandler<OrderDeliveredV1>, IEventHandler<OrderCollectedV1>, IEventHandler<OrderCancelledV1>,
    IEventHandler<OrderUndeliveredV1>, IEventHandler<OrderNoShowV1>
{
    public Task HandleAsync(OrderPlacedV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        facts.Of(data.OrderId, data.RestaurantId)
            .Say("placed_at", data.PlacedAt).Money("total_minor", data.Total).Ordered(data.Lines).Said;

    public Task HandleAsync(OrderSubmittedV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        facts.Of(data.OrderId, data.RestaurantId).Say("submitted_at", envelope.Time).Said;

    public Task HandleAsync(OrderAcceptedV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        facts.Of(data.OrderId, data.RestaurantId)
            .Say("accepted_at", envelope.Time).Say("prep_minutes", data.PrepMinutes).Say("promise_latest", data.PromiseLatest).Said;

    public Task HandleAsync(OrderPreparingV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        facts.Of(data.OrderId, data.RestaurantId).Say("started_at", data.At).Said;

    public Task HandleAsync(OrderReadyV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        facts.Of(data.OrderId, data.RestaurantId).Say("ready_at", data.At).Say("ready_inferred", data.Inferred).Said;

    public Task HandleAsync(OrderPickedUpV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        facts.Of(data.OrderId, data.RestaurantId).FillGap("picked_up_at", data.At).Said;

    public Task HandleAsync(OrderDeliveredV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        Ended(data.OrderId, data.RestaurantId, Outcome.Delivered, data.At)
            .FillGap("delivered_at", data.At).Say("promise_latest", data.PromiseLatest).Say("late_seconds", data.LateSeconds).Said;

    public Task HandleAsync(OrderCollectedV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        Ended(data.OrderId, data.RestaurantId, Outcome.Collected, data.At).Said;

    public Task HandleAsync(OrderPaymentFailedV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        Ended(data.OrderId, data.RestaurantId, Outcome.PaymentFailed, envelope.Time).Said;

    public Task HandleAsync(OrderRejectedV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        Ended(data.OrderId, data.RestaurantId, Outcome.Rejected, envelope.Time).Said;

    public Task HandleAsync(OrderExpiredV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        Ended(data.OrderId, data.RestaurantId, Outcome.Expired, envelope.Time).Said;

    public Task HandleAsync(OrderCancelledV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        Ended(data.OrderId, data.RestaurantId, Outcome.Cancelled, envelope.Time).Said;

    public Task HandleAsync(OrderUndeliveredV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        Ended(data.OrderId, data.RestaurantId, Outcome.Undelivered, envelope.Time).Said;

    public Task HandleAsync(OrderNoShowV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        Ended(data.OrderId, data.RestaurantId, Outcome.NoShow, data.At).Said;

    private OrderFacts Ended(Guid orderId, Guid restaurantId, Outcome outcome, DateTimeOffset at) =>
        facts.Of(orderId, restaurantId).Say("outcome", outcome.Wire()).Say("ended_at", at);
}
