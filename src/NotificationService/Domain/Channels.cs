namespace FoodDelivery.NotificationService.Domain;

/// <summary>Ways to reach people besides the live stream.</summary>
public enum Channel
{
    Email,
    Push,
}

/// <summary>What a message is about, as people choose by it.</summary>
public enum MessageType
{
    /// <summary>A customer's order while it is under way, up to how it ends.</summary>
    OrderUpdates,

    /// <summary>What follows: receipts, refunds.</summary>
    OrderSummaries,

    /// <summary>New orders of a restaurant, and what becomes of them.</summary>
    RestaurantOrders,

    /// <summary>An order of a restaurant that waits for its answer, and what follows when none comes.</summary>
    RestaurantReminders,

    /// <summary>A driver's offers and deliveries.</summary>
    DriverWork,

    /// <summary>What ops have to look at.</summary>
    Operations,

    /// <summary>One-time links of an account.</summary>
    Account,

    /// <summary>What was decided about somebody's being on the platform, as a driver or with a restaurant.</summary>
    Decisions,
}

/// <summary>How a text leaves the house.</summary>
/// <param name="KeepFor">How long it is tried and kept at the push service: later it would only confuse.</param>
/// <param name="Urgent">Somebody should look now.</param>
/// <param name="Receipt">The mail lists what was ordered, and its price.</param>
/// <param name="Staff">It is for a restaurant: each of its people gets a mail of their own.</param>
public sealed record ChannelChoice(
    MessageType Type, bool Email, bool Push, TimeSpan KeepFor, bool Urgent = false, bool Receipt = false, bool Staff = false)
{
    /// <summary>Whether a message goes this way.</summary>
    public bool Uses(Channel channel) => channel == Channel.Email ? Email : Push;
}

