using System.Globalization;
using System.Text;

namespace FoodDelivery.BuildingBlocks.Hosting;

/// <summary>One series: the numbers behind one set of labels.</summary>
internal abstract class MetricSeries(string labels)
{
    protected string Labels => labels;

    public abstract void Record(double value);

    public abstract void Write(StringBuilder text, string name);

    protected static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    protected static string Braces(string labels) => labels.Length == 0 ? "" : "{" + labels + "}";
}

/// <summary>A number: the sum of what was added, or the last one seen.</summary>
internal sealed class NumberSeries(string labels, bool adds) : MetricSeries(labels)
{
    private readonly Lock gate = new();
    private double total;

    public override void Record(double value)
    {
        lock (gate) total = adds ? total + value : value;
    }

    public override void Write(StringBuilder text, string name)
    {
        lock (gate) text.Append(name).Append(Braces(Labels)).Append(' ').Append(Number(total)).Append('\n');
    }
}

/// <summary>A histogram with fixed bounds: what is larger than the last counts in +Inf.</summary>
internal sealed class HistogramSeries(string labels, IReadOnlyList<double> bounds) : MetricSeries(labels)
{
    private readonly Lock gate = new();
    private readonly long[] counts = new long[bounds.Count + 1];
    private double sum;

    public override void Record(double value)
    {
        var bucket = 0;
        while (bucket < bounds.Count && value > bounds[bucket]) bucket++;
        lock (gate)
        {
            counts[bucket]++;
            sum += value;
        }
    }

    public override void Write(StringBuilder text, string name)
    {
        lock (gate)
        {
            var cumulative = 0L;
            var before = Labels.Length == 0 ? "" : Labels + ",";
            for (var i = 0; i < counts.Length; i++)
            {
                cumulative += counts[i];
                var bound = i < bounds.Count ? Number(bounds[i]) : "+Inf";
                text.Append(name).Append("_bucket{").Append(before).Append("le=\"").Append(bound).Append("\"} ")
                    .Append(cumulative).Append('\n');
            }
            text.Append(name).Append("_sum").Append(Braces(Labels)).Append(' ').Append(Number(sum)).Append('\n');
            text.Append(name).Append("_count").Append(Braces(Labels)).Append(' ').Append(cumulative).Append('\n');
        }
    }
}
