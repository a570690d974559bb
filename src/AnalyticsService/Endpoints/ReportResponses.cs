using FoodDelivery.AnalyticsService.Data;
using FoodDelivery.AnalyticsService.Domain;
using FoodDelivery.Contracts;

namespace FoodDelivery.AnalyticsService.Endpoints;

/// <summary>Orders placed in a window. Amounts, rates and percentiles are left out when no order gives one.</summary>
/// <param name="From">Inclusive.</param>
/// <param name="To">Exclusive.</param>
/// <param name="RestaurantId">Left out for all restaurants.</param>
/// <param name="Gross">Totals of the delivered and collected orders.</param>
/// <param name="Captured">What was taken from customers, refunds not deducted.</param>
/// <param name="Refunded">What was given back of it.</param>
/// <param name="AverageOrderValue">Gross by delivered and collected orders, rounded to a minor unit.</param>
/// <param name="AcceptanceRate">Accepted orders by those accepted, rejected or expired.</param>
/// <param name="AcceptSecondsP50">Submitted to accepted. All percentiles are by nearest rank, in whole seconds.</param>
/// <param name="PrepSecondsP50">Accepted to ready, without orders that were picked up before the kitchen marked them.</param>
/// <param name="AssignSecondsP50">Start of the search for a driver to the assignment.</param>
/// <param name="DeliverySecondsP50">Picked up to delivered.</param>
/// <param name="TotalSecondsP50">Placed to delivered.</param>
/// <param name="OnTimeRate">Delivered orders that came before the latest promised time.</param>
/// <param name="Offers">Drivers asked.</param>
/// <param name="Declines">Drivers who said no.</param>
/// <param name="OffersExpired">Drivers who did not answer.</param>
public sealed record SummaryResponse(
    DateTimeOffset From, DateTimeOffset To, Guid? RestaurantId,
    long Orders, long Delivered, long Collected, long Cancelled, long Rejected, long Expired,
    long PaymentFailed, long Undelivered, long NoShow,
    Money? Gross, Money? Captured, Money? Refunded, Money? AverageOrderValue,
    double? AcceptanceRate,
    long? AcceptSecondsP50, long? AcceptSecondsP90,
    long? PrepSecondsP50, long? PrepSecondsP90,
    long? AssignSecondsP50, long? AssignSecondsP90,
    long? DeliverySecondsP50, long? DeliverySecondsP90,
    long? TotalSecondsP50, long? TotalSecondsP90,
    double? OnTimeRate,
    long Offers, long Declines, long OffersExpired);

/// <summary>Orders placed in one hour or day of UTC.</summary>
/// <param name="From">Start of the hour or day; the first and last of a window hold only the orders inside the window.</param>
public sealed record BucketResponse(
    DateTimeOffset From, long Orders, long Delivered, long Cancelled, Money? Gross, Money? AverageOrderValue,
    long? PrepSecondsP50, long? DeliverySecondsP50);

/// <summary>A restaurant's orders in the window.</summary>
public sealed record RestaurantRowResponse(
    Guid RestaurantId, long Orders, long Delivered, long Collected, long Cancelled, long Rejected, long Expired,
    Money? Gross, Money? AverageOrderValue, double? AcceptanceRate, long? PrepSecondsP50, long? DeliverySecondsP50, double? OnTimeRate);

/// <summary>An item and how it sold in delivered and collected orders.</summary>
/// <param name="Name">As it was last sold.</param>
/// <param name="Orders">Orders it was part of.</param>
/// <param name="Quantity">Pieces sold.</param>
/// <param name="Sales">Sum of its lines.</param>
public sealed record TopItemResponse(Guid ItemId, Guid RestaurantId, string Name, long Orders, long Quantity, Money Sales);

/// <summary>From rows to answers.</summary>
internal static class ReportResponses
{
    public static SummaryResponse ToSummary(this Report<long> report, ReportWindow window)
    {
        var (all, currency) = (report.Group(0), report.Currency());
        var (accept, prep, assign) = (report.Of(0, Duration.Accept), report.Of(0, Duration.Prep), report.Of(0, Duration.Assign));
        var (delivery, total) = (report.Of(0, Duration.Delivery), report.Of(0, Duration.Total));
        return new SummaryResponse(
            window.From, window.To, window.RestaurantId,
            all.Orders, all.Delivered, all.Collected, all.Cancelled, all.Rejected, all.Expired,
            all.PaymentFailed, all.Undelivered, all.NoShow,
            ToMoney(all.Gross, currency), ToMoney(all.Captured, currency), ToMoney(all.Refunded, currency),
            ToMoney(Figures.Average(all.Gross, all.Sold), currency),
            Figures.Rate(all.Accepted, all.Decided),
            accept?.P50, accept?.P90, prep?.P50, prep?.P90, assign?.P50, assign?.P90, delivery?.P50, delivery?.P90, total?.P50, total?.P90,
            Figures.Rate(all.OnTime, all.Timed),
            all.Offers, all.Declines, all.OffersExpired);
    }

    public static IReadOnlyList<BucketResponse> ToSeries(this Report<long> report, ReportWindow window, Bucket bucket)
    {
        var currency = report.Currency();
        var counts = report.Groups.ToDictionary(group => group.GroupKey);
        var durations = report.Durations.ToDictionary(row => (row.GroupKey, row.Metric));
        return [.. window.Buckets(bucket).Select((from, no) =>
        {
            var group = counts.GetValueOrDefault(no) ?? new Counts<long>();
            return new BucketResponse(
                from, group.Orders, group.Delivered, group.Cancelled,
                ToMoney(group.Gross, currency), ToMoney(Figures.Average(group.Gross, group.Sold), currency),
                durations.GetValueOrDefault((no, Duration.Prep))?.P50, durations.GetValueOrDefault((no, Duration.Delivery))?.P50);
        })];
    }

    // A restaurant has one currency, so the rows need not agree on one.
    public static RestaurantRowResponse ToRow(this Report<Guid> report, Counts<Guid> row) => new(
        row.GroupKey, row.Orders, row.Delivered, row.Collected, row.Cancelled, row.Rejected, row.Expired,
        ToMoney(row.Gross, row.FirstCurrency), ToMoney(Figures.Average(row.Gross, row.Sold), row.FirstCurrency),
        Figures.Rate(row.Accepted, row.Decided),
        report.Of(row.GroupKey, Duration.Prep)?.P50, report.Of(row.GroupKey, Duration.Delivery)?.P50, Figures.Rate(row.OnTime, row.Timed));

    public static TopItemResponse ToResponse(this ItemSales item) =>
        new(item.ItemId, item.RestaurantId, item.Name, item.Orders, item.Sold, new Money(item.SalesMinor, item.Currency));

    private static Money? ToMoney(long? amount, string? currency) =>
        amount is { } minor && currency is not null ? new Money(minor, currency) : null;
}
