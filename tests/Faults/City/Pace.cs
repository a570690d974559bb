namespace FoodDelivery.Faults.City;

/// <summary>How often people look and how long they keep trying.</summary>
/// <param name="Look">Between two looks at an order or at the offers.</param>
/// <param name="Patience">How long a request without a definite answer is repeated.</param>
/// <param name="EndWithin">How long a step may take to show.</param>
public sealed record Pace(TimeSpan Look, TimeSpan Patience, TimeSpan EndWithin)
{
    /// <summary>For one fault at a time, with a few orders in flight.</summary>
    public static readonly Pace Quick = new(TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(75), TimeSpan.FromSeconds(100));

    /// <summary>For an hour of faults, two at once, among many: nobody gives up before the faults do.</summary>
    public static readonly Pace Steady = new(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(8), TimeSpan.FromMinutes(8));
}
