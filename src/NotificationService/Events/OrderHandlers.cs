using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using FoodDelivery.NotificationService.Data;
using FoodDelivery.NotificationService.Domain;
using FoodDelivery.NotificationService.Streams;

namespace FoodDelivery.NotificationService.Events;

/// <summary>Turns each event into its announcements (Domain/).</summary>
internal sealed class OrderHandlers(StreamHub hub) : AnnouncingHandler(hub),
    IEventHandler<OrderPlacedV1>, IEventHandler<OrderSubmittedV1>, IEventHandler<OrderPaymentFailedV1>, IEventHandler<OrderAcceptedV1>,
    IEventHandler<OrderRejectedV1>, IEventHandler<OrderExpiredV1>, IEventHandler<OrderPreparingV1>, IEventHandler<OrderReadyV1>,
    IEventHandler<OrderDelayedV1>, IEventHandler<OrderPickedUpV1>, IEventHandler<OrderDeliveredV1>, IEventHandler<OrderCollectedV1>,
    IEventHandler<OrderCancelRequestedV1>, IEventHandler<OrderCancelledV1>, IEventHandler<OrderUndeliveredV1>, IEventHandler<OrderNoShowV1>
{
    public Task HandleAsync(OrderPlacedV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        AnnounceAsync(envelope, transaction, OrderAnnouncements.For(data, envelope.Time));

    public Task HandleAsync(OrderSubmittedV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        AnnounceAsync(envelope, transaction, OrderAnnouncements.For(data, envelope.Time));

    public Task HandleAsync(OrderPaymentFailedV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        AnnounceAsync(envelope, transaction, OrderAnnouncements.For(data, envelope.Time));

    public Task HandleAsync(OrderAcceptedV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        AnnounceAsync(envelope, transaction, OrderAnnouncements.For(data, envelope.Time));

    public Task HandleAsync(OrderRejectedV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        AnnounceAsync(envelope, transaction, OrderAnnouncements.For(data, envelope.Time));

    public Task HandleAsync(OrderExpiredV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        AnnounceAsync(envelope, transaction, OrderAnnouncements.For(data, envelope.Time));

    public Task HandleAsync(OrderPreparingV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        AnnounceAsync(envelope, transaction, OrderAnnouncements.For(data));

    public async Task HandleAsync(OrderReadyV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct)
    {
        var driver = await NotificationStore.FindDriverAsync(transaction, data.OrderId);
        await AnnounceAsync(envelope, transaction, OrderAnnouncements.For(data, driver));
    }

    public async Task HandleAsync(OrderDelayedV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct)
    {
        var driver = await NotificationStore.FindDriverAsync(transaction, data.OrderId);
        await AnnounceAsync(envelope, transaction, OrderAnnouncements.For(data, driver, envelope.Time));
    }

    public Task HandleAsync(OrderPickedUpV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        AnnounceAsync(envelope, transaction, OrderAnnouncements.For(data));

    public Task HandleAsync(OrderDeliveredV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        AnnounceAsync(envelope, transaction, OrderAnnouncements.For(data));

    public Task HandleAsync(OrderCollectedV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        AnnounceAsync(envelope, transaction, OrderAnnouncements.For(data));

    public Task HandleAsync(OrderCancelRequestedV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        AnnounceAsync(envelope, transaction, OrderAnnouncements.For(data, envelope.Time));

    public Task HandleAsync(OrderCancelledV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        AnnounceAsync(envelope, transaction, OrderAnnouncements.For(data, envelope.Time));

    public Task HandleAsync(OrderUndeliveredV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        AnnounceAsync(envelope, transaction, OrderAnnouncements.For(data, envelope.Time));

    public Task HandleAsync(OrderNoShowV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        AnnounceAsync(envelope, transaction, OrderAnnouncements.For(data));
}
