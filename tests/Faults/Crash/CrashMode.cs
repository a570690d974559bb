using FoodDelivery.Faults.Checks;

namespace FoodDelivery.Faults.Crash;

/// <summary>Kills at the crash points, many times each.</summary>
public static class CrashMode
{
    private const int Lanes = 4;
    private const int ManyLanes = 12;
    private const int Couriers = 8;

    public static async Task<int> RunAsync(Options options, CancellationToken ct)
    {
        var points = options.Text("point") is { } names ? [.. names.Split(',').Select(CrashPoint.Find)] : CrashPoint.All;
        var (runs, seed) = (options.Number("runs", 20), options.Number("seed", 1));
        var random = new Random(seed);
        await using var harness = await Harness.OpenAsync(options.Flag("together") ? ManyLanes : Lanes, Couriers, ct);
        var run = new Run(harness.Town, harness.Books, harness.Witness);
        var report = new Report(options, $"crash points, {runs} runs each, seed {seed}");
        if (options.Flag("together")) return await TogetherAsync(run, points, runs, random, report, ct);
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

    // Each service takes its own points in turn, until every point has had its runs.
    private static async Task<int> TogetherAsync(Run run, IReadOnlyList<CrashPoint> points, int runs, Random random, Report report, CancellationToken ct)
    {
        var together = new CrashTogether(run);
        var queues = points.GroupBy(point => point.Service)
            .Select(own => new Queue<(CrashPoint Point, int Number)>(Enumerable.Range(1, runs).SelectMany(number => own.Select(point => (point, number))))).ToList();
        while (queues.Any(queue => queue.Count > 0))
        {
            var next = queues.Where(queue => queue.Count > 0).Select(queue => queue.Dequeue()).ToList();
            await using var replica = next.Any(kill => kill.Point.Number == "C14") ? await SecondReplica.StartAsync("delivery") : null;
            var results = await together.CrashAsync([.. next.Select(kill => (
                kill.Point, kill.Number, kill.Point.Failpoints[(kill.Number - 1) % kill.Point.Failpoints.Length], random.Next(Math.Min(2, kill.Point.MostPasses)) + 1))], ct);
            foreach (var result in results) await report.AddAsync(result);
        }
        return await report.EndAsync();
    }
}
