using FoodDelivery.Contracts;
using static FoodDelivery.NotificationService.Domain.OrderAnnouncements;

namespace FoodDelivery.NotificationService.Domain;

/// <summary>What the people concerned see of a delivery's and a payment's events.</summary>
public static class DeliveryAnnouncements
{
    private const string Free = "Please do not go on; you are free.";

    public static IEnumerable<Announcement> For(DeliveryPlannedV1 e, DateTimeOffset at) =>
        Shared(e.CustomerId, e.RestaurantId, new(
            e.OrderId, e.DeliveryId, DeliveryStatus.Planned, at, PickupEta: e.PickupEta, DropoffEta: e.DropoffEta));

    /// <param name="lost">The driver who had it until now: he gave it back, or ops took it from him.</param>
    public static IEnumerable<Announcement> For(DeliverySearchingV1 e, Guid? lost, DateTimeOffset at)
    {
        var data = new DeliveryStatusData(e.OrderId, e.DeliveryId, DeliveryStatus.Searching, at);
        return lost is not { } driver
            ? Shared(e.CustomerId, e.RestaurantId, data)
            :
            [
                .. All(e.CustomerId, e.RestaurantId, driver, data),
                Message(driver, "delivery_no_longer_yours", "No longer your delivery", Free, e.OrderId, at),
            ];
    }

    public static IEnumerable<Announcement> For(DeliveryOfferedV1 e) =>
    [
        new(e.DriverId, StreamEventNames.OfferCreated, new OfferData(e.OfferId, e.DeliveryId, e.OrderId, e.Pay, e.ExpiresAt),
            new OutsideText("offer_created", e.OrderId, new(Amount: e.Pay), e.ExpiresAt)),
    ];

    public static IEnumerable<Announcement> For(DeliveryOfferExpiredV1 e, DateTimeOffset at)
    {
        if (!e.WentOffline) yield break;
        yield return Message(
            e.DriverId, "went_offline", "You are offline now", "You missed several offers. Go online again when you are ready.", null, at);
    }

    public static IEnumerable<Announcement> For(DeliveryAssignedV1 e, DateTimeOffset at)
    {
        var data = new DeliveryStatusData(
            e.OrderId, e.DeliveryId, DeliveryStatus.Assigned, at, e.DriverName, e.Vehicle, e.PickupEta, e.DropoffEta);
        foreach (var announcement in All(e.CustomerId, e.RestaurantId, e.DriverId, data)) yield return announcement;
        if (e.AskedInstead is not { } asked) yield break;
        yield return Message(asked, "offer_withdrawn", "Offer withdrawn", "Another driver brings it; you are free.", e.OrderId, at);
    }

    public static IEnumerable<Announcement> For(DeliveryUnassignedV1 e, DateTimeOffset at) =>
    [
        .. Shared(e.CustomerId, e.RestaurantId, new(e.OrderId, e.DeliveryId, DeliveryStatus.Unassigned, at)),
        Message(
            Audience.Ops, "delivery_unassigned", "No driver found",
            $"Nobody took the delivery in {Count(e.Rounds, "round")}; it goes on being offered.", e.OrderId, at,
            values: new(Count: e.Rounds)),
    ];

    public static IEnumerable<Announcement> For(DeliveryAtPickupV1 e) =>
        All(e.CustomerId, e.RestaurantId, e.DriverId, new(e.OrderId, e.DeliveryId, DeliveryStatus.AtPickup, e.At));

    public static IEnumerable<Announcement> For(DeliveryPickedUpV1 e) =>
        All(e.CustomerId, e.RestaurantId, e.DriverId, new(e.OrderId, e.DeliveryId, DeliveryStatus.PickedUp, e.At));

    public static IEnumerable<Announcement> For(DeliveryAtDropoffV1 e) =>
    [
        .. All(e.CustomerId, e.RestaurantId, e.DriverId, new(e.OrderId, e.DeliveryId, DeliveryStatus.AtDropoff, e.At)),
        Outside(e.CustomerId, "courier_at_door", e.OrderId, new()),
    ];

    public static IEnumerable<Announcement> For(DeliveryDeliveredV1 e) =>
        All(e.CustomerId, e.RestaurantId, e.DriverId, new(e.OrderId, e.DeliveryId, DeliveryStatus.Delivered, e.At));

    public static IEnumerable<Announcement> For(DeliveryContactAttemptedV1 e)
    {
        yield return new Announcement(
            e.CustomerId, StreamEventNames.DeliveryStatus,
            new DeliveryStatusData(e.OrderId, e.DeliveryId, DeliveryStatus.AtDropoff, e.At, WaitsUntil: e.WaitsUntil));
        yield return new Announcement(e.CustomerId, StreamEventNames.Notification, new NotificationData(
            "courier_at_door", "Your courier is at the door", e.Text ?? "Please come to the door.", e.OrderId, e.At, e.WaitsUntil,
            e.Text is null ? new() : null),
            new OutsideText("courier_at_door", e.OrderId, new()));
    }

