using System.Diagnostics;
using FoodDelivery.Faults.Checks;
using FoodDelivery.Faults.City;

namespace FoodDelivery.Faults.Crash;

/// <summary>What came of one run.</summary>
/// <param name="Point">Crash point, or service and boundary of the grid.</param>
/// <param name="Hit">Whether the process died where it was to die. A run without a hit proves nothing and is an error.</param>
/// <param name="Orders">How many were in flight.</param>
/// <param name="Broken">What did not hold, in words; empty when everything did.</param>
public sealed record RunResult(string Point, int Number, string Failpoint, int Pass, bool Hit, int Orders, TimeSpan? Down, TimeSpan? Settled, TimeSpan Took, IReadOnlyList<string> Broken);

/// <summary>Kills, restarts, lets people finish, settles and checks; once.</summary>
public sealed class Run(City.Town town, Books books, Witness.WitnessBook witness)
{
    private static readonly TimeSpan HitWithin = TimeSpan.FromSeconds(90);

    public async Task<RunResult> CrashAsync(CrashPoint point, int number, int pass, string failpoint, CancellationToken ct)
    {
        var watch = Stopwatch.StartNew();
        Stack.Arm(point.Service, failpoint, pass);
        var stories = Live(point.Stories, ct);
        var hit = await DiesAsync(point.Service, Task.WhenAll(stories), ct);
        TimeSpan? down = null;
        if (hit)
        {
            var dead = Stopwatch.StartNew();
            await Stack.RunAsync("start", point.Service);
            down = dead.Elapsed;
        }
        return await FinishAsync(point.Number, number, failpoint, pass, hit, down, stories, watch, ct);
    }

    /// <summary>Waits for the people, for the system to come to rest, and asks every invariant.</summary>
    public async Task<RunResult> FinishAsync(string point, int number, string failpoint, int pass, bool hit, TimeSpan? down, IReadOnlyList<Task> stories, Stopwatch watch, CancellationToken ct)
    {
        var broken = new List<string>();
        foreach (var story in stories)
        {
            try
            {
                await story;
            }
            catch (Exception e) when (e is RefusedException or TimeoutException or InvalidOperationException)
            {
                broken.Add($"story: {e.Message}");
            }
        }
        var settled = await Settling.SettleAsync(books, witness, ct);
        if (settled is null) broken.Add("G16 not settled within 60 s");
        IReadOnlyList<Violation> violations = [.. await books.CheckAllAsync(), .. await Summary.CheckAsync(town.Ops, books, ct)];
        broken.AddRange(violations.Select(violation => $"{violation.Invariant.Guarantee} {violation.Invariant.Name}: {violation.Rows} ({violation.First})"));
        broken.AddRange(Stack.TakeForced().Select(line => $"F33 {line}"));
        return new RunResult(point, number, failpoint, pass, hit, stories.Count, down, settled, watch.Elapsed, broken);
    }

    /// <summary>One lane for each story; they begin a little apart, so that the kill meets them at different steps.</summary>
    public IReadOnlyList<Task> Live(IReadOnlyList<Story> stories, CancellationToken ct) =>
        [.. stories.Select((story, i) => Task.Run(async () =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(150 * i), ct);
            await town.Lanes[i].LiveAsync(story, ct);
        }, ct))];

    private static async Task<bool> DiesAsync(string service, Task stories, CancellationToken ct)
    {
        var watch = Stopwatch.StartNew();
        var quiet = Stopwatch.StartNew();
        while (watch.Elapsed < HitWithin)
        {
            if (Stack.WasHit(service) && !Stack.IsAlive(service)) break;
            // What happens after the last reply (publishing, capturing) has a few seconds to happen.
            if (!stories.IsCompleted) quiet.Restart();
            if (quiet.Elapsed > TimeSpan.FromSeconds(5)) break;
            await Task.Delay(TimeSpan.FromMilliseconds(20), ct);
        }
        return Stack.TakeHit(service);
    }
}
