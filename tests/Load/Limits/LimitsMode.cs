using FoodDelivery.Load.Measuring;
using FoodDelivery.Load.Processes;

namespace FoodDelivery.Load.Limits;

/// <summary>The raw commit rate with 1, 8 and the wanted number of connections, in interleaved rounds.</summary>
public static class LimitsMode
{
    private const int Rounds = 3;

    public static async Task<int> RunAsync(Options options, CancellationToken ct)
    {
        var connections = options.Number("connections", 32, most: 400);
        var window = TimeSpan.FromSeconds(options.Number("seconds", 3));
        options.RefuseOthers();
        var stack = await LocalStack.FindAsync(options, ct);
        await using var schema = await ScratchSchema.CreateAsync(stack.MySql, ct);
        var durability = await schema.DurabilityAsync(ct);

        int[] sizes = [.. new[] { 1, 8, connections }.Distinct().Order()];
        var rounds = sizes.ToDictionary(size => size, _ => new List<CommitFigures>());
        for (var round = 1; round <= Rounds; round++)
        {
            foreach (var size in sizes)
            {
                Console.WriteLine($"round {round} of {Rounds}: {size} connections, {window.TotalSeconds:0} s");
                rounds[size].Add(await CommitRate.MeasureAsync(schema, size, window, ct));
            }
        }

        var report = new Report("limits");
        report.Section($"durable transactions of an order's rows ({durability})", "median /s", "least", "most", "p50 ms", "p99 ms");
        foreach (var (size, figures) in rounds)
        {
            var sorted = figures.OrderBy(figure => figure.PerSecond).ToList();
            var latency = sorted[Rounds / 2].Latencies.Percentiles(50, 99);
            report.Row($"{size} connections", sorted[Rounds / 2].PerSecond, sorted[0].PerSecond, sorted[^1].PerSecond, latency[0], latency[1]);
        }
        report.Print();
        await report.SaveAsync(options.Text("json"));
        return 0;
    }
}
