using System.Diagnostics;
using FoodDelivery.Faults.City;

namespace FoodDelivery.Faults.Crash;

/// <summary>Every story without a fault: shows that people, witness and invariants agree with a healthy system.</summary>
public static class CalmMode
{
    public static async Task<int> RunAsync(Options options, CancellationToken ct)
    {
        var stories = Stories.Unhurried;
        await using var harness = await Harness.OpenAsync(stories.Count, 12, ct);
        var run = new Run(harness.Town, harness.Books, harness.Witness);
        var report = new Report(options, "no fault");
        for (var round = 1; round <= options.Number("rounds", 1); round++)
        {
            var watch = Stopwatch.StartNew();
            await report.AddAsync(await run.FinishAsync("calm", round, "none", 0, hit: true, down: null, run.Live(stories, ct), watch, ct));
        }
        return await report.EndAsync();
    }
}
