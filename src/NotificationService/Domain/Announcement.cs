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

/// <summary>Something to tell one recipient.</summary>
/// <param name="RecipientId">User, restaurant or <see cref="Audience.Ops"/>.</param>
/// <param name="Name">One of <see cref="StreamEventNames"/>; null for what the stream does not show.</param>
/// <param name="Data">Serialised as JSON.</param>
/// <param name="Outside">What is said by mail and push, as far as <see cref="ChannelTable"/> wants it; null for nothing.</param>
public sealed record Announcement(Guid RecipientId, string? Name, object? Data, OutsideText? Outside = null);

/// <summary>A text of the templates, and what is put in.</summary>
/// <param name="Until">When it is of no use any more; null for as long as the table says.</param>
public sealed record OutsideText(string Template, Guid? OrderId, TextValues Values, DateTimeOffset? Until = null);

/// <summary>What texts are made of. Kept with the message until it is sent: no names and addresses of people.</summary>
/// <param name="Time">A moment to be told in <paramref name="TimeZone"/>, the restaurant's; left out where that is not known.</param>
/// <param name="At">When it happened.</param>
public sealed record TextValues(
    string? Code = null, string? Restaurant = null, Money? Amount = null, int? Count = null, DateTimeOffset? Time = null,
    DateTimeOffset? At = null, string? TimeZone = null, IReadOnlyList<string>? Items = null, string? Reason = null);

/// <summary>What a mail lists of an order.</summary>
public sealed record Receipt(
    IReadOnlyList<ReceiptLine> Lines, Money Subtotal, Money DeliveryFee, Money ServiceFee, Money Tax, Money Tip, Money Discount,
    Money Total)
{
    public static Receipt Of(OrderPlacedV1 e) => new(
        [.. e.Lines.Select(line => new ReceiptLine(line.Quantity, line.Name, line.LineTotal))],
        e.Subtotal, e.DeliveryFee, e.ServiceFee, e.Tax, e.Tip, e.Discount, e.Total);
}

/// <summary>One line of it.</summary>
public sealed record ReceiptLine(int Quantity, string Name, Money Total);

/// <summary>
/// What an event says of an order that its later events do not repeat, and texts need; null for what it does not say.
/// </summary>
public sealed record OrderFacts(
    Guid OrderId, string? Code = null, Receipt? Receipt = null, string? RestaurantName = null, string? TimeZone = null);

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
/// <param name="Values">What the text is made of, for who says it in another language; null for what somebody said.</param>
/// <param name="Wording">Which text it is, where a template has several; null for the one of its name.</param>
public sealed record NotificationData(
    string Template, string Title, string Text, Guid? OrderId, DateTimeOffset At, DateTimeOffset? Time = null, TextValues? Values = null,
    string? Wording = null);
