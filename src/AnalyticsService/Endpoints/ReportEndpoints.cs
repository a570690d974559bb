using System.Security.Claims;
using FoodDelivery.AnalyticsService.Data;
using FoodDelivery.AnalyticsService.Domain;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.Contracts;

namespace FoodDelivery.AnalyticsService.Endpoints;

/// <summary>Reports over the orders placed in a window.</summary>
internal static class ReportEndpoints
{
    private const string Rules =
        "For ops, of one restaurant or all; for restaurant staff, of their own " +
        "(restaurantId is needed when they have several; another's is 404). " +
        "from is inclusive, to exclusive, both RFC 3339 instants; the last 24 hours when left out; at most 92 days. " +
        "Orders count by the time they were placed.";

    public static void MapReports(this WebApplication app)
    {
        var group = app.MapGroup("/api/v1/analytics").WithTags("Analytics");
        group.MapGet("/summary", SummaryAsync).RequireRole(Roles.Ops, Roles.Restaurant)
            .Describe("getAnalyticsSummary", "Figures of a window", Rules + " What no order gives is left out.",
                response: Examples.Summary, problems: [400, 403, 404, 409]);
        group.MapGet("/timeseries", TimeSeriesAsync).RequireRole(Roles.Ops, Roles.Restaurant)
            .Describe("getAnalyticsTimeSeries", "Figures by hour or day",
                Rules + " bucket is hour (default) or day, of UTC; those without orders are listed too.",
                response: new Page<BucketResponse>([Examples.Bucket], null), problems: [400, 403, 404, 409]);
        group.MapGet("/restaurants", RestaurantsAsync).RequireRole(Roles.Ops)
            .Describe("listAnalyticsRestaurants", "Figures by restaurant, most orders first",
                "For ops. Window as in the summary; restaurants without orders in it are not listed.",
                response: new Page<RestaurantRowResponse>([Examples.Restaurant], null), problems: [400, 403]);
        group.MapGet("/top-items", TopItemsAsync).RequireRole(Roles.Ops, Roles.Restaurant)
            .Describe("listTopItems", "Items that sold best", Rules + " Delivered and collected orders only.",
                response: new Page<TopItemResponse>([Examples.Item], null), problems: [400, 403, 404]);
    }

    private static async Task<SummaryResponse> SummaryAsync(
        ClaimsPrincipal caller, ReportReads reports, TimeProvider clock, string? from, string? to, Guid? restaurantId, CancellationToken ct)
    {
        var window = ReportQuery.Window(caller, clock, from, to, restaurantId);
        return (await reports.SummaryAsync(window, ct)).ToSummary(window);
    }

    private static async Task<Page<BucketResponse>> TimeSeriesAsync(
        ClaimsPrincipal caller, ReportReads reports, TimeProvider clock, [DescribedAs(typeof(Bucket))] string? bucket, string? from,
        string? to, Guid? restaurantId, CancellationToken ct)
    {
        var (window, width) = (ReportQuery.Window(caller, clock, from, to, restaurantId), ReportQuery.ParseBucket(bucket));
        return new Page<BucketResponse>((await reports.SeriesAsync(window, width, ct)).ToSeries(window, width), null);
    }

    private static async Task<Page<RestaurantRowResponse>> RestaurantsAsync(
        ClaimsPrincipal caller, ReportReads reports, TimeProvider clock, string? from, string? to, int? limit, string? cursor,
        CancellationToken ct)
    {
        var (window, size) = (ReportQuery.Window(caller, clock, from, to, null), Paging.Limit(limit));
        var report = await reports.RestaurantsAsync(window, ReportQuery.Position(cursor), size + 1, ct);
        return report.Groups.Select(report.ToRow).ToList().ToPage(size, row => $"{row.Orders} {row.RestaurantId}");
    }

    private static async Task<Page<TopItemResponse>> TopItemsAsync(
        ClaimsPrincipal caller, ReportReads reports, TimeProvider clock, string? from, string? to, Guid? restaurantId, int? limit,
        CancellationToken ct)
    {
        var (window, size) = (ReportQuery.Window(caller, clock, from, to, restaurantId), Paging.Limit(limit));
        return new Page<TopItemResponse>([.. (await reports.TopItemsAsync(window, size, ct)).Select(item => item.ToResponse())], null);
    }

    private static class Examples
    {
        private static readonly Guid Id = Guid.Parse("01980000-0000-7000-8000-000000000001");
        private static readonly DateTimeOffset Day = new(2026, 11, 22, 0, 0, 0, TimeSpan.Zero);

        public static readonly SummaryResponse Summary = new(
            Day, Day.AddDays(1), Id, 40, 31, 3, 2, 2, 1, 1, 0, 0, Eur(81_600), Eur(81_600), Eur(0), Eur(2_400), 0.9231,
            45, 140, 840, 1_320, 35, 110, 620, 1_150, 1_980, 2_940, 0.9355, 36, 4, 1);

        public static readonly BucketResponse Bucket = new(Day.AddHours(18), 12, 10, 1, Eur(24_000), Eur(2_400), 840, 620);

        public static readonly RestaurantRowResponse Restaurant = new(
            Id, 40, 31, 3, 2, 2, 1, Eur(81_600), Eur(2_400), 0.9231, 840, 620, 0.9355);

        public static readonly TopItemResponse Item = new(Id, Id, "Margherita", 18, 23, Eur(20_700));

        private static Money Eur(long cents) => new(cents, "EUR");
    }
}
