namespace FoodDelivery.Contracts;

/// <summary>One event in the catalogue.</summary>
/// <param name="EventType">Wire name.</param>
/// <param name="Topic">Topic that carries it.</param>
/// <param name="PayloadType">Contract record.</param>
public sealed record CatalogueEntry(string EventType, string Topic, Type PayloadType);

/// <summary>Every event that is or was produced, for documentation and contract tests.</summary>
public static class EventCatalogue
{
    /// <summary>All events, by producing service.</summary>
    public static IReadOnlyList<CatalogueEntry> All { get; } =
    [
        Entry<CartCheckedOutV1>(),
        Entry<RestaurantPublishedV1>(),
        Entry<RestaurantStatusChangedV1>(),
        Entry<MenuPublishedV1>(),
        Entry<ItemAvailabilityChangedV1>(),
        Entry<DeliveryPlannedV1>(),
        Entry<DeliverySearchingV1>(),
        Entry<DeliveryOfferedV1>(),
        Entry<DeliveryOfferDeclinedV1>(),
        Entry<DeliveryOfferExpiredV1>(),
        Entry<DeliveryAssignedV1>(),
        Entry<DeliveryUnassignedV1>(),
        Entry<DeliveryAtPickupV1>(),
        Entry<DeliveryPickedUpV1>(),
        Entry<DeliveryAtDropoffV1>(),
        Entry<DeliveryDeliveredV1>(),
        Entry<DeliveryContactAttemptedV1>(),
        Entry<DeliveryHelpRequestedV1>(),
        Entry<DeliveryTransferredV1>(),
        Entry<DeliveryTakenOverV1>(),
        Entry<DeliveryFailedV1>(),
        Entry<DeliveryReturningV1>(),
        Entry<DeliveryReturnedV1>(),
        Entry<DeliveryDisposedV1>(),
        Entry<DeliveryCancelledV1>(),
        Entry<DriverLocationV1>(),
        Entry<NotificationSentV1>(),
        Entry<OrderPlacedV1>(),
        Entry<OrderSubmittedV1>(),
        Entry<OrderPaymentFailedV1>(),
        Entry<OrderAcceptedV1>(),
        Entry<OrderRejectedV1>(),
        Entry<OrderExpiredV1>(),
        Entry<OrderPreparingV1>(),
        Entry<OrderReadyV1>(),
        Entry<OrderDelayedV1>(),
        Entry<OrderPickedUpV1>(),
        Entry<OrderDeliveredV1>(),
        Entry<OrderCollectedV1>(),
        Entry<OrderCancelRequestedV1>(),
        Entry<OrderCourierReleasedV1>(),
        Entry<OrderCancelledV1>(),
        Entry<OrderUndeliveredV1>(),
        Entry<OrderNoShowV1>(),
        Entry<OrderMessageSentV1>(),
        Entry<OrderCourierLateV1>(),
        Entry<OrderPromiseChangedV1>(),
        Entry<OrderAnswerRemindedV1>(),
        Entry<OrderRatedV1>(),
        Entry<PaymentAuthorizedV1>(),
        Entry<PaymentFailedV1>(),
        Entry<PaymentVoidedV1>(),
        Entry<PaymentCapturedV1>(),
        Entry<PaymentCaptureFailedV1>(),
        Entry<PaymentRefundedV1>(),
        Entry<UserRegisteredV1>(),
        Entry<DriverApprovedV1>(),
        Entry<DriverSuspendedV1>(),
        Entry<AccessRevokedV1>(),
        Entry<SigningKeyWithdrawnV1>(),
        Entry<UserLinkRequestedV1>(),
        Entry<UserErasedV1>(),
        Entry<DriverRefusedV1>(),
        Entry<RestaurantApplicationDecidedV1>(),
    ];

    private static CatalogueEntry Entry<T>() where T : IEvent => new(T.EventType, T.Topic, typeof(T));
}
