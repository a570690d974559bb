using Dapper;
using FoodDelivery.AnalyticsService.Domain;
using FoodDelivery.BuildingBlocks.Sql;

namespace FoodDelivery.AnalyticsService.Data;

/// <summary>
/// Reports over the facts, computed when asked. Percentiles are exact by nearest rank: the smallest number of seconds that at least that
/// share of the orders does not exceed. They are taken from a histogram by whole seconds, so that the server sorts distinct values and not
/// orders.
/// </summary>
public sealed class ReportReads(Database database)
{
    private const string CountColumns =
        """
        COUNT(*) AS orders,
        COUNT(CASE WHEN outcome = 'delivered' THEN 1 END) AS delivered,
        COUNT(CASE WHEN outcome = 'collected' THEN 1 END) AS collected,
        COUNT(CASE WHEN outcome = 'cancelled' THEN 1 END) AS cancelled,
        COUNT(CASE WHEN outcome = 'rejected' THEN 1 END) AS rejected,
        COUNT(CASE WHEN outcome = 'expired' THEN 1 END) AS expired,
        COUNT(CASE WHEN outcome = 'paymentFailed' THEN 1 END) AS payment_failed,
        COUNT(CASE WHEN outcome = 'undelivered' THEN 1 END) AS undelivered,
        COUNT(CASE WHEN outcome = 'noShow' THEN 1 END) AS no_show,
        COUNT(accepted_at) AS accepted,
        COUNT(late_seconds) AS timed,
        COUNT(CASE WHEN late_seconds = 0 THEN 1 END) AS on_time,
        CAST(SUM(CASE WHEN outcome IN ('delivered', 'collected') THEN total_minor ELSE 0 END) AS SIGNED) AS gross,
        CAST(SUM(captured_minor) AS SIGNED) AS captured,
        CAST(SUM(refunded_minor) AS SIGNED) AS refunded,
        CAST(SUM(offers) AS SIGNED) AS offers,
        CAST(SUM(declines) AS SIGNED) AS declines,
        CAST(SUM(offers_expired) AS SIGNED) AS offers_expired,
        MIN(currency) AS first_currency,
        MAX(currency) AS last_currency
        """;

    /// <summary>All orders of the window as one group with key 0.</summary>
    public Task<Report<long>> SummaryAsync(ReportWindow window, CancellationToken ct) =>
        ReadAsync<long>(window, "0", Parameters(window), Enum.GetValues<Duration>(), ct);

    /// <summary>Orders by bucket; the key is the number of the bucket, 0 for the first of the window.</summary>
    public Task<Report<long>> SeriesAsync(ReportWindow window, Bucket bucket, CancellationToken ct)
    {
        var parameters = Parameters(window);
        parameters.Add("origin", window.Origin(bucket));
        return ReadAsync<long>(window, $"TIMESTAMPDIFF({bucket}, @origin, placed_at)", parameters, [Duration.Prep, Duration.Delivery], ct);
    }

    /// <summary>Orders by restaurant, most orders first, after a position in that list.</summary>
    public Task<Report<Guid>> RestaurantsAsync(ReportWindow window, (long Orders, Guid Id)? after, int limit, CancellationToken ct) =>
        database.ReadAsync(session => RestaurantsAsync(session, window, after, limit), ct);

    private static async Task<Report<Guid>> RestaurantsAsync(Session session, ReportWindow window, (long Orders, Guid Id)? after, int limit)
    {
        var parameters = Parameters(window);
        parameters.Add("limit", limit);
        parameters.Add("afterOrders", after?.Orders ?? 0);
        parameters.Add("afterId", after?.Id ?? Guid.Empty);
        var groups = await session.QueryAsync<Counts<Guid>>(
            $"""
             SELECT restaurant_id AS group_key, {CountColumns} FROM order_facts WHERE {Where(window)} GROUP BY group_key
             {(after is null ? "" : "HAVING orders < @afterOrders OR (orders = @afterOrders AND group_key > @afterId)")}
             ORDER BY orders DESC, group_key LIMIT @limit
             """, parameters);
        if (groups.Count == 0) return new Report<Guid>([], []);
        parameters.Add("ids", groups.Select(group => group.GroupKey).ToArray());
        var durations = await session.QueryAsync<Percentiles<Guid>>(
            PercentileSql("restaurant_id", $"{Where(window)} AND restaurant_id IN @ids", [Duration.Prep, Duration.Delivery]), parameters);
        return new Report<Guid>(groups, durations);
    }

