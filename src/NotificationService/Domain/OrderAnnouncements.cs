using System.Globalization;
using FoodDelivery.Contracts;

namespace FoodDelivery.NotificationService.Domain;

/// <summary>
/// What the people concerned see of an order's events. One message per meaningful change; the driver only hears what changes his work.
/// </summary>
public static class OrderAnnouncements
{
    public static IEnumerable<Announcement> For(OrderPlacedV1 e, DateTimeOffset at) =>
        [Status(e.CustomerId, new(e.OrderId, e.RestaurantId, OrderStatus.PendingPayment, at, e.Code, Total: e.Total))];

    public static IEnumerable<Announcement> For(OrderSubmittedV1 e, DateTimeOffset at)
    {
        var status = new OrderStatusData(
            e.OrderId, e.RestaurantId, OrderStatus.AwaitingAcceptance, at, e.Code, AcceptBy: e.AcceptBy, Total: e.Total);
        return
        [
            Status(e.CustomerId, status), Status(e.RestaurantId, status),
            Message(
                e.RestaurantId, "order_submitted", $"New order {e.Code}",
                $"{Count(e.LineCount, "line")}, {e.Total}. Please answer by {Clock(e.AcceptBy, e.TimeZone)}.", e.OrderId, at, e.AcceptBy,
                new(e.Code, Amount: e.Total, Count: e.LineCount, Time: e.AcceptBy, TimeZone: e.TimeZone), until: e.AcceptBy),
            Outside(e.CustomerId, "order_placed", e.OrderId, new(e.Code, Amount: e.Total, At: at, TimeZone: e.TimeZone)),
        ];
    }

    public static IEnumerable<Announcement> For(OrderPaymentFailedV1 e, DateTimeOffset at) =>
    [
        Status(e.CustomerId, new(e.OrderId, e.RestaurantId, OrderStatus.PaymentFailed, at, Reason: e.Reason)),
        Message(
            e.CustomerId, "payment_failed", "Payment failed",
            "Your payment was not accepted and nothing was charged. You can order again with another method.", e.OrderId, at),
    ];

    public static IEnumerable<Announcement> For(OrderAcceptedV1 e, DateTimeOffset at) =>
    [
        .. Both(e.CustomerId, e.RestaurantId, new(
            e.OrderId, e.RestaurantId, OrderStatus.Accepted, at, e.Code,
            ReadyBy: e.ReadyBy, PromiseEarliest: e.PromiseEarliest, PromiseLatest: e.PromiseLatest)),
        Message(
            e.CustomerId, "order_accepted", "Order accepted", $"{e.RestaurantName} accepted your order {e.Code}.", e.OrderId, at,
            values: new(e.Code, e.RestaurantName, Time: IsFetched(e.Fulfilment) ? e.PromiseEarliest : e.PromiseLatest),
            wording: IsFetched(e.Fulfilment) ? "order_accepted_pickup" : null),
    ];

    public static IEnumerable<Announcement> For(OrderRejectedV1 e, DateTimeOffset at) =>
    [
        .. Both(e.CustomerId, e.RestaurantId, new(
            e.OrderId, e.RestaurantId, OrderStatus.Rejected, at, Reason: e.Reason, ItemIds: e.ItemIds.Count > 0 ? e.ItemIds : null)),
        Message(
            e.CustomerId, "order_rejected", "Order refused",
            e.ItemNames is { Count: > 0 } names
                ? $"The restaurant cannot make your order: {string.Join(", ", names)}. You are not charged."
                : "The restaurant cannot make your order. You are not charged.", e.OrderId, at, values: new(Items: e.ItemNames)),
    ];

