using System.Diagnostics;
using Dapper;
using FoodDelivery.Faults.City;
using FoodDelivery.Faults.Recovery;
using MySqlConnector;

namespace FoodDelivery.Faults.Crash;

/// <summary>C21: each service, concerned or not, is killed as an order passes each of twelve steps.</summary>
public static class GridMode
{
    private const int Orders = 2;

    // Seen in the databases by the newest order: what has just been committed.
    private static readonly (string Name, string Reached)[] Steps =
    [
        ("placed", "SELECT COUNT(*) FROM fd_order.order_history WHERE type = 'order.placed.v1'"),
        ("published", "SELECT COUNT(*) FROM fd_order.outbox WHERE type = 'order.placed.v1' AND published_at IS NOT NULL"),
        ("authorised", "SELECT COUNT(*) FROM fd_payment.payment_operations WHERE kind = 'authorize' AND status = 'done'"),
        ("paid", "SELECT COUNT(*) FROM fd_order.order_history WHERE to_status = 'awaitingAcceptance'"),
        ("accepted", "SELECT COUNT(*) FROM fd_order.order_history WHERE type = 'order.accepted.v1'"),
        ("ready", "SELECT COUNT(*) FROM fd_order.order_history WHERE type = 'order.ready.v1'"),
        ("offered", "SELECT COUNT(*) FROM fd_delivery.offers"),
        ("assigned", "SELECT COUNT(*) FROM fd_delivery.offers WHERE status = 'accepted'"),
        ("picked up", "SELECT COUNT(*) FROM fd_delivery.deliveries WHERE picked_up_at IS NOT NULL"),
        ("captured", "SELECT COUNT(*) FROM fd_payment.payment_operations WHERE kind = 'capture' AND status = 'done'"),
        ("delivered", "SELECT COUNT(*) FROM fd_delivery.deliveries WHERE status = 'delivered'"),
        ("notified", "SELECT COUNT(*) FROM fd_notification.stream_events WHERE name = 'order.status' AND data LIKE '%\"delivered\"%'"),
    ];

    public static async Task<int> RunAsync(Options options, CancellationToken ct)
    {
        var passes = options.Number("passes", 1);
        await using var harness = await Harness.OpenAsync(Orders, 4, ct);
        var run = new Run(harness.Town, harness.Books, harness.Witness);
        var report = new Report(options, $"grid of {Stack.Services.Length} services and {Steps.Length} steps, {passes} times");
        var number = 0;
        for (var pass = 1; pass <= passes; pass++)
        {
            foreach (var (name, reached) in Steps)
            {
                foreach (var service in Stack.Services)
                {
                    await report.AddAsync(await KillAsync(harness, run, service, name, reached, ++number, pass, ct));
                }
            }
        }
        return await report.EndAsync();
    }

    private static async Task<RunResult> KillAsync(Harness harness, Run run, string service, string step, string reached, int number, int pass, CancellationToken ct)
    {
        var watch = Stopwatch.StartNew();
        await using var connection = await harness.Books.OpenAsync();
        var before = await CountAsync(harness, connection);
        var first = before[Array.FindIndex(Steps, other => other.Name == step)];
        var stories = run.Live([.. Enumerable.Repeat(Story.Delivered, Orders)], ct);
        var all = Task.WhenAll(stories);
        var hit = false;
        while (!hit && watch.Elapsed < TimeSpan.FromSeconds(60))
        {
            hit = await connection.ExecuteScalarAsync<long>(harness.Books.Here(reached)) > first;
            if (!hit) await Task.Delay(TimeSpan.FromMilliseconds(10), ct);
        }
        var dead = await Killing.KillAsync(service, ct);
        var after = await CountAsync(harness, connection);
        var last = Steps.Where((_, i) => after[i] > before[i]).Select(other => other.Name).LastOrDefault("none");
        await Stack.RunAsync("start", service);
        var down = dead.Elapsed;
        await all.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return await run.FinishAsync(service, number, last == step ? step : $"{step} (dead at {last})", pass, hit, down, stories, watch, ct);
    }

    // One statement, so that all counts are of one moment.
    private static async Task<long[]> CountAsync(Harness harness, MySqlConnection connection)
    {
        var row = (IDictionary<string, object>)await connection.QuerySingleAsync(harness.Books.Here($"SELECT {string.Join(", ", Steps.Select((step, i) => $"({step.Reached}) AS c{i}"))}"));
        return [.. row.Values.Select(Convert.ToInt64)];
    }
}
