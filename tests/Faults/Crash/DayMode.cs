using System.Diagnostics;
using Dapper;
using FoodDelivery.Faults.City;

namespace FoodDelivery.Faults.Crash;

/// <summary>Orders of every story there is, without a fault, until there are enough: each ends as told, and whoever has to know was told once.</summary>
public static class DayMode
{
    private const int Couriers = 24;

    private const string Endings =
        """
        SELECT CONCAT(o.status, COALESCE(CONCAT(', ', o.end_reason), ''), COALESCE(CONCAT(', ', o.end_cause), '')) AS ending, COUNT(*) AS orders,
            SUM(COALESCE(p.captured_minor, 0) - COALESCE(p.refunded_minor, 0)) / 100 AS paid
        FROM fd_order.orders o LEFT JOIN fd_payment.payments p ON p.order_id = o.id GROUP BY ending ORDER BY orders DESC
        """;

    public static async Task<int> RunAsync(Options options, CancellationToken ct)
    {
        var orders = options.Number("orders", 300);
        await using var harness = await Harness.OpenAsync(Stories.All.Count, Couriers, ct);
        var run = new Run(harness.Town, harness.Books, harness.Witness);
        var report = new Report(options, $"a day of {orders} orders");
        for (var round = 1; await harness.Books.CountAsync("SELECT COUNT(*) FROM fd_order.orders") < orders; round++)
        {
            var watch = Stopwatch.StartNew();
            // Each customer has another story in each round.
            IReadOnlyList<Story> stories = [.. Stories.All.Skip(round % Stories.All.Count), .. Stories.All.Take(round % Stories.All.Count)];
            await report.AddAsync(await run.FinishAsync("day", round, "none", 0, hit: true, down: null, run.Live(stories, ct), watch, ct));
        }
        await Console.Out.WriteLineAsync("\n| Ending | Orders | Paid |\n|---|---|---|");
        await using var connection = await harness.Books.OpenAsync();
        foreach (var (ending, count, paid) in await connection.QueryAsync<(string, long, decimal)>(harness.Books.Here(Endings)))
        {
            await Console.Out.WriteLineAsync($"| {ending} | {count} | {paid:0.00} |");
        }
        return await report.EndAsync();
    }
}
