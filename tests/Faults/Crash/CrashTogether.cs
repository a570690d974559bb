using System.Diagnostics;
using FoodDelivery.Faults.City;

namespace FoodDelivery.Faults.Crash;

/// <summary>Several crash points in one run, each in another service: more kills in the same time, and crashes that meet each other.</summary>
public sealed class CrashTogether(Run run)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan Afterwards = TimeSpan.FromSeconds(4);

    /// <summary>Points of different services; each result carries what the whole run broke.</summary>
    public async Task<IReadOnlyList<RunResult>> CrashAsync(IReadOnlyList<(CrashPoint Point, int Number, string Failpoint, int Pass)> kills, CancellationToken ct)
    {
        var watch = Stopwatch.StartNew();
        foreach (var (point, _, failpoint, pass) in kills) Stack.Arm(point.Service, failpoint, pass);
        var stories = run.Live(Together(kills.Select(kill => kill.Point)), ct);
        var down = await RestartTheDeadAsync([.. kills.Select(kill => kill.Point.Service)], Task.WhenAll(stories), ct);
        var hits = kills.Select(kill => Stack.TakeHit(kill.Point.Service)).ToList();
        var whole = await run.FinishAsync("", 0, "", 0, hit: true, down: null, stories, watch, ct);
        return [.. kills.Select((kill, i) => whole with
        {
            Point = kill.Point.Number, Number = kill.Number, Failpoint = kill.Failpoint, Pass = kill.Pass, Hit = hits[i], Orders = i == 0 ? whole.Orders : 0,
            Down = down.TryGetValue(kill.Point.Service, out var time) ? time : null,
        })];
    }

    /// <summary>The largest number of each story that one of the points wants.</summary>
    public static IReadOnlyList<Story> Together(IEnumerable<CrashPoint> points) =>
        [.. points.SelectMany(point => point.Stories.GroupBy(story => story)).GroupBy(group => group.Key, group => group.Count()).SelectMany(counts => Enumerable.Repeat(counts.Key, counts.Max()))];

    private static async Task<Dictionary<string, TimeSpan>> RestartTheDeadAsync(IReadOnlyList<string> services, Task stories, CancellationToken ct)
    {
        var down = new Dictionary<string, TimeSpan>();
        var watch = Stopwatch.StartNew();
        var quiet = Stopwatch.StartNew();
        while (watch.Elapsed < Limit && quiet.Elapsed < Afterwards && (down.Count < services.Count || !stories.IsCompleted))
        {
            if (!stories.IsCompleted) quiet.Restart();
            string[] dead = [.. services.Where(service => !down.ContainsKey(service) && Stack.WasHit(service) && !Stack.IsAlive(service))];
            if (dead.Length == 0)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), ct);
                continue;
            }
            var start = Stopwatch.StartNew();
            await Stack.RunAsync("start", dead);
            foreach (var service in dead) down[service] = start.Elapsed;
            quiet.Restart(); // the start took longer than the quiet that ends the wait
        }
        return down;
    }
}
