using FoodDelivery.AnalyticsService.Domain;
using FoodDelivery.BuildingBlocks;

namespace FoodDelivery.AnalyticsService.Data;

/// <summary>Counts and sums of a group of orders.</summary>
/// <typeparam name="TKey">What the group has in common: a number of the bucket, or a restaurant.</typeparam>
public sealed record Counts<TKey>
{
    public TKey GroupKey { get; init; } = default!;
    public long Orders { get; init; }
    public long Delivered { get; init; }
    public long Collected { get; init; }
    public long Cancelled { get; init; }
    public long Rejected { get; init; }
    public long Expired { get; init; }
    public long PaymentFailed { get; init; }
    public long Undelivered { get; init; }
    public long NoShow { get; init; }
    public long Accepted { get; init; }
    public long Timed { get; init; }
    public long OnTime { get; init; }
    public long Gross { get; init; }
    public long Captured { get; init; }
    public long Refunded { get; init; }
    public long Offers { get; init; }
    public long Declines { get; init; }
    public long OffersExpired { get; init; }
    public string? FirstCurrency { get; init; }
    public string? LastCurrency { get; init; }

    /// <summary>Orders whose money counts as gross.</summary>
    public long Sold => Delivered + Collected;

    /// <summary>Orders the restaurant had to decide about and did, or let pass.</summary>
    public long Decided => Accepted + Rejected + Expired;
}

/// <summary>Nearest-rank percentiles of one duration in a group of orders.</summary>
public sealed record Percentiles<TKey>
{
    public TKey GroupKey { get; init; } = default!;
    public Duration Metric { get; init; }
    public long P50 { get; init; }
    public long P90 { get; init; }
}

/// <summary>An item and how it sold.</summary>
public sealed record ItemSales
{
    public Guid ItemId { get; init; }
    public Guid RestaurantId { get; init; }
    public string Name { get; init; } = "";
    public long Orders { get; init; }
    public long Sold { get; init; }
    public long SalesMinor { get; init; }
    public string Currency { get; init; } = "";
}

/// <summary>A report: the groups that have orders, and the durations among them.</summary>
public sealed record Report<TKey>(IReadOnlyList<Counts<TKey>> Groups, IReadOnlyList<Percentiles<TKey>> Durations) where TKey : notnull
{
    /// <summary>The currency of all amounts; null when there are none.</summary>
    /// <exception cref="RefusedException">Amounts of several currencies have no sum.</exception>
    public string? Currency()
    {
        var currencies = Groups.SelectMany(group => new[] { group.FirstCurrency, group.LastCurrency }).OfType<string>().Distinct().ToList();
        if (currencies.Count <= 1) return currencies.FirstOrDefault();
        const string Message = "The orders are in several currencies, which cannot be added up; ask for one restaurant.";
        throw new RefusedException("mixed_currencies", Message).With("currencies", currencies);
    }

    /// <summary>The counts of one group, zero when it has no orders.</summary>
    public Counts<TKey> Group(TKey key) =>
        Groups.FirstOrDefault(group => group.GroupKey.Equals(key)) ?? new Counts<TKey> { GroupKey = key };

    /// <summary>Percentiles of a duration in one group; null when no order of it has that duration.</summary>
    public Percentiles<TKey>? Of(TKey key, Duration duration) =>
        Durations.FirstOrDefault(row => row.GroupKey.Equals(key) && row.Metric == duration);
}