    /// <summary>Items of delivered and collected orders, most sold first, under the name they were last sold with.</summary>
    public Task<IReadOnlyList<ItemSales>> TopItemsAsync(ReportWindow window, int limit, CancellationToken ct)
    {
        var parameters = Parameters(window);
        parameters.Add("limit", limit);
        return database.ReadAsync(session => session.QueryAsync<ItemSales>(
            $"""
             SELECT top.*, (SELECT named.name FROM order_fact_lines named
                            WHERE named.item_id = top.item_id ORDER BY named.order_id DESC LIMIT 1) AS name
             FROM (SELECT item_id, MIN(restaurant_id) AS restaurant_id, COUNT(DISTINCT line.order_id) AS orders,
                          CAST(SUM(quantity) AS SIGNED) AS sold, CAST(SUM(line_total_minor) AS SIGNED) AS sales_minor,
                          MIN(currency) AS currency
                   FROM order_facts fact JOIN order_fact_lines line ON line.order_id = fact.order_id
                   WHERE {Where(window)} AND outcome IN ('delivered', 'collected')
                   GROUP BY item_id ORDER BY sold DESC, sales_minor DESC, item_id LIMIT @limit) top
             ORDER BY sold DESC, sales_minor DESC, item_id
             """, parameters), ct);
    }

    private Task<Report<TKey>> ReadAsync<TKey>(
        ReportWindow window, string key, DynamicParameters parameters, IReadOnlyList<Duration> durations, CancellationToken ct)
        where TKey : notnull =>
        database.ReadAsync(async session =>
        {
            using var results = await session.QueryMultipleAsync(
                $"""
                 SELECT {key} AS group_key, {CountColumns} FROM order_facts WHERE {Where(window)} GROUP BY group_key;
                 {PercentileSql(key, Where(window), durations)}
                 """, parameters);
            var groups = await results.ReadAsync<Counts<TKey>>();
            return new Report<TKey>(groups.AsList(), (await results.ReadAsync<Percentiles<TKey>>()).AsList());
        }, ct);

    private static string PercentileSql(string key, string where, IReadOnlyList<Duration> durations)
    {
        var measured = durations.Select(duration =>
            $"SELECT {key} AS group_key, '{duration.Wire()}' AS metric, {SecondsOf(duration)} AS seconds FROM order_facts WHERE {where}");
        return $"""
                SELECT group_key, metric, MIN(CASE WHEN up_to * 100 >= total * 50 THEN seconds END) AS p50,
                       MIN(CASE WHEN up_to * 100 >= total * 90 THEN seconds END) AS p90
                FROM (SELECT group_key, metric, seconds, SUM(number) OVER (PARTITION BY group_key, metric ORDER BY seconds) AS up_to,
                             SUM(number) OVER (PARTITION BY group_key, metric) AS total
                      FROM (SELECT group_key, metric, seconds, COUNT(*) AS number FROM ({string.Join(" UNION ALL ", measured)}) measured
                            WHERE seconds IS NOT NULL GROUP BY group_key, metric, seconds) histogram) ranked
                GROUP BY group_key, metric
                """;
    }

    // An order that was picked up before the kitchen marked it ready says nothing about the kitchen.
    private static string SecondsOf(Duration duration) => duration switch
    {
        Duration.Accept => Between("submitted_at", "accepted_at"),
        Duration.Prep => $"CASE WHEN ready_inferred = 0 THEN {Between("accepted_at", "ready_at")} END",
        Duration.Assign => Between("COALESCE(searching_at, first_offered_at, delivery_planned_at)", "assigned_at"),
        Duration.Delivery => Between("picked_up_at", "delivered_at"),
        Duration.Total => Between("placed_at", "delivered_at"),
    };

    // The times come from different services' clocks: a negative length is none.
    private static string Between(string start, string end) => $"GREATEST(0, TIMESTAMPDIFF(SECOND, {start}, {end}))";

    private static string Where(ReportWindow window) =>
        "placed_at >= @from AND placed_at < @to" + (window.RestaurantId is null ? "" : " AND restaurant_id = @restaurant");

    private static DynamicParameters Parameters(ReportWindow window)
    {
        var parameters = new DynamicParameters(new { from = window.From, to = window.To });
        if (window.RestaurantId is { } restaurant) parameters.Add("restaurant", restaurant);
        return parameters;
    }
}
