using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using FoodDelivery.NotificationService.Data;
using FoodDelivery.NotificationService.Domain;
using FoodDelivery.NotificationService.Streams;

namespace FoodDelivery.NotificationService.Events;

/// <summary>Which events become announcements. The announcements themselves are in Domain/.</summary>
internal static class Subscriptions
{
    public static EventsBuilder OnOrders(this EventsBuilder events) => events
        .On<OrderPlacedV1, OrderHandlers>().On<OrderSubmittedV1, OrderHandlers>().On<OrderPaymentFailedV1, OrderHandlers>()
        .On<OrderAcceptedV1, OrderHandlers>().On<OrderRejectedV1, OrderHandlers>().On<OrderExpiredV1, OrderHandlers>()
        .On<OrderPreparingV1, OrderHandlers>().On<OrderReadyV1, OrderHandlers>().On<OrderDelayedV1, OrderHandlers>()
        .On<OrderPickedUpV1, OrderHandlers>().On<OrderDeliveredV1, OrderHandlers>().On<OrderCollectedV1, OrderHandlers>()
        .On<OrderCancelRequestedV1, OrderHandlers>().On<OrderCancelledV1, OrderHandlers>().On<OrderUndeliveredV1, OrderHandlers>()
        .On<OrderNoShowV1, OrderHandlers>();

    public static EventsBuilder OnPayments(this EventsBuilder events) => events
        .On<PaymentCaptureFailedV1, PaymentHandlers>().On<PaymentRefundedV1, PaymentHandlers>();

    public static EventsBuilder OnDeliveries(this EventsBuilder events) => events
        .On<DeliveryPlannedV1, DeliveryHandlers>().On<DeliverySearchingV1, DeliveryHandlers>().On<DeliveryOfferedV1, DeliveryHandlers>()
        .On<DeliveryAssignedV1, DeliveryHandlers>().On<DeliveryUnassignedV1, DeliveryHandlers>().On<DeliveryAtPickupV1, DeliveryHandlers>()
        .On<DeliveryPickedUpV1, DeliveryHandlers>().On<DeliveryAtDropoffV1, DeliveryHandlers>().On<DeliveryDeliveredV1, DeliveryHandlers>()
        .On<DeliveryFailedV1, DeliveryHandlers>().On<DeliveryReturningV1, DeliveryHandlers>().On<DeliveryReturnedV1, DeliveryHandlers>()
        .On<DeliveryDisposedV1, DeliveryHandlers>().On<DeliveryCancelledV1, DeliveryHandlers>();

    public static EventsBuilder OnPositions(this EventsBuilder events) => events.OnDirect<DriverLocationV1, PositionHandler>();
}

/// <summary>Stores announcements and wakes the streams when they are committed.</summary>
internal abstract class AnnouncingHandler(StreamHub hub)
{
    protected Task AnnounceAsync(EventEnvelope cause, Transaction transaction, IEnumerable<Announcement> announcements)
    {
        IReadOnlyList<Announcement> list = [.. announcements];
        if (list.Count == 0) return Task.CompletedTask;
        NotificationStore.Add(transaction, cause, list);
        transaction.AfterCommit(hub.Wake);
        return Task.CompletedTask;
    }
}
