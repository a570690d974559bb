using System.Diagnostics;

namespace FoodDelivery.Load.Measuring;

/// <summary>Durations in milliseconds, all kept: percentiles are exact. Thread-safe.</summary>
public sealed class Latencies
{
    private readonly List<double> samples = [];
    private readonly Lock gate = new();

    public int Count
    {
        get
        {
            lock (gate) return samples.Count;
        }
    }

    public void Add(double milliseconds)
    {
        lock (gate) samples.Add(milliseconds);
    }

    /// <summary>From one <see cref="Stopwatch"/> timestamp to another.</summary>
    public void Add(long from, long to) => Add(Stopwatch.GetElapsedTime(from, to).TotalMilliseconds);

    /// <returns>The nearest-rank percentiles asked for, in order; NaN without samples.</returns>
    public double[] Percentiles(params ReadOnlySpan<double> percents)
    {
        double[] sorted;
        lock (gate) sorted = [.. samples];
        Array.Sort(sorted);
        var result = new double[percents.Length];
        for (var i = 0; i < percents.Length; i++)
        {
            result[i] = sorted.Length == 0 ? double.NaN : sorted[Math.Clamp((int)Math.Ceiling(percents[i] / 100 * sorted.Length) - 1, 0, sorted.Length - 1)];
        }
        return result;
    }
}
