using FoodDelivery.Contracts;

namespace FoodDelivery.NotificationService.Domain;

/// <summary>Names of events on a live stream.</summary>
public static class StreamEventNames
{
    public const string OrderStatus = "order.status";
    public const string DeliveryStatus = "delivery.status";
    public const string DeliveryPosition = "delivery.position";
    public const string OfferCreated = "offer.created";
    public const string Message = "message";
    public const string Notification = "notification";
}

/// <summary>Recipients that are not one person.</summary>
public static class Audience
{
    /// <summary>Everyone with the role ops.</summary>
    public static readonly Guid Ops = new("00000000-0000-7000-8000-00000000005f");
}

/// <summary>Something to show to one recipient.</summary>
/// <param name="RecipientId">User, restaurant or <see cref="Audience.Ops"/>.</param>
/// <param name="Name">One of <see cref="StreamEventNames"/>.</param>
/// <param name="Data">Serialised as JSON.</param>
public sealed record Announcement(Guid RecipientId, string Name, object Data);

/// <summary>Data of <c>order.status</c>.</summary>
public sealed record OrderStatusData(
    Guid OrderId, Guid RestaurantId, OrderStatus Status, DateTimeOffset At, string? Code = null, string? Reason = null,
    DateTimeOffset? AcceptBy = null, DateTimeOffset? ReadyBy = null,
    DateTimeOffset? PromiseEarliest = null, DateTimeOffset? PromiseLatest = null, Money? Total = null,
    IReadOnlyList<Guid>? ItemIds = null, string? Cause = null);

/// <summary>Data of <c>delivery.status</c>.</summary>
public sealed record DeliveryStatusData(
    Guid OrderId, Guid DeliveryId, DeliveryStatus Status, DateTimeOffset At, string? DriverName = null, string? Vehicle = null,
    DateTimeOffset? PickupEta = null, DateTimeOffset? DropoffEta = null, string? Reason = null,
    DateTimeOffset? WaitsUntil = null);

/// <summary>Data of <c>delivery.position</c>; carries no event id, latest wins.</summary>
public sealed record DeliveryPositionData(Guid OrderId, Guid DeliveryId, double Lat, double Lng, DateTimeOffset At);

/// <summary>Data of <c>offer.created</c>.</summary>
public sealed record OfferData(Guid OfferId, Guid DeliveryId, Guid OrderId, Money Pay, DateTimeOffset ExpiresAt);

/// <summary>Data of <c>message</c>: somebody wrote; what, says the order.</summary>
/// <param name="From">customer, courier or restaurant.</param>
public sealed record MessageData(Guid OrderId, Guid MessageId, string From, DateTimeOffset At);

/// <summary>Data of <c>notification</c>: a sentence for a person.</summary>
/// <param name="Template">Stable name of the text.</param>
/// <param name="Time">The moment that the text names in the restaurant's time; null when it names none.</param>
public sealed record NotificationData(
    string Template, string Title, string Text, Guid? OrderId, DateTimeOffset At, DateTimeOffset? Time = null);
