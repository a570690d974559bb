using System.Diagnostics;
using FoodDelivery.Faults.Checks;
using FoodDelivery.Faults.City;
using FoodDelivery.Faults.Crash;

namespace FoodDelivery.Faults.Recovery;

/// <summary>Kills each process in turn while people order, starts it again at once, and takes the time until its users are served again.</summary>
public static class RecoverMode
{
    private const int Lanes = 3;
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(75);
    private static readonly TimeSpan GiveUp = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(3);

    public static async Task<int> RunAsync(Options options, CancellationToken ct)
    {
        var rounds = options.Number("rounds", 5);
        var chosen = options.Text("of")?.Split(',');
        var components = Component.All.Where(component => chosen?.Contains(component.Name) ?? true).ToList();
        if (components.Count == 0) throw new UsageException($"There is no such component; there are {string.Join(", ", Component.All.Select(component => component.Name))}.");
        await using var harness = await Harness.OpenAsync(Lanes, 6, ct);
        await using var probes = await Probes.OpenAsync(Lanes + 1, harness.Witness, harness.Town.Ops.Journal, ct);
        var report = new RecoveryReport(options, rounds);
        var traffic = new Traffic(harness.Town);
        traffic.Start(ct);
        for (var round = 1; round <= rounds; round++)
        {
            foreach (var component in components)
            {
                await report.AddAsync(component, round, await KillAsync(component, await probes.PrepareAsync(component, ct), ct));
                await Task.Delay(Pause, ct);
            }
        }
        var run = new Run(harness.Town, harness.Books, harness.Witness);
        var broken = await traffic.EndAsync();
        var end = await run.FinishAsync("recover", rounds, "none", 0, hit: true, down: null, [], Stopwatch.StartNew(), ct);
        return await report.EndAsync(traffic.Orders, end.Settled, [.. broken, .. end.Broken]);
    }

    private static async Task<Recovered> KillAsync(Component component, Probe probe, CancellationToken ct)
    {
        var watch = await Killing.KillAsync(component.Name, ct);
        var start = Stack.RunAsync("start", component.Name);
        var failed = 0;
        bool works;
        while (!(works = await probe.TryAsync(ct)) && watch.Elapsed < GiveUp)
        {
            failed++;
            await Task.Delay(Between, ct);
        }
        TimeSpan? took = works ? watch.Elapsed : null;
        await start;
        await probe.CleanAsync(ct);
        return new Recovered(took, failed);
    }
}

/// <summary>What came of one kill.</summary>
/// <param name="Took">From the kill until the first try that worked; null when none did.</param>
/// <param name="Failed">How many tries had not.</param>
public sealed record Recovered(TimeSpan? Took, int Failed);
