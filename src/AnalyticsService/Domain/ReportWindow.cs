namespace FoodDelivery.AnalyticsService.Domain;

/// <summary>Width of one item of a time series; hours and days of UTC.</summary>
public enum Bucket
{
    Hour,
    Day,
}

/// <summary>The orders a report is about: those placed from an instant on and before another.</summary>
/// <param name="From">Inclusive.</param>
/// <param name="To">Exclusive.</param>
/// <param name="RestaurantId">Null for all restaurants.</param>
public sealed record ReportWindow(DateTimeOffset From, DateTimeOffset To, Guid? RestaurantId)
{
    /// <summary>Longest window of a report.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(92);

    /// <summary>Start of the bucket that holds <see cref="From"/>.</summary>
    public DateTimeOffset Origin(Bucket bucket) => new(From.UtcTicks - From.UtcTicks % Width(bucket).Ticks, TimeSpan.Zero);

    /// <summary>Starts of all buckets that touch the window, in order.</summary>
    public IEnumerable<DateTimeOffset> Buckets(Bucket bucket)
    {
        for (var start = Origin(bucket); start < To; start += Width(bucket)) yield return start;
    }

    private static TimeSpan Width(Bucket bucket) => bucket switch
    {
        Bucket.Hour => TimeSpan.FromHours(1),
        Bucket.Day => TimeSpan.FromDays(1),
    };
}
