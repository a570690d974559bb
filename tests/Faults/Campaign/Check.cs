using System.Diagnostics;
using FoodDelivery.Faults.Checks;
using FoodDelivery.Faults.Crash;

namespace FoodDelivery.Faults.Campaign;

/// <summary>What was found when the load had stopped, everybody had finished and the system had come to rest.</summary>
/// <param name="Finished">How long people took to finish.</param>
/// <param name="Settled">How long the system took to come to rest after that; null when it did not.</param>
/// <param name="Otherwise">Stories, since the start, that did not end as told.</param>
/// <param name="Unknown">Orders, since the start, of which nobody was ever told whether they were placed.</param>
/// <param name="Forced">Processes that were told to end, did not, and had to be killed.</param>
/// <param name="Violations">Promises that do not hold.</param>
public sealed record Check(TimeSpan Finished, TimeSpan? Settled, int Otherwise, long Unknown, IReadOnlyList<string> Forced, IReadOnlyList<Violation> Violations)
{
    /// <summary>How soon the system must be at rest.</summary>
    public static readonly TimeSpan RestWithin = TimeSpan.FromSeconds(60);

    // Who comes late is late, but what is asked of him then is worth more when he has come.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public bool Holds => Settled <= RestWithin && Otherwise == 0 && Unknown == 0 && Forced.Count == 0 && Violations.Count == 0;

    public static async Task<Check> TakeAsync(Harness harness, Load load, CancellationToken ct)
    {
        var finishing = Stopwatch.StartNew();
        await load.FinishAsync();
        var finished = finishing.Elapsed;
        var settled = await Settling.SettleAsync(harness.Books, harness.Witness, ct, Patience);
        var unknown = await harness.Books.CountAsync("SELECT COUNT(*) FROM fd_witness.ops WHERE kind = 'place' AND outcome = 'info'");
        return new Check(finished, settled, load.Otherwise.Count, unknown, Stack.TakeForced(), [.. await harness.Books.CheckAllAsync(), .. await Summary.CheckAsync(harness.Town.Ops, harness.Books, ct)]);
    }

    public override string ToString() =>
        $"everybody finished after {Finished.TotalSeconds:0} s, {Rest()}, {Otherwise} stories ended otherwise, {Unknown} orders unknown, {Violations.Count} promises broken{string.Concat(Forced.Select(line => $", {line}"))}";

    private string Rest() => Settled is not { } time ? "NOT at rest" : $"at rest after {time.TotalSeconds:0} s{(time > RestWithin ? $", LATE: limit {RestWithin.TotalSeconds}" : "")}";
}
