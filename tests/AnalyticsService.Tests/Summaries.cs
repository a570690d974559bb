using System.Net;
using System.Text.Json.Nodes;
using FoodDelivery.TestKit;

namespace FoodDelivery.AnalyticsService.Tests;

public sealed class Summaries : IDisposable
{
    private readonly AnalyticsApi api = new();

    public void Dispose() => api.Dispose();

    [Fact]
    public async Task Ten_orders_give_the_figures_worked_out_by_hand()
    {
        await api.PlayAsync(api.TenOrders());
        // Another restaurant, and orders just outside the window, must not count.
        await api.PlayAsync(
            api.Delivered(AnalyticsApi.Noon, 7_777, restaurant: api.Sushi),
            api.Delivered(AnalyticsApi.Noon.AddHours(1), 7_777),
            api.Delivered(AnalyticsApi.Noon.AddSeconds(-1), 7_777));

        var summary = await api.ReportAsync($"summary?{AnalyticsApi.Window()}&restaurantId={api.Trattoria}");
        var expected = new Dictionary<string, double>
        {
            ["orders"] = 10, ["delivered"] = 3, ["collected"] = 1, ["cancelled"] = 1, ["rejected"] = 1, ["expired"] = 1,
            ["paymentFailed"] = 1, ["undelivered"] = 1, ["noShow"] = 0,
            ["acceptanceRate"] = 0.75, // 6 accepted, 1 rejected, 1 expired
            ["acceptSecondsP50"] = 30, ["acceptSecondsP90"] = 120, // 10 20 30 60 90 120
            ["prepSecondsP50"] = 600, ["prepSecondsP90"] = 1_200, // 300 600 900 1200; the inferred one is left out
            ["assignSecondsP50"] = 60, ["assignSecondsP90"] = 120, // 40 60 100 120
            ["deliverySecondsP50"] = 900, ["deliverySecondsP90"] = 1_200, // 600 900 1200
            ["totalSecondsP50"] = 2_000, ["totalSecondsP90"] = 2_100, // 1300 2000 2100
            ["onTimeRate"] = 0.6667, // 2 of 3
            ["offers"] = 6, ["declines"] = 1, ["offersExpired"] = 1,
        };
        foreach (var (name, value) in expected) Assert.Equal((name, value), (name, summary[name]?.GetValue<double>()));
        Assert.Equal(2_000 + 3_000 + 4_000 + 1_501, summary.Amount("gross"));
        Assert.Equal(2_000 + 3_000 + 4_000 + 1_501 + 900, summary.Amount("captured"));
        Assert.Equal(500 + 900, summary.Amount("refunded"));
        Assert.Equal(2_625, summary.Amount("averageOrderValue")); // 10501 / 4 = 2625.25
        Assert.Equal("EUR", summary["gross"]!.Text("currency"));

        Assert.Equal(11, (await api.ReportAsync($"summary?{AnalyticsApi.Window()}"))["orders"]!.GetValue<int>());
    }

    [Fact]
    public async Task An_order_that_nobody_collected_is_counted_as_such()
    {
        var order = new OrderScript(AnalyticsApi.Noon, api.Trattoria).Placed(1_000).Submitted().Accepted(10).Ready(300).NoShow(4_000);
        await api.PlayAsync(order);
        var summary = await api.ReportAsync($"summary?{AnalyticsApi.Window()}");
        Assert.Equal((1, 1), (summary["orders"]!.GetValue<int>(), summary["noShow"]!.GetValue<int>()));
        Assert.Equal(0, summary["collected"]!.GetValue<int>());
    }

