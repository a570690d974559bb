using FoodDelivery.Contracts;
using static FoodDelivery.NotificationService.Domain.OrderAnnouncements;

namespace FoodDelivery.NotificationService.Domain;

/// <summary>What the people concerned see of a delivery's and a payment's events.</summary>
public static class DeliveryAnnouncements
{
    public static IEnumerable<Announcement> For(DeliveryPlannedV1 e, DateTimeOffset at) =>
        Shared(e.CustomerId, e.RestaurantId, new(e.OrderId, e.DeliveryId, "planned", at, PickupEta: e.PickupEta, DropoffEta: e.DropoffEta));

    /// <param name="lost">The driver who had it until now: he gave it back, or ops took it from him.</param>
    public static IEnumerable<Announcement> For(DeliverySearchingV1 e, Guid? lost, DateTimeOffset at)
    {
        var data = new DeliveryStatusData(e.OrderId, e.DeliveryId, "searching", at);
        return lost is not { } driver
            ? Shared(e.CustomerId, e.RestaurantId, data)
            : [.. All(e.CustomerId, e.RestaurantId, driver, data), Message(driver, "delivery_no_longer_yours", "No longer your delivery", "Please do not go on; you are free.", e.OrderId, at)];
    }

    public static IEnumerable<Announcement> For(DeliveryOfferedV1 e) =>
        [new(e.DriverId, StreamEventNames.OfferCreated, new OfferData(e.OfferId, e.DeliveryId, e.OrderId, e.Pay, e.ExpiresAt))];

    public static IEnumerable<Announcement> For(DeliveryAssignedV1 e, DateTimeOffset at) =>
        All(e.CustomerId, e.RestaurantId, e.DriverId, new(e.OrderId, e.DeliveryId, "assigned", at, e.DriverName, e.Vehicle, e.PickupEta, e.DropoffEta));

    public static IEnumerable<Announcement> For(DeliveryUnassignedV1 e, DateTimeOffset at) =>
    [
        .. Shared(e.CustomerId, e.RestaurantId, new(e.OrderId, e.DeliveryId, "unassigned", at)),
        Message(Audience.Ops, "delivery_unassigned", "No driver found", $"Nobody took the delivery in {e.Rounds} rounds; it goes on being offered.", e.OrderId, at),
    ];

    public static IEnumerable<Announcement> For(DeliveryAtPickupV1 e) => All(e.CustomerId, e.RestaurantId, e.DriverId, new(e.OrderId, e.DeliveryId, "atPickup", e.At));

    public static IEnumerable<Announcement> For(DeliveryPickedUpV1 e) => All(e.CustomerId, e.RestaurantId, e.DriverId, new(e.OrderId, e.DeliveryId, "pickedUp", e.At));

    public static IEnumerable<Announcement> For(DeliveryAtDropoffV1 e) => All(e.CustomerId, e.RestaurantId, e.DriverId, new(e.OrderId, e.DeliveryId, "atDropoff", e.At));

    public static IEnumerable<Announcement> For(DeliveryDeliveredV1 e) => All(e.CustomerId, e.RestaurantId, e.DriverId, new(e.OrderId, e.DeliveryId, "delivered", e.At));

    public static IEnumerable<Announcement> For(DeliveryFailedV1 e, DateTimeOffset at) =>
    [
        .. All(e.CustomerId, e.RestaurantId, e.DriverId, new(e.OrderId, e.DeliveryId, "undeliverable", at, Reason: e.Reason)),
        Message(Audience.Ops, "delivery_failed", "Delivery failed", $"The driver could not hand over: {e.Reason}.", e.OrderId, at),
    ];

    public static IEnumerable<Announcement> For(DeliveryReturningV1 e, DateTimeOffset at) => All(e.CustomerId, e.RestaurantId, e.DriverId, new(e.OrderId, e.DeliveryId, "returning", at));

    public static IEnumerable<Announcement> For(DeliveryReturnedV1 e, DateTimeOffset at) => All(e.CustomerId, e.RestaurantId, e.DriverId, new(e.OrderId, e.DeliveryId, "returned", at));

    public static IEnumerable<Announcement> For(DeliveryDisposedV1 e, DateTimeOffset at) => All(e.CustomerId, e.RestaurantId, e.DriverId, new(e.OrderId, e.DeliveryId, "disposed", at));

    public static IEnumerable<Announcement> For(DeliveryCancelledV1 e, DateTimeOffset at)
    {
        var data = new DeliveryStatusData(e.OrderId, e.DeliveryId, "cancelled", at);
        return e.DriverId is not { } driver
            ? Shared(e.CustomerId, e.RestaurantId, data)
            : [.. All(e.CustomerId, e.RestaurantId, driver, data), Message(driver, "delivery_cancelled", "Delivery cancelled", "Please do not go on; you are free.", e.OrderId, at)];
    }

    public static IEnumerable<Announcement> For(PaymentCaptureFailedV1 e, DateTimeOffset at) =>
        [Message(Audience.Ops, "capture_failed", "Capture failed", $"Attempt {e.Attempt}: {e.Reason}. It is tried again.", e.OrderId, at)];

    public static IEnumerable<Announcement> For(PaymentRefundedV1 e, DateTimeOffset at) =>
        [Message(e.CustomerId, "payment_refunded", "Refund", $"{e.Amount} is on its way back to you.", e.OrderId, at)];

    private static IEnumerable<Announcement> Shared(Guid customer, Guid restaurant, DeliveryStatusData data) => [Status(customer, data), Status(restaurant, data)];

    private static IEnumerable<Announcement> All(Guid customer, Guid restaurant, Guid driver, DeliveryStatusData data) =>
        [Status(customer, data), Status(restaurant, data), Status(driver, data)];

    private static Announcement Status(Guid recipient, DeliveryStatusData data) => new(recipient, StreamEventNames.DeliveryStatus, data);
}