    public static IEnumerable<Announcement> For(OrderExpiredV1 e, DateTimeOffset at) =>
    [
        .. Both(e.CustomerId, e.RestaurantId, new(e.OrderId, e.RestaurantId, OrderStatus.Expired, at)),
        Message(
            e.CustomerId, "order_expired", "No answer from the restaurant",
            "The restaurant did not answer in time. You are not charged.", e.OrderId, at),
        // Product pauses it on the same event.
        e.InARow < 2
            ? Message(
                e.RestaurantId, "order_lapsed", "Order lapsed", "It was not answered in time. Please do not make it.", e.OrderId, at)
            : Message(
                e.RestaurantId, "restaurant_paused", "Order lapsed, and no new ones",
                "Orders in a row were not answered in time; please do not make this one. You get no new ones for a while: resume as soon "
                + "as you are back.", e.OrderId, at),
    ];

    public static IEnumerable<Announcement> For(OrderAnswerRemindedV1 e, DateTimeOffset at) =>
    [
        Message(
            e.RestaurantId, "order_waits", $"Order {e.Code} waits",
            $"It is not answered yet and lapses at {Clock(e.AcceptBy, e.TimeZone)}.", e.OrderId, at, e.AcceptBy,
            new(e.Code, Time: e.AcceptBy, TimeZone: e.TimeZone), until: e.AcceptBy),
    ];

    public static IEnumerable<Announcement> For(OrderPreparingV1 e) =>
        Both(e.CustomerId, e.RestaurantId, new(e.OrderId, e.RestaurantId, OrderStatus.Preparing, e.At));

    /// <param name="driver">Who comes for it; null while nobody does.</param>
    public static IEnumerable<Announcement> For(OrderReadyV1 e, Guid? driver)
    {
        var data = new OrderStatusData(e.OrderId, e.RestaurantId, OrderStatus.Ready, e.At);
        foreach (var announcement in Both(e.CustomerId, e.RestaurantId, data)) yield return announcement;
        if (driver is { } waiting) yield return Status(waiting, data);
        if (!IsFetched(e.Fulfilment)) yield break;
        const string Text = "Your order is ready. Show your code when you fetch it.";
        yield return Message(e.CustomerId, "order_ready", "Ready to be collected", Text, e.OrderId, e.At);
    }

    /// <param name="driver">Who comes for it; null while nobody does.</param>
    public static IEnumerable<Announcement> For(OrderDelayedV1 e, Guid? driver, DateTimeOffset at)
    {
        var text = $"The kitchen needs until {Clock(e.NewReadyBy, e.TimeZone)}.";
        var late = new TextValues(Time: e.NewReadyBy, TimeZone: e.TimeZone);
        // The release before did not say whether the kitchen had begun, and nobody is to be shown a step back.
        OrderStatusData? data = e.Status is null ? null : new(
            e.OrderId, e.RestaurantId, e.Status == "preparing" ? OrderStatus.Preparing : OrderStatus.Accepted, at, Reason: e.Reason,
            ReadyBy: e.NewReadyBy, PromiseEarliest: e.PromiseEarliest, PromiseLatest: e.PromiseLatest);
        if (data is not null)
        {
            foreach (var announcement in Both(e.CustomerId, e.RestaurantId, data)) yield return announcement;
            if (driver is { } coming) yield return Status(coming, data with { PromiseEarliest = null, PromiseLatest = null });
        }
        yield return Message(e.CustomerId, "order_delayed", "Your order takes longer", text, e.OrderId, at, e.NewReadyBy, late);
        if (e.By == "ops")
        {
            var moved = $"Operations moved it to {Clock(e.NewReadyBy, e.TimeZone)}: {e.Reason}";
            yield return Message(e.RestaurantId, "order_moved", "An order is to be ready later", moved, e.OrderId, at, e.NewReadyBy, late);
        }
        if (driver is { } waiting)
        {
            yield return Message(waiting, "pickup_delayed", "The pick-up is later", text, e.OrderId, at, e.NewReadyBy, late);
        }
    }

    public static IEnumerable<Announcement> For(OrderPickedUpV1 e) =>
    [
        .. Both(e.CustomerId, e.RestaurantId, new(e.OrderId, e.RestaurantId, OrderStatus.InDelivery, e.At)),
        Message(e.CustomerId, "order_picked_up", "On its way", "Your order was picked up.", e.OrderId, e.At),
    ];

