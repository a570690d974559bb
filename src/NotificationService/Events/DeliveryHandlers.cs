using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using FoodDelivery.NotificationService.Data;
using FoodDelivery.NotificationService.Domain;
using FoodDelivery.NotificationService.Streams;

namespace FoodDelivery.NotificationService.Events;

/// <summary>Turns each event into its announcements (Domain/).</summary>
internal sealed class DeliveryHandlers(StreamHub hub) : AnnouncingHandler(hub),
    IEventHandler<DeliveryPlannedV1>, IEventHandler<DeliverySearchingV1>, IEventHandler<DeliveryOfferedV1>,
    IEventHandler<DeliveryAssignedV1>, IEventHandler<DeliveryUnassignedV1>, IEventHandler<DeliveryAtPickupV1>,
    IEventHandler<DeliveryPickedUpV1>, IEventHandler<DeliveryAtDropoffV1>, IEventHandler<DeliveryDeliveredV1>,
    IEventHandler<DeliveryFailedV1>, IEventHandler<DeliveryReturningV1>, IEventHandler<DeliveryReturnedV1>,
    IEventHandler<DeliveryDisposedV1>, IEventHandler<DeliveryCancelledV1>
{
    public Task HandleAsync(DeliveryPlannedV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        AnnounceAsync(envelope, transaction, DeliveryAnnouncements.For(data, envelope.Time));

    public async Task HandleAsync(DeliverySearchingV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct)
    {
        var lost = await NotificationStore.ForgetDriverAsync(transaction, data.OrderId);
        await AnnounceAsync(envelope, transaction, DeliveryAnnouncements.For(data, lost, envelope.Time));
    }

    public Task HandleAsync(DeliveryOfferedV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        AnnounceAsync(envelope, transaction, DeliveryAnnouncements.For(data));

    public Task HandleAsync(DeliveryAssignedV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct)
    {
        NotificationStore.RememberDriver(transaction, data.OrderId, data.DriverId);
        return AnnounceAsync(envelope, transaction, DeliveryAnnouncements.For(data, envelope.Time));
    }

    public Task HandleAsync(DeliveryUnassignedV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        AnnounceAsync(envelope, transaction, DeliveryAnnouncements.For(data, envelope.Time));

    public Task HandleAsync(DeliveryAtPickupV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        AnnounceAsync(envelope, transaction, DeliveryAnnouncements.For(data));

    public Task HandleAsync(DeliveryPickedUpV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        AnnounceAsync(envelope, transaction, DeliveryAnnouncements.For(data));

    public Task HandleAsync(DeliveryAtDropoffV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        AnnounceAsync(envelope, transaction, DeliveryAnnouncements.For(data));

    public Task HandleAsync(DeliveryDeliveredV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        AnnounceAsync(envelope, transaction, DeliveryAnnouncements.For(data));

    public Task HandleAsync(DeliveryFailedV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        AnnounceAsync(envelope, transaction, DeliveryAnnouncements.For(data, envelope.Time));

    public Task HandleAsync(DeliveryReturningV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        AnnounceAsync(envelope, transaction, DeliveryAnnouncements.For(data, envelope.Time));

    public Task HandleAsync(DeliveryReturnedV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        AnnounceAsync(envelope, transaction, DeliveryAnnouncements.For(data, envelope.Time));

    public Task HandleAsync(DeliveryDisposedV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        AnnounceAsync(envelope, transaction, DeliveryAnnouncements.For(data, envelope.Time));

    public Task HandleAsync(DeliveryCancelledV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        AnnounceAsync(envelope, transaction, DeliveryAnnouncements.For(data, envelope.Time));
}

/// <summary>Turns each event into its announcements (Domain/).</summary>
internal sealed class PaymentHandlers(StreamHub hub) : AnnouncingHandler(hub),
    IEventHandler<PaymentCaptureFailedV1>, IEventHandler<PaymentRefundedV1>
{
    public Task HandleAsync(PaymentCaptureFailedV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        AnnounceAsync(envelope, transaction, DeliveryAnnouncements.For(data, envelope.Time));

    public Task HandleAsync(PaymentRefundedV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct) =>
        AnnounceAsync(envelope, transaction, DeliveryAnnouncements.For(data, envelope.Time));
}

/// <summary>Shows a driver's position to the customers whose orders he carries.</summary>
internal sealed class PositionHandler(StreamHub hub) : IDirectEventHandler<DriverLocationV1>
{
    public Task HandleAsync(DriverLocationV1 data, EventEnvelope envelope, CancellationToken ct)
    {
        var (lat, lng) = (data.Position.Lat, data.Position.Lng);
        foreach (var carried in data.Deliveries)
        {
            hub.ShowPosition(carried.CustomerId, new DeliveryPositionData(carried.OrderId, carried.DeliveryId, lat, lng, data.At));
        }
        return Task.CompletedTask;
    }
}
