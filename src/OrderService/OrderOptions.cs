namespace FoodDelivery.OrderService;

/// <summary>Section <c>Order</c> of the configuration.</summary>
public sealed class OrderOptions
{
    /// <summary>How long a restaurant may take to answer.</summary>
    public TimeSpan AcceptWithin { get; set; } = TimeSpan.FromMinutes(7);

    /// <summary>How long a payment may stay undecided.</summary>
    public TimeSpan PaymentWithin { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>After how long ops are told of a cancellation that does not end.</summary>
    public TimeSpan CancelAlertAfter { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>For how long a repeat of a request is told that the first is in progress; after it the repeat finishes the order.</summary>
    public TimeSpan PlaceLock { get; set; } = TimeSpan.FromSeconds(30);

    public static bool IsValid(OrderOptions options) =>
        new[] { options.AcceptWithin, options.PaymentWithin, options.CancelAlertAfter, options.PlaceLock }
            .All(span => span > TimeSpan.Zero && span <= TimeSpan.FromDays(1));
}