    public static IEnumerable<Announcement> For(OrderDeliveredV1 e) =>
    [
        .. Both(e.CustomerId, e.RestaurantId, new(e.OrderId, e.RestaurantId, OrderStatus.Delivered, e.At)),
        Message(e.CustomerId, "order_delivered", "Delivered", "Enjoy your meal!", e.OrderId, e.At, values: new(At: e.At)),
    ];

    public static IEnumerable<Announcement> For(OrderCollectedV1 e) =>
    [
        .. Both(e.CustomerId, e.RestaurantId, new(e.OrderId, e.RestaurantId, OrderStatus.Collected, e.At)),
        Outside(e.CustomerId, "order_collected", e.OrderId, new(At: e.At)),
    ];

    public static IEnumerable<Announcement> For(OrderCancelRequestedV1 e, DateTimeOffset at)
    {
        var data = new OrderStatusData(e.OrderId, e.RestaurantId, OrderStatus.Cancelling, at, Reason: e.Reason);
        foreach (var announcement in Both(e.CustomerId, e.RestaurantId, data)) yield return announcement;
        // A restaurant that has not been asked yet knows of no order, and the one that cancels knows.
        if (e.Stage == "pendingPayment" || e.By == "restaurant") yield break;
        yield return Message(
            e.RestaurantId, "order_being_cancelled", "Order cancelled", "Please do not go on with this order.", e.OrderId, at);
    }

    public static IEnumerable<Announcement> For(OrderCancelledV1 e, DateTimeOffset at) =>
    [
        .. Both(e.CustomerId, e.RestaurantId, new(e.OrderId, e.RestaurantId, OrderStatus.Cancelled, at, Reason: e.Reason)),
        Message(
            e.CustomerId, "order_cancelled", "Order cancelled",
            e is { By: "system", Reason: "noCourier" }
                ? "We found nobody to bring your order. It is cancelled, and you get all your money back."
                : "Your order is cancelled and your money is released.", e.OrderId, at,
            wording: e is { By: "system", Reason: "noCourier" } ? "order_cancelled_no_courier" : null),
    ];

    public static IEnumerable<Announcement> For(OrderUndeliveredV1 e, DateTimeOffset at) =>
    [
        .. Both(e.CustomerId, e.RestaurantId, new(
            e.OrderId, e.RestaurantId, OrderStatus.Undelivered, at, Reason: e.Reason, Cause: e.Cause)),
        Message(
            e.CustomerId, "order_undelivered", "We could not deliver",
            e.CustomerAtFault
                ? "The courier was there and could not hand your order over, so you pay for it."
                : "Your order could not be handed over. You get your money back.", e.OrderId, at,
            wording: e.CustomerAtFault ? "order_undelivered_charged" : null),
    ];

    public static IEnumerable<Announcement> For(OrderNoShowV1 e) =>
    [
        .. Both(e.CustomerId, e.RestaurantId, new(e.OrderId, e.RestaurantId, OrderStatus.NoShow, e.At)),
        Message(
            e.CustomerId, "order_no_show", "Nobody came for your order",
            "The restaurant made your order and waited for you, so you pay for it.", e.OrderId, e.At),
    ];

    public static IEnumerable<Announcement> For(OrderPromiseChangedV1 e, DateTimeOffset at)
    {
        if (Enum.TryParse<OrderStatus>(e.Status, ignoreCase: true, out var status))
        {
            var data = new OrderStatusData(
                e.OrderId, e.RestaurantId, status, at, e.Code, PromiseEarliest: e.Earliest, PromiseLatest: e.Latest);
            foreach (var announcement in Both(e.CustomerId, e.RestaurantId, data)) yield return announcement;
        }
        var fetched = IsFetched(e.Fulfilment);
        var comes = (fetched ? "can be fetched" : "comes") + $" between {Clock(e.Earliest, e.TimeZone)} and {Clock(e.Latest, e.TimeZone)}";
        var text = e.Cause switch
        {
            "lateAcceptance" => $"The kitchen needs longer than was promised. Your order {e.Code} {comes}.",
            "delay" => $"After the delay your order {e.Code} {comes}.",
            _ => $"The courier has a longer way. Your order {e.Code} {comes}.",
        };
        yield return Message(
            e.CustomerId, "promise_changed", "A new time", text, e.OrderId, at, e.Latest,
            new(e.Code, Time: fetched ? e.Earliest : e.Latest, TimeZone: e.TimeZone), wording: fetched ? "promise_changed_pickup" : null);
    }