/// <summary>The one table of what is told by which channel.</summary>
public static class ChannelTable
{
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);

    /// <summary>What nobody has to look at outside of the screen where it stands.</summary>
    public static IReadOnlySet<string> OnScreenOnly { get; } = new HashSet<string> { "order_rated" };

    public static IReadOnlyDictionary<string, ChannelChoice> Choices { get; } = new Dictionary<string, ChannelChoice>
    {
        ["order_placed"] = new(MessageType.OrderUpdates, Email: true, Push: false, Day, Receipt: true),
        ["payment_failed"] = new(MessageType.OrderUpdates, Email: false, Push: true, Soon),
        ["order_accepted"] = new(MessageType.OrderUpdates, Email: false, Push: true, Soon),
        ["order_accepted_pickup"] = new(MessageType.OrderUpdates, Email: false, Push: true, Soon),
        ["order_delayed"] = new(MessageType.OrderUpdates, Email: false, Push: true, Soon),
        ["promise_changed"] = new(MessageType.OrderUpdates, Email: false, Push: true, Soon),
        ["promise_changed_pickup"] = new(MessageType.OrderUpdates, Email: false, Push: true, Soon),
        ["courier_late"] = new(MessageType.OrderUpdates, Email: false, Push: true, Soon),
        ["message_received"] = new(MessageType.OrderUpdates, Email: false, Push: true, Soon, Urgent: true),
        ["order_ready"] = new(MessageType.OrderUpdates, Email: false, Push: true, Soon),
        ["order_picked_up"] = new(MessageType.OrderUpdates, Email: false, Push: true, Soon),
        ["courier_at_door"] = new(MessageType.OrderUpdates, Email: false, Push: true, TimeSpan.FromMinutes(10), Urgent: true),
        ["order_rejected"] = new(MessageType.OrderUpdates, Email: true, Push: true, Day),
        ["order_expired"] = new(MessageType.OrderUpdates, Email: true, Push: true, Day),
        ["order_cancelled"] = new(MessageType.OrderUpdates, Email: true, Push: true, Day),
        ["order_cancelled_no_courier"] = new(MessageType.OrderUpdates, Email: true, Push: true, Day),
        ["order_undelivered"] = new(MessageType.OrderUpdates, Email: true, Push: true, Day),
        ["order_undelivered_charged"] = new(MessageType.OrderUpdates, Email: true, Push: true, Day),
        ["order_no_show"] = new(MessageType.OrderUpdates, Email: true, Push: true, Day),

        ["order_delivered"] = new(MessageType.OrderSummaries, Email: true, Push: true, Day, Receipt: true),
        ["order_collected"] = new(MessageType.OrderSummaries, Email: true, Push: false, Day, Receipt: true),
        ["payment_refunded"] = new(MessageType.OrderSummaries, Email: true, Push: true, Day),

        ["order_submitted"] = new(MessageType.RestaurantOrders, Email: true, Push: true, Soon, Urgent: true, Staff: true),
        ["order_lapsed"] = new(MessageType.RestaurantOrders, Email: false, Push: true, Soon, Urgent: true),
        ["order_being_cancelled"] = new(MessageType.RestaurantOrders, Email: false, Push: true, Soon, Urgent: true),
        ["order_moved"] = new(MessageType.RestaurantOrders, Email: false, Push: true, Soon),
        ["restaurant_reopened"] = new(MessageType.RestaurantOrders, Email: false, Push: true, Soon),

        ["order_waits"] = new(MessageType.RestaurantReminders, Email: true, Push: true, Soon, Urgent: true, Staff: true),
        ["restaurant_paused"] = new(MessageType.RestaurantReminders, Email: true, Push: true, Soon, Urgent: true, Staff: true),

        ["offer_created"] = new(MessageType.DriverWork, Email: false, Push: true, TimeSpan.FromMinutes(2), Urgent: true),
        ["offer_withdrawn"] = new(MessageType.DriverWork, Email: false, Push: true, TimeSpan.FromMinutes(2), Urgent: true),
        ["pickup_delayed"] = new(MessageType.DriverWork, Email: false, Push: true, Soon),
        ["delivery_no_longer_yours"] = new(MessageType.DriverWork, Email: false, Push: true, Soon, Urgent: true),
        ["delivery_given_to_you"] = new(MessageType.DriverWork, Email: false, Push: true, Soon, Urgent: true),
        ["delivery_handed_on"] = new(MessageType.DriverWork, Email: false, Push: true, Soon, Urgent: true),
        ["delivery_taken_over"] = new(MessageType.DriverWork, Email: false, Push: true, Soon),
        ["delivery_recalled"] = new(MessageType.DriverWork, Email: false, Push: true, Soon, Urgent: true),
        ["delivery_cancelled"] = new(MessageType.DriverWork, Email: false, Push: true, Soon, Urgent: true),

        ["went_offline"] = new(MessageType.DriverWork, Email: false, Push: true, Soon),

        ["courier_needs_help"] = new(MessageType.Operations, Email: false, Push: true, Soon, Urgent: true),
        ["courier_late_ops"] = new(MessageType.Operations, Email: false, Push: true, Soon),
        ["delivery_unassigned"] = new(MessageType.Operations, Email: false, Push: true, Soon),
        ["delivery_failed"] = new(MessageType.Operations, Email: false, Push: true, Soon),
        ["capture_failed"] = new(MessageType.Operations, Email: false, Push: true, Soon),

        ["link_password_reset"] = new(MessageType.Account, Email: true, Push: false, Day),
        ["link_email_verification"] = new(MessageType.Account, Email: true, Push: false, Day),
        ["link_email_change"] = new(MessageType.Account, Email: true, Push: false, Day),
        ["link_email_changed"] = new(MessageType.Account, Email: true, Push: false, Day),
        ["link_invite"] = new(MessageType.Account, Email: true, Push: false, Day),
        ["link_account_ready"] = new(MessageType.Account, Email: true, Push: false, Day),
        ["link_account_erased"] = new(MessageType.Account, Email: true, Push: false, Day),

        ["application_approved"] = new(MessageType.Decisions, Email: true, Push: true, Day),
        ["application_refused"] = new(MessageType.Decisions, Email: true, Push: true, Day),
        ["driver_approved"] = new(MessageType.Decisions, Email: true, Push: true, Day),
        ["driver_refused"] = new(MessageType.Decisions, Email: true, Push: true, Day),
        ["driver_suspended"] = new(MessageType.Decisions, Email: true, Push: true, Day),
        ["restaurant_closed"] = new(MessageType.Decisions, Email: true, Push: true, Day, Staff: true),
    };

    /// <summary>
    /// What a type uses of a channel, and whether a person may do without: what belongs to an order under way nobody may.
    /// </summary>
    public static IReadOnlyList<(MessageType Type, Channel Channel, bool Optional)> Offered { get; } =
    [
        .. from type in Enum.GetValues<MessageType>()
           from channel in Enum.GetValues<Channel>()
           where Choices.Values.Any(choice => choice.Type == type && choice.Uses(channel))
           select (type, channel, IsOptional(type, channel)),
    ];

    /// <summary>Whether it may be switched off, and waits for the end of quiet hours.</summary>
    public static bool IsOptional(MessageType type, Channel channel) =>
        type is MessageType.OrderSummaries or MessageType.Operations
        || (channel is Channel.Email && type is (MessageType.RestaurantOrders or MessageType.RestaurantReminders));

    /// <summary>Whether it is told to who has not chosen. A kitchen that hears of each order needs no mail of it as well.</summary>
    public static bool IsOnByDefault(MessageType type, Channel channel) => (type, channel) != (MessageType.RestaurantOrders, Channel.Email);
}
