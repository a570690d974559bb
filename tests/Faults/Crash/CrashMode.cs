using FoodDelivery.Faults.Checks;

namespace FoodDelivery.Faults.Crash;

/// <summary>Kills at the crash points, many times each.</summary>
public static class CrashMode
{
    private const int Lanes = 4;
    private const int Couriers = 6;

    public static async Task<int> RunAsync(Options options, CancellationToken ct)
    {
        var points = options.Text("point") is { } names ? [.. names.Split(',').Select(CrashPoint.Find)] : CrashPoint.All;
        var (runs, seed) = (options.Number("runs", 20), options.Number("seed", 1));
        var random = new Random(seed);
        await using var harness = await Harness.OpenAsync(Lanes, Couriers, ct);
        var run = new Run(harness.Town, harness.Books, harness.Witness);
        var report = new Report(options, $"crash points, {runs} runs each, seed {seed}");
        // Round by round, so that an interrupted run has met every point about as often.
        for (var number = 1; number <= runs; number++)
        {
            foreach (var point in points)
            {
                await using var replica = point.Number == "C14" ? await SecondReplica.StartAsync(point.Service) : null;
                var result = await run.CrashAsync(point, number, random.Next(point.MostPasses) + 1, point.Failpoints[(number - 1) % point.Failpoints.Length], ct);
                await report.AddAsync(result);
                if (result.Broken.Count > 0 && options.Flag("stop")) return await report.EndAsync();
            }
        }
        return await report.EndAsync();
    }
}
