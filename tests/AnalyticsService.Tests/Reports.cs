using System.Net;
using System.Text.Json.Nodes;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;

namespace FoodDelivery.AnalyticsService.Tests;

public sealed class Reports : IDisposable
{
    private readonly AnalyticsApi api = new();

    public void Dispose() => api.Dispose();

    [Fact]
    public async Task Hours_without_orders_are_listed_too()
    {
        await api.PlayAsync(
            api.Delivered(AnalyticsApi.Noon.AddMinutes(10), 1_000, prep: 300, ride: 400),
            api.Delivered(AnalyticsApi.Noon.AddMinutes(50), 2_001, prep: 500, ride: 600),
            new OrderScript(AnalyticsApi.Noon.AddHours(2), api.Trattoria).Placed(900).Submitted().Cancelled(30),
            api.Delivered(AnalyticsApi.Noon.AddMinutes(-1), 5_000));
        var items = Items(await api.ReportAsync($"timeseries?bucket=hour&from=2026-03-10T12:05:00Z&to=2026-03-10T15:00:00Z"));

        Assert.Equal(
            ["2026-03-10T12:00:00+00:00", "2026-03-10T13:00:00+00:00", "2026-03-10T14:00:00+00:00"],
            items.Select(item => item.Text("from")));
        Assert.Equal([2, 0, 1], items.Select(item => item["orders"]!.GetValue<int>()));
        Assert.Equal([2, 0, 0], items.Select(item => item["delivered"]!.GetValue<int>()));
        Assert.Equal([0, 0, 1], items.Select(item => item["cancelled"]!.GetValue<int>()));
        Assert.Equal([3_001, 0, 0], items.Select(item => item.Amount("gross")));
        Assert.Equal(1_501, items[0].Amount("averageOrderValue")); // 1500.5 rounded up
        Assert.Equal((300, 400), (items[0]["prepSecondsP50"]!.GetValue<int>(), items[0]["deliverySecondsP50"]!.GetValue<int>()));
        Assert.True(items[1]["averageOrderValue"] is null && items[1]["prepSecondsP50"] is null);
    }

    [Theory]
    [InlineData("2026-03-29")] // clocks change in Europe on this day
    [InlineData("2026-10-25")] // and back on this one
    [InlineData("2028-02-29")]
    [InlineData("2027-01-01")]
    public async Task Days_are_days_of_UTC(string day)
    {
        var midnight = DateTimeOffset.Parse($"{day}T00:00:00Z");
        await api.PlayAsync(
            api.Delivered(midnight.AddSeconds(-1), 1_000), api.Delivered(midnight, 1_000), api.Delivered(midnight.AddHours(23.99), 1_000));
        var (from, to) = (AnalyticsApi.At(midnight.AddDays(-1)), AnalyticsApi.At(midnight.AddDays(2)));
        var items = Items(await api.ReportAsync($"timeseries?bucket=day&from={from}&to={to}"));
        Assert.Equal([1, 2, 0], items.Select(item => item["orders"]!.GetValue<int>()));
    }

    [Fact]
    public async Task Restaurants_are_ranked_and_paged_by_their_orders()
    {
        var third = Guid.CreateVersion7();
        await api.PlayAsync(
            api.Delivered(AnalyticsApi.Noon, 1_000), api.Delivered(AnalyticsApi.Noon, 3_000),
            api.Delivered(AnalyticsApi.Noon, 1_500, prep: 900, restaurant: api.Sushi),
            new OrderScript(AnalyticsApi.Noon, third).Placed(800).Submitted().Rejected(30));
        var first = await api.ReportAsync($"restaurants?{AnalyticsApi.Window()}&limit=2");
        var second = await api.ReportAsync($"restaurants?{AnalyticsApi.Window()}&limit=2&cursor={first.Text("nextCursor")}");
        var rows = Items(first).Concat(Items(second)).ToList();
        Assert.Equal([api.Trattoria, api.Sushi, third], rows.Select(row => row.Id("restaurantId")));
        Assert.Equal((4_000, 2_000), (rows[0].Amount("gross"), rows[0].Amount("averageOrderValue")));
        Assert.Equal((900, 1.0), (rows[1]["prepSecondsP50"]!.GetValue<int>(), rows[1]["onTimeRate"]!.GetValue<double>()));
        Assert.Equal(0.0, rows[2]["acceptanceRate"]!.GetValue<double>());
        Assert.Null(second["nextCursor"]);
    }

    [Fact]
    public async Task Top_items_count_what_was_sold_under_its_last_name()
    {
        var (pizza, salad, soup) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        await api.PlayAsync(
            api.Delivered(AnalyticsApi.Noon, 3_000,
                lines: [Line(pizza, "Pizza", 2, 2_000), Line(salad, "Salad", 1, 700), Line(pizza, "Pizza", 1, 1_200)]),
            api.Delivered(AnalyticsApi.Noon.AddMinutes(5), 3_000,
                lines: [Line(pizza, "Pizza Margherita", 1, 1_000), Line(salad, "Salad", 3, 2_100)]),
            new OrderScript(AnalyticsApi.Noon, api.Trattoria).Placed(900, Line(soup, "Soup", 9, 900)).Submitted().Cancelled(30),
            api.Delivered(AnalyticsApi.Noon, 3_000, restaurant: api.Sushi, lines: [Line(soup, "Ramen", 1, 900)]));
        var items = Items(await api.ReportAsync($"top-items?{AnalyticsApi.Window()}&restaurantId={api.Trattoria}"));
        Assert.Equal([("Pizza Margherita", 4, 2, 4_200L), ("Salad", 4, 2, 2_800L)],
            items.Select(item =>
                (item.Text("name"), item["quantity"]!.GetValue<int>(), item["orders"]!.GetValue<int>(), item.Amount("sales"))));
        Assert.Equal(pizza, Assert.Single(Items(await api.ReportAsync($"top-items?{AnalyticsApi.Window()}&limit=1"))).Id("itemId"));
    }

    [Fact]
    public async Task The_committed_document_is_what_the_code_generates() =>
        await OpenApiDocument.ShouldMatchCommittedAsync(api.Anonymous(), "analytics");

    [Fact]
    public Task Every_text_follows_the_one_rule() => RequestProbe.Of(api, "analytics").TextsFollowTheRuleAsync();

    [Fact]
    public Task Unknown_query_parameters_are_refused() => RequestProbe.Of(api, "analytics").UnknownParametersAreRefusedAsync();

    [Fact]
    public Task Times_need_their_offset() => RequestProbe.Of(api, "analytics").TimesNeedTheirOffsetAsync();

    [Fact]
    public Task Head_is_get_without_a_body() => RequestProbe.Of(api, "analytics").HeadIsGetWithoutBodyAsync();

    private static List<JsonNode> Items(JsonNode answer) => [.. answer["items"]!.AsArray().Select(item => item!)];

    private static OrderLineV1 Line(Guid item, string name, int quantity, long total) =>
        new(item, name, quantity, new Money(total / quantity, "EUR"), new Money(total, "EUR"), []);
}
