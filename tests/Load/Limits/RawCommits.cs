using FoodDelivery.Load.Measuring;
using FoodDelivery.Load.Processes;

namespace FoodDelivery.Load.Limits;

/// <summary>The raw commit rate before and after a run, which is what the run is measured against.</summary>
public sealed class RawCommits(LocalStack stack, int connections)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(5);
    private readonly List<(string When, double PerSecond)> rates = [];

    /// <summary>The mean of all measurements.</summary>
    public double PerSecond => rates.Average(rate => rate.PerSecond);

    public async Task MeasureAsync(string when, CancellationToken ct)
    {
        Console.WriteLine($"raw commit rate {when} the run, {Window.TotalSeconds:0} s");
        await using var scratch = await ScratchSchema.CreateAsync(stack.MySql, ct);
        rates.Add((when, (await CommitRate.MeasureAsync(scratch, connections, Window, ct)).PerSecond));
    }

    /// <summary>Begins the table; what is compared follows with <see cref="Compare"/>.</summary>
    public void AddTo(Report report)
    {
        report.Section("against the database alone", "per second", "ratio");
        foreach (var (when, rate) in rates)
        {
            report.Row($"raw commits of an order's rows, {when} the run, {connections} connections", rate, null);
        }
    }

    public void Compare(Report report, string what, double perSecond) =>
        report.Row($"{what} / raw commits", perSecond, perSecond / PerSecond);
}