    public static IEnumerable<Announcement> For(OrderRatedV1 e, DateTimeOffset at) =>
    [
        new(e.RestaurantId, StreamEventNames.Notification, new NotificationData(
            "order_rated", "An order was rated", $"The food of order {e.Code}: {e.Food} of 5.", e.OrderId, at,
            Values: new(e.Code, Count: e.Food))),
    ];

    public static IEnumerable<Announcement> For(OrderCourierLateV1 e, DateTimeOffset at) =>
    [
        Message(
            e.CustomerId, "courier_late", "Looking for a courier", e.Number == 1
                ? $"We are looking for somebody to bring your order {e.Code}. It may take longer than promised."
                : $"There is still nobody to bring your order {e.Code}. We go on looking; if nobody is found, you get your money back.",
            e.OrderId, at, values: new(e.Code)),
        Message(
            Audience.Ops, "courier_late", "No courier", $"Order {e.Code} has been without a courier for a while; see stuck orders.",
            e.OrderId, at, values: new(e.Code), wording: "courier_late_ops"),
    ];

    public static IEnumerable<Announcement> For(OrderMessageSentV1 e)
    {
        var who = e.From switch
        {
            "customer" => "The customer",
            "courier" => "The courier",
            _ => "The restaurant",
        };
        return
        [
            .. e.Recipients.Select(recipient => new Announcement(
                recipient, StreamEventNames.Message, new MessageData(e.OrderId, e.MessageId, e.From, e.At))),
            .. e.Recipients.Select(recipient => Message(
                recipient, "message_received", "New message", $"{who} wrote about order {e.Code}.", e.OrderId, e.At,
                values: new(e.Code, Reason: e.From))),
        ];
    }

    /// <param name="time">The moment that the text names.</param>
    /// <param name="values">What the text names, for other languages, mail and push.</param>
    /// <param name="wording">Which text it is in other languages, by mail and push, where it is not the one of the template's name.</param>
    /// <param name="until">When mail and push are of no use any more.</param>
    internal static Announcement Message(
        Guid recipient, string template, string title, string text, Guid? orderId, DateTimeOffset at, DateTimeOffset? time = null,
        TextValues? values = null, string? wording = null, DateTimeOffset? until = null) =>
        new(recipient, StreamEventNames.Notification,
            new NotificationData(template, title, text, orderId, at, time, values ?? new(), wording),
            new OutsideText(wording ?? template, orderId, values ?? new(), until));

    /// <summary>Told by mail or push alone.</summary>
    internal static Announcement Outside(Guid recipient, string template, Guid orderId, TextValues values) =>
        new(recipient, null, null, new OutsideText(template, orderId, values));

    internal static string Count(int number, string thing) => number == 1 ? $"1 {thing}" : $"{number} {thing}s";

    // Who fetches an order wants to know from when it is there; who waits for it, until when it has come.
    private static bool IsFetched(string? fulfilment) => fulfilment == "pickup";

    // People read the clock on the restaurant's wall.
    private static string Clock(DateTimeOffset at, string? timeZone) =>
        timeZone is not null && TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out var zone)
            ? TimeZoneInfo.ConvertTime(at, zone).ToString("HH:mm", CultureInfo.InvariantCulture)
            : at.UtcDateTime.ToString("HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private static Announcement Status(Guid recipient, OrderStatusData data) => new(recipient, StreamEventNames.OrderStatus, data);

    private static IEnumerable<Announcement> Both(Guid customer, Guid restaurant, OrderStatusData data) =>
        [Status(customer, data), Status(restaurant, data)];
}
