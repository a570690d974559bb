using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.Contracts;

namespace FoodDelivery.AnalyticsService.Events;

/// <summary>Which events become facts.</summary>
internal static class Subscriptions
{
    public static EventsBuilder OnOrders(this EventsBuilder events) => events
        .On<OrderPlacedV1, OrderProjection>().On<OrderSubmittedV1, OrderProjection>().On<OrderPaymentFailedV1, OrderProjection>().On<OrderAcceptedV1, OrderProjection>()
        .On<OrderRejectedV1, OrderProjection>().On<OrderExpiredV1, OrderProjection>().On<OrderPreparingV1, OrderProjection>().On<OrderReadyV1, OrderProjection>()
        .On<OrderPickedUpV1, OrderProjection>().On<OrderDeliveredV1, OrderProjection>().On<OrderCollectedV1, OrderProjection>().On<OrderCancelledV1, OrderProjection>()
        .On<OrderUndeliveredV1, OrderProjection>().On<OrderNoShowV1, OrderProjection>();

    public static EventsBuilder OnPayments(this EventsBuilder events) => events
        .On<PaymentCapturedV1, PaymentProjection>().On<PaymentRefundedV1, PaymentProjection>();

    public static EventsBuilder OnDeliveries(this EventsBuilder events) => events
        .On<DeliveryPlannedV1, DeliveryProjection>().On<DeliverySearchingV1, DeliveryProjection>().On<DeliveryOfferedV1, DeliveryProjection>()
        .On<DeliveryOfferDeclinedV1, DeliveryProjection>().On<DeliveryOfferExpiredV1, DeliveryProjection>().On<DeliveryAssignedV1, DeliveryProjection>()
        .On<DeliveryPickedUpV1, DeliveryProjection>().On<DeliveryDeliveredV1, DeliveryProjection>();
}