    [Fact]
    public async Task From_is_inclusive_and_to_exclusive_to_the_microsecond()
    {
        await api.PlayAsync(
            api.Delivered(AnalyticsApi.Noon, 1_000),
            api.Delivered(AnalyticsApi.Noon.AddHours(1).AddMicroseconds(-1), 1_000),
            api.Delivered(AnalyticsApi.Noon.AddHours(1), 1_000));
        Assert.Equal(2, (await api.ReportAsync($"summary?{AnalyticsApi.Window()}"))["orders"]!.GetValue<int>());
        // The same hour, said in another time zone.
        var elsewhere = await api.ReportAsync("summary?from=2026-03-10T14:00:00%2B02:00&to=2026-03-10T15:00:00%2B02:00");
        Assert.Equal(2, elsewhere["orders"]!.GetValue<int>());
    }

    [Fact]
    public async Task Percentiles_are_the_nearest_rank()
    {
        await api.PlayAsync([.. Enumerable.Range(1, 11).Select(i =>
            api.Delivered(AnalyticsApi.Noon, 1_000, accept: i * 10, ride: i == 11 ? 5_000 : 100))]);
        var summary = await api.ReportAsync($"summary?{AnalyticsApi.Window()}");
        Assert.Equal(60, summary["acceptSecondsP50"]!.GetValue<long>()); // rank ceil(5.5) = 6
        Assert.Equal(100, summary["acceptSecondsP90"]!.GetValue<long>()); // rank ceil(9.9) = 10
        Assert.Equal(100, summary["deliverySecondsP90"]!.GetValue<long>()); // one slow ride of eleven is beyond P90

        await api.PlayAsync(api.Delivered(AnalyticsApi.Noon.AddHours(5), 1_000, accept: 7));
        var single = await api.ReportAsync($"summary?{AnalyticsApi.Window(5, 6)}");
        Assert.Equal((7, 7), (single["acceptSecondsP50"]!.GetValue<int>(), single["acceptSecondsP90"]!.GetValue<int>()));
    }

    [Fact]
    public async Task A_window_without_orders_has_counts_and_nothing_else()
    {
        await api.PlayAsync(api.TenOrders());
        var summary = await api.ReportAsync($"summary?{AnalyticsApi.Window(-2, -1)}");
        Assert.Equal(0, summary["orders"]!.GetValue<int>());
        string[] unknown =
        [
            "gross", "captured", "averageOrderValue", "acceptanceRate", "onTimeRate", "prepSecondsP50", "prepSecondsP90", "totalSecondsP90",
        ];
        foreach (var name in unknown) Assert.Null(summary[name]);
    }

    [Fact]
    public async Task The_default_window_is_the_last_24_hours()
    {
        var now = api.Clock.GetUtcNow();
        await api.PlayAsync(api.Delivered(now.AddHours(-23), 1_000), api.Delivered(now.AddHours(-25), 1_000));
        var summary = await api.ReportAsync("summary");
        Assert.Equal(1, summary["orders"]!.GetValue<int>());
        Assert.Equal(now.AddHours(-24), summary["from"]!.GetValue<DateTimeOffset>());
    }

    [Fact]
    public async Task Amounts_of_several_currencies_are_not_added_up()
    {
        await api.PlayAsync(
            new OrderScript(AnalyticsApi.Noon, api.Trattoria).Placed(1_000, "EUR"),
            new OrderScript(AnalyticsApi.Noon, api.Sushi).Placed(1_000, "CHF"));
        var problem = await api.AsOps().GetAsync($"/api/v1/analytics/summary?{AnalyticsApi.Window()}")
            .ShouldBeProblem(HttpStatusCode.Conflict, "mixed_currencies");
        Assert.Equal(2, problem["currencies"]!.AsArray().Count);
        var one = await api.ReportAsync($"summary?{AnalyticsApi.Window()}&restaurantId={api.Sushi}");
        Assert.Equal("CHF", one["gross"]!.Text("currency"));
        var rows = (await api.ReportAsync($"restaurants?{AnalyticsApi.Window()}"))["items"]!.AsArray();
        Assert.Equal(["CHF", "EUR"], rows.Select(row => row!["gross"]!.Text("currency")).Order());
    }
}
