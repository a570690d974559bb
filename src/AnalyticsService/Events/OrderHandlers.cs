using FoodDelivery.AnalyticsService.Data;
using FoodDelivery.AnalyticsService.Domain;
using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;

namespace FoodDelivery.AnalyticsService.Events;

/// <summary>
/// What the kitchen's events say about an order. Pick-up and delivery are the courier's facts: here they only fill a gap.
/// </summary>
internal sealed class OrderHandlers :
    IEventHandler<OrderPlacedV1>, IEventHandler<OrderSubmittedV1>, IEventHandler<OrderPaymentFailedV1>, IEventHandler<OrderAcceptedV1>,
    IEventHandler<OrderRejectedV1>, IEventHandler<OrderExpiredV1>, IEventHandler<OrderPreparingV1>, IEventHandler<OrderReadyV1>,
    IEventHandler<OrderPickedUpV1>, IEventHandler<OrderDeliveredV1>, IEventHandler<OrderCollectedV1>, IEventHandler<OrderCancelledV1>,
    IEventHandler<OrderUndeliveredV1>, IEventHandler<OrderNoShowV1>
{
    public Task HandleAsync(OrderPlacedV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        new FactUpsert(data.OrderId, data.RestaurantId)
            .Set("placed_at", data.PlacedAt).SetMoney("total_minor", data.Total).Lines(data.Lines).ApplyAsync(transaction);

    public Task HandleAsync(OrderSubmittedV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        new FactUpsert(data.OrderId, data.RestaurantId).Set("submitted_at", envelope.Time).ApplyAsync(transaction);

    public Task HandleAsync(OrderAcceptedV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        new FactUpsert(data.OrderId, data.RestaurantId)
            .Set("accepted_at", envelope.Time).Set("prep_minutes", data.PrepMinutes).Set("promise_latest", data.PromiseLatest)
            .ApplyAsync(transaction);

    public Task HandleAsync(OrderPreparingV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        new FactUpsert(data.OrderId, data.RestaurantId).Set("started_at", data.At).ApplyAsync(transaction);

    public Task HandleAsync(OrderReadyV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        new FactUpsert(data.OrderId, data.RestaurantId)
            .Set("ready_at", data.At).Set("ready_inferred", data.Inferred).ApplyAsync(transaction);

    public Task HandleAsync(OrderPickedUpV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        new FactUpsert(data.OrderId, data.RestaurantId).Fill("picked_up_at", data.At).ApplyAsync(transaction);

    public Task HandleAsync(OrderDeliveredV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        Ended(data.OrderId, data.RestaurantId, Outcome.Delivered, data.At)
            .Fill("delivered_at", data.At).Set("promise_latest", data.PromiseLatest).Set("late_seconds", data.LateSeconds)
            .ApplyAsync(transaction);

    public Task HandleAsync(OrderCollectedV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        Ended(data.OrderId, data.RestaurantId, Outcome.Collected, data.At).ApplyAsync(transaction);

    public Task HandleAsync(OrderPaymentFailedV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        Ended(data.OrderId, data.RestaurantId, Outcome.PaymentFailed, envelope.Time).ApplyAsync(transaction);

    public Task HandleAsync(OrderRejectedV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        Ended(data.OrderId, data.RestaurantId, Outcome.Rejected, envelope.Time).ApplyAsync(transaction);

    public Task HandleAsync(OrderExpiredV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        Ended(data.OrderId, data.RestaurantId, Outcome.Expired, envelope.Time).ApplyAsync(transaction);

    public Task HandleAsync(OrderCancelledV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        Ended(data.OrderId, data.RestaurantId, Outcome.Cancelled, envelope.Time).ApplyAsync(transaction);

    public Task HandleAsync(OrderUndeliveredV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        Ended(data.OrderId, data.RestaurantId, Outcome.Undelivered, envelope.Time).ApplyAsync(transaction);

    public Task HandleAsync(OrderNoShowV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        Ended(data.OrderId, data.RestaurantId, Outcome.NoShow, data.At).ApplyAsync(transaction);

    private static FactUpsert Ended(Guid orderId, Guid restaurantId, Outcome outcome, DateTimeOffset at) =>
        new FactUpsert(orderId, restaurantId).Set("outcome", outcome.Wire()).Set("ended_at", at);
}
