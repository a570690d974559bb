using System.Diagnostics;
using FoodDelivery.Faults.Campaign;
using FoodDelivery.Faults.Crash;

namespace FoodDelivery.Faults.Rare;

/// <summary>What a rare fault may use.</summary>
public sealed record Stage(Harness Harness, Supervisor Supervisor)
{
    /// <summary>How long what is wrong stays wrong.</summary>
    public static readonly TimeSpan Hold = TimeSpan.FromSeconds(20);

    /// <summary>Until a condition holds.</summary>
    /// <exception cref="InvalidOperationException">It never did.</exception>
    public static async Task UntilAsync(Func<Task<bool>> condition, TimeSpan limit, string what, CancellationToken ct)
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            if (watch.Elapsed > limit) throw new InvalidOperationException($"Not within {limit.TotalSeconds:0} s: {what}");
            await Task.Delay(TimeSpan.FromMilliseconds(200), ct);
        }
    }
}
