using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.Contracts;

namespace FoodDelivery.AnalyticsService.Events;

/// <summary>Which events become facts.</summary>
internal static class Subscriptions
{
    public static EventsBuilder OnOrders(this EventsBuilder events) => events
        .On<OrderPlacedV1, OrderHandlers>().On<OrderSubmittedV1, OrderHandlers>().On<OrderPaymentFailedV1, OrderHandlers>()
        .On<OrderAcceptedV1, OrderHandlers>().On<OrderRejectedV1, OrderHandlers>().On<OrderExpiredV1, OrderHandlers>()
        .On<OrderPreparingV1, OrderHandlers>().On<OrderReadyV1, OrderHandlers>().On<OrderPickedUpV1, OrderHandlers>()
        .On<OrderDeliveredV1, OrderHandlers>().On<OrderCollectedV1, OrderHandlers>().On<OrderCancelledV1, OrderHandlers>()
        .On<OrderUndeliveredV1, OrderHandlers>().On<OrderNoShowV1, OrderHandlers>();

    public static EventsBuilder OnPayments(this EventsBuilder events) => events
        .On<PaymentCapturedV1, PaymentHandlers>().On<PaymentRefundedV1, PaymentHandlers>();

    public static EventsBuilder OnDeliveries(this EventsBuilder events) => events
        .On<DeliveryPlannedV1, DeliveryHandlers>().On<DeliverySearchingV1, DeliveryHandlers>().On<DeliveryOfferedV1, DeliveryHandlers>()
        .On<DeliveryOfferDeclinedV1, DeliveryHandlers>().On<DeliveryOfferExpiredV1, DeliveryHandlers>()
        .On<DeliveryAssignedV1, DeliveryHandlers>().On<DeliveryPickedUpV1, DeliveryHandlers>().On<DeliveryDeliveredV1, DeliveryHandlers>();
}
