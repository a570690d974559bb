namespace FoodDelivery.OrderService;

/// <summary>Section <c>Order</c> of the configuration.</summary>
public sealed class OrderOptions
{
    /// <summary>How long a restaurant may take to answer.</summary>
    public TimeSpan AcceptWithin { get; set; } = TimeSpan.FromMinutes(7);

    /// <summary>After how long a restaurant that has not answered is reminded; not when the order has expired by then.</summary>
    public TimeSpan RemindAfter { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>After how long it is reminded again.</summary>
    public TimeSpan RemindAgainAfter { get; set; } = TimeSpan.FromMinutes(4);

    /// <summary>How long a payment may stay undecided.</summary>
    public TimeSpan PaymentWithin { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long after <c>readyBy</c> an order that is not ready is an alarm: an error in the log, and counted.</summary>
    public TimeSpan KitchenAlertAfter { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long after <c>readyBy</c> an order that is still not ready is cancelled.</summary>
    public TimeSpan KitchenCancelAfter { get; set; } = TimeSpan.FromMinutes(60);

    /// <summary>After how long, and then again, an order that is ready and that nobody fetches is an alarm.</summary>
    public TimeSpan HandoverAlertAfter { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>How long a courier is looked for until the customer and ops hear of it.</summary>
    public TimeSpan CourierNoticeAfter { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a courier is looked for until the customer hears of it again.</summary>
    public TimeSpan CourierSecondNoticeAfter { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>
    /// How long after it is ready an order ends that nobody was found for. A search gets the time of the second notice at least.
    /// </summary>
    public TimeSpan NoCourierCancelAfter { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>After how long a ready order is looked at first.</summary>
    public TimeSpan FirstLookAfter => HandoverAlertAfter < NoCourierCancelAfter ? HandoverAlertAfter : NoCourierCancelAfter;

    /// <summary>After how long a cancellation that does not end is an alarm.</summary>
    public TimeSpan CancelAlertAfter { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>For how long a repeat of a request is told that the first is in progress; after it the repeat finishes the order.</summary>
    public TimeSpan PlaceLock { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long after it was placed an order keeps where it went and what the customer wrote.</summary>
    public TimeSpan KeepAddress { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How many orders one customer may try to place at once, and then within each minute; of each replica by itself.</summary>
    public int PlacingPerMinute { get; set; } = 10;

    public const string Rule =
        "PlacingPerMinute is 1 to 100000, every time span in section Order is more than zero and at most a day, "
        + "KeepAddress one day to ten years, KitchenAlertAfter is less than KitchenCancelAfter, CourierNoticeAfter less than "
        + "CourierSecondNoticeAfter, and RemindAfter less than RemindAgainAfter.";

    public static bool IsValid(OrderOptions options) => options.PlacingPerMinute is >= 1 and <= 100_000
        && options.KitchenAlertAfter < options.KitchenCancelAfter
        && options.CourierNoticeAfter < options.CourierSecondNoticeAfter
        && options.RemindAfter < options.RemindAgainAfter
        && options.KeepAddress >= TimeSpan.FromDays(1) && options.KeepAddress <= TimeSpan.FromDays(3653) && new[]
    {
        options.AcceptWithin, options.PaymentWithin, options.KitchenAlertAfter, options.KitchenCancelAfter,
        options.HandoverAlertAfter, options.CancelAlertAfter, options.PlaceLock, options.CourierNoticeAfter,
        options.CourierSecondNoticeAfter, options.NoCourierCancelAfter, options.RemindAfter, options.RemindAgainAfter,
    }.All(span => span > TimeSpan.Zero && span <= TimeSpan.FromDays(1));
}
