using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using FoodDelivery.AnalyticsService.Endpoints;
using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;

namespace FoodDelivery.AnalyticsService.Tests;

/// <summary>The service with two restaurants.</summary>
public sealed class AnalyticsApi() : ServiceApi<SummaryResponse>("analytics")
{
    public static DateTimeOffset Noon { get; } = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    public Guid Trattoria { get; } = Guid.CreateVersion7();
    public Guid Sushi { get; } = Guid.CreateVersion7();

    public HttpClient AsOps() => ClientFor(Guid.CreateVersion7(), Roles.Ops);

    public HttpClient AsStaff(params Guid[] restaurants) => ClientFor(Guid.CreateVersion7(), Roles.Restaurant, restaurants);

    public static string At(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>An hour from noon, unless said otherwise.</summary>
    public static string Window(double fromHours = 0, double toHours = 1) =>
        $"from={At(Noon.AddHours(fromHours))}&to={At(Noon.AddHours(toHours))}";

    public async Task<JsonNode> ReportAsync(string path, HttpClient? caller = null) =>
        await (caller ?? AsOps()).GetAsync($"/api/v1/analytics/{path}").ShouldBe(HttpStatusCode.OK);

    public Task PlayAsync(params OrderScript[] orders) => DeliverBatchAsync([.. orders.SelectMany(order => order.Messages)]);

    /// <summary>A delivered order that took these seconds.</summary>
    public OrderScript Delivered(
        DateTimeOffset at, long total, double accept = 60, double prep = 600, double ride = 600, Guid? restaurant = null,
        params OrderLineV1[] lines) =>
        new OrderScript(at, restaurant ?? Trattoria).Placed(total, lines).Submitted(0)
            .Accepted(accept).Searching(accept + 10).Offered(accept + 12).Assigned(accept + 30)
            .Ready(accept + prep).PickedUp(accept + prep + 10).Captured(accept + prep + 12).Delivered(accept + prep + 10 + ride, 0);

    /// <summary>Ten orders of one restaurant that end in every way; Summaries.cs works out their figures by hand.</summary>
    public OrderScript[] TenOrders()
    {
        OrderScript New(int minute) => new(Noon.AddMinutes(minute), Trattoria);
        return
        [
            New(0).Placed(2_000).Submitted().Accepted(62).Searching(300).Offered(310).Assigned(340)
                .Preparing(100).Ready(662).PickedUp(700).Captured(702).Delivered(1_300, 0),
            New(1).Placed(3_000).Submitted().Accepted(122).Searching(400).Offered(405).Declined(420).Offered(421).Assigned(500)
                .Ready(1_022).PickedUp(1_100).Captured(1_102)
                .Delivered(2_000, 0).Refunded(4_000, 200, 200).Refunded(5_000, 300, 500),
            New(2).Placed(4_000).Submitted().Accepted(32).Searching(100).Offered(105).OfferExpired(145).Offered(146).Assigned(220)
                .PickedUp(900).Ready(901, inferred: true).Captured(902)
                .Delivered(2_100, 90),
            New(3).Placed(1_501).Submitted().Accepted(12).Ready(312).Collected(800).Captured(801),
            New(4).Placed(1_000).Submitted().Cancelled(50),
            New(5).Placed(1_000).Submitted().Rejected(40),
            New(6).Placed(1_000).Submitted().Expired(422),
            New(7).Placed(1_000).PaymentFailed(3),
            New(8).Placed(900).Submitted().Accepted(92).Searching(200).Offered(205).Assigned(260)
                .Ready(1_292).PickedUp(1_300).Captured(1_302).Undelivered(3_000).Refunded(3_002, 900, 900),
            New(9).Placed(5_000).Submitted().Accepted(22),
        ];
    }

    /// <summary>Everything the projections wrote, comparable.</summary>
    public async Task<IReadOnlyList<string>> FactsAsync()
    {
        var facts = await QueryAsync<dynamic>("SELECT * FROM order_facts ORDER BY order_id");
        var lines = await QueryAsync<dynamic>("SELECT * FROM order_fact_lines ORDER BY order_id, line_no");
        return [.. facts.Concat(lines).Select(row =>
            string.Join("|", ((IDictionary<string, object?>)row).Select(column => $"{column.Key}={Text(column.Value)}")))];
    }

    /// <summary>Forgets facts and what was applied, as a rebuild does.</summary>
    public Task ForgetAsync() =>
        ExecuteAsync("DELETE FROM order_facts; DELETE FROM order_fact_lines; DELETE FROM inbox; DELETE FROM parked_events");

    private static string Text(object? value) => value switch
    {
        byte[] bytes => Convert.ToHexString(bytes),
        DateTime time => time.ToString("O", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}
