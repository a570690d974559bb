using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.BuildingBlocks.People;
using FoodDelivery.Contracts;
using FoodDelivery.NotificationService.Domain;
using static FoodDelivery.NotificationService.Domain.DecisionAnnouncements;
using static FoodDelivery.NotificationService.Domain.DeliveryAnnouncements;
using static FoodDelivery.NotificationService.Domain.OrderAnnouncements;

namespace FoodDelivery.NotificationService.Events;

/// <summary>Which events become announcements. The announcements themselves are in Domain/.</summary>
internal static class Subscriptions
{
    private static readonly Dictionary<string, Subscription> Announced = new Subscription[]
    {
        On<OrderPlacedV1>((e, at, _) => For(e, at), learn: e => new(e.OrderId, e.Code, Receipt.Of(e))),
        On<OrderSubmittedV1>((e, at, _) => For(e, at), learn: e => new(e.OrderId, e.Code, TimeZone: e.TimeZone)),
        On<OrderPaymentFailedV1>((e, at, _) => For(e, at)),
        On<OrderAcceptedV1>((e, at, _) => For(e, at), learn: e => new(e.OrderId, e.Code, RestaurantName: e.RestaurantName)),
        On<OrderRejectedV1>((e, at, _) => For(e, at)),
        On<OrderExpiredV1>((e, at, _) => For(e, at)),
        On<OrderPreparingV1>((e, _, _) => For(e)),
        On<OrderReadyV1>((e, _, driver) => For(e, driver), Carrier.Told),
        On<OrderDelayedV1>((e, at, driver) => For(e, driver, at), Carrier.Told),
        On<OrderPickedUpV1>((e, _, _) => For(e)),
        On<OrderDeliveredV1>((e, _, _) => For(e)),
        On<OrderCollectedV1>((e, _, _) => For(e)),
        On<OrderCancelRequestedV1>((e, at, _) => For(e, at)),
        On<OrderCancelledV1>((e, at, _) => For(e, at)),
        On<OrderUndeliveredV1>((e, at, _) => For(e, at)),
        On<OrderNoShowV1>((e, _, _) => For(e)),
        On<OrderPromiseChangedV1>((e, at, _) => For(e, at)),
        On<OrderAnswerRemindedV1>((e, at, _) => For(e, at)),
        On<OrderRatedV1>((e, at, _) => For(e, at)),
        On<OrderMessageSentV1>((e, _, _) => For(e)),
        On<OrderCourierLateV1>((e, at, _) => For(e, at)),

        On<PaymentCaptureFailedV1>((e, at, _) => For(e, at)),
        On<PaymentRefundedV1>((e, at, _) => For(e, at)),

        On<RestaurantApplicationDecidedV1>((e, at, _) => For(e, at)),
        On<RestaurantStatusChangedV1>((e, at, _) => For(e, at)),
        On<DriverApprovedV1>((e, at, _) => For(e, at)),
        On<DriverRefusedV1>((e, at, _) => For(e, at)),
        On<DriverSuspendedV1>((e, at, _) => For(e, at)),

        On<DeliveryPlannedV1>((e, at, _) => For(e, at)),
        On<DeliverySearchingV1>((e, at, lost) => For(e, lost, at), Carrier.Lost),
        On<DeliveryOfferedV1>((e, _, _) => For(e)),
        On<DeliveryOfferExpiredV1>((e, at, _) => For(e, at)),
        On<DeliveryAssignedV1>((e, at, _) => For(e, at), found: e => e.DriverId),
        On<DeliveryUnassignedV1>((e, at, _) => For(e, at)),
        On<DeliveryAtPickupV1>((e, _, _) => For(e)),
        On<DeliveryPickedUpV1>((e, _, _) => For(e)),
        On<DeliveryAtDropoffV1>((e, _, _) => For(e)),
        On<DeliveryDeliveredV1>((e, _, _) => For(e)),
        On<DeliveryContactAttemptedV1>((e, _, _) => For(e)),
        On<DeliveryHelpRequestedV1>((e, _, _) => For(e)),
        On<DeliveryTransferredV1>((e, at, _) => For(e, at), found: e => e.DriverId),
        On<DeliveryTakenOverV1>((e, _, _) => For(e)),
        On<DeliveryFailedV1>((e, at, _) => For(e, at)),
        On<DeliveryReturningV1>((e, at, _) => For(e, at)),
        On<DeliveryReturnedV1>((e, at, _) => For(e, at)),
        On<DeliveryDisposedV1>((e, at, _) => For(e, at)),
        On<DeliveryCancelledV1>((e, at, _) => For(e, at)),
    }.ToDictionary(subscription => subscription.EventType);

    public static EventsBuilder OnAnnounced(this EventsBuilder events)
    {
        foreach (var subscription in Announced.Values) subscription.Subscribe(events);
        return events.Around<AnnouncementBatch>();
    }

    public static EventsBuilder OnPositions(this EventsBuilder events) => events.OnDirect<DriverLocationV1, PositionHandler>();

    public static EventsBuilder OnAccounts(this EventsBuilder events) =>
        events.On<UserLinkRequestedV1, LinkHandler>().On<AccessRevokedV1, AccessHandler>()
            .On<UserErasedV1, ErasureHandler>();

    /// <summary>Null for an event that is no announcement.</summary>
    public static Subscription? Find(EventEnvelope envelope) => Announced.GetValueOrDefault(envelope.Type);

    private static Subscription On<T>(
        Func<T, DateTimeOffset, Guid?, IEnumerable<Announcement>> announce, Carrier carrier = Carrier.Unasked, Func<T, Guid>? found = null,
        Func<T, OrderFacts>? learn = null)
        where T : IEvent => new(
            T.EventType, events => events.On<T, Announcer<T>>(),
            (envelope, driver) => announce(envelope.Payload<T>(), envelope.Time, driver), carrier,
            found is null ? null : envelope => found(envelope.Payload<T>()),
            learn is null ? null : envelope => learn(envelope.Payload<T>()));
}

/// <summary>What an event has to do with who carries the order, whom the event itself does not name.</summary>
internal enum Carrier
{
    Unasked,

    /// <summary>He is told as well.</summary>
    Told,

    /// <summary>He is told that he carries it no more.</summary>
    Lost,
}

/// <param name="Announce">What is told, and to whom: the same each time. The driver is null while he is not known or not asked for.</param>
/// <param name="Found">Who carries the order from this event on, if it says so.</param>
/// <param name="Learn">What it says of the order that later texts need.</param>
internal sealed record Subscription(
    string EventType, Action<EventsBuilder> Subscribe, Func<EventEnvelope, Guid?, IEnumerable<Announcement>> Announce, Carrier Carrier,
    Func<EventEnvelope, Guid>? Found, Func<EventEnvelope, OrderFacts>? Learn);