    public static IEnumerable<Announcement> For(DeliveryHelpRequestedV1 e) =>
    [
        // What the courier said stays as it is.
        new(Audience.Ops, StreamEventNames.Notification, new NotificationData(
            "courier_needs_help", "A courier needs help", e.Text is null ? e.Kind : $"{e.Kind}: {e.Text}", e.OrderId, e.At),
            new OutsideText("courier_needs_help", e.OrderId, new())),
    ];

    public static IEnumerable<Announcement> For(DeliveryTransferredV1 e, DateTimeOffset at) =>
    [
        .. All(e.CustomerId, e.RestaurantId, e.DriverId, new(
            e.OrderId, e.DeliveryId, StatusOf(e), at, e.DriverName, e.Vehicle, e.PickupEta, e.DropoffEta)),
        Message(e.DriverId, "delivery_given_to_you", "A delivery for you",
            e.AfterPickup ? "Please fetch it from the driver who has it." : "Please fetch it at the restaurant.", e.OrderId, at),
        e.AfterPickup
            ? Message(e.FromDriverId, "delivery_handed_on", "Another driver fetches the order",
                $"Please stay where you are: {e.DriverName} fetches the order from you. You are offline until you go online again.",
                e.OrderId, at)
            : Message(e.FromDriverId, "delivery_no_longer_yours", "No longer your delivery", Free, e.OrderId, at),
    ];

    public static IEnumerable<Announcement> For(DeliveryTakenOverV1 e) =>
        [Message(e.FromDriverId, "delivery_taken_over", "The order is with the other driver", "Your part is done.", e.OrderId, e.At)];

    public static IEnumerable<Announcement> For(DeliveryFailedV1 e, DateTimeOffset at) =>
    [
        .. All(e.CustomerId, e.RestaurantId, e.DriverId, new(e.OrderId, e.DeliveryId, DeliveryStatus.Undeliverable, at, Reason: e.Reason,
            WaitsUntil: e.DecideBy)),
        Message(Audience.Ops, "delivery_failed", "Delivery failed", $"The driver could not hand over: {e.Reason}.", e.OrderId, at,
            values: new(Reason: e.Reason)),
    ];

    public static IEnumerable<Announcement> For(DeliveryReturningV1 e, DateTimeOffset at)
    {
        var data = new DeliveryStatusData(e.OrderId, e.DeliveryId, DeliveryStatus.Returning, at, Reason: e.Cause);
        foreach (var announcement in All(e.CustomerId, e.RestaurantId, e.DriverId, data)) yield return announcement;
        if (e.Cause is not DeliveryReturningV1.OrderCancelled) yield break;
        yield return Message(
            e.DriverId, "delivery_recalled", "Please bring it back", "The order was cancelled. Please do not hand it over.", e.OrderId, at);
    }

    public static IEnumerable<Announcement> For(DeliveryReturnedV1 e, DateTimeOffset at) =>
        All(e.CustomerId, e.RestaurantId, e.DriverId, new(e.OrderId, e.DeliveryId, DeliveryStatus.Returned, at));

    public static IEnumerable<Announcement> For(DeliveryDisposedV1 e, DateTimeOffset at) =>
        All(e.CustomerId, e.RestaurantId, e.DriverId, new(e.OrderId, e.DeliveryId, DeliveryStatus.Disposed, at));

    public static IEnumerable<Announcement> For(DeliveryCancelledV1 e, DateTimeOffset at)
    {
        var data = new DeliveryStatusData(e.OrderId, e.DeliveryId, DeliveryStatus.Cancelled, at);
        return e.DriverId is not { } driver
            ? Shared(e.CustomerId, e.RestaurantId, data)
            :
            [
                .. All(e.CustomerId, e.RestaurantId, driver, data),
                Message(driver, "delivery_cancelled", "Delivery cancelled", Free, e.OrderId, at),
            ];
    }

    public static IEnumerable<Announcement> For(PaymentCaptureFailedV1 e, DateTimeOffset at) =>
    [
        Message(
            Audience.Ops, "capture_failed", "Capture failed", $"Attempt {e.Attempt}: {e.Reason}. It is tried again.", e.OrderId, at,
            values: new(Count: e.Attempt, Reason: e.Reason)),
    ];

    public static IEnumerable<Announcement> For(PaymentRefundedV1 e, DateTimeOffset at) =>
    [
        Message(
            e.CustomerId, "payment_refunded", "Refund", $"{e.Amount} is on its way back to you.", e.OrderId, at,
            values: new(Amount: e.Amount)),
    ];

    private static DeliveryStatus StatusOf(DeliveryTransferredV1 e) => e.Status switch
    {
        "returning" => DeliveryStatus.Returning,
        _ => e.AfterPickup ? DeliveryStatus.PickedUp : DeliveryStatus.Assigned,
    };

    private static IEnumerable<Announcement> Shared(Guid customer, Guid restaurant, DeliveryStatusData data) =>
        [Status(customer, data), Status(restaurant, data)];

    private static IEnumerable<Announcement> All(Guid customer, Guid restaurant, Guid driver, DeliveryStatusData data) =>
        [Status(customer, data), Status(restaurant, data), Status(driver, data)];

    private static Announcement Status(Guid recipient, DeliveryStatusData data) => new(recipient, StreamEventNames.DeliveryStatus, data);
}
