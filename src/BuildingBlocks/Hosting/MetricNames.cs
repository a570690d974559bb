using System.Diagnostics.Metrics;
using System.Text;
using System.Text.RegularExpressions;

namespace FoodDelivery.BuildingBlocks.Hosting;

/// <summary>From the names of .NET's meters to those of Prometheus, as OpenTelemetry translates them: dots, unit, <c>_total</c>.</summary>
internal static partial class MetricNames
{
    /// <summary>What of a framework's instrument is worth keeping; every other label would only multiply the series.</summary>
    private static readonly HashSet<string> FrameworkLabels =
    [
        "http.request.method", "http.response.status_code", "http.route", "server.address", "server.port", "error.type",
        "gc.heap.generation", "dotnet.gc.heap.generation", "cpu.mode", "pool", "state",
    ];

    public static string Of(Instrument instrument)
    {
        var name = new StringBuilder(NotAName().Replace(instrument.Name, "_"));
        var unit = instrument.Unit switch { "s" => "_seconds", "By" => "_bytes", _ => "" };
        if (unit.Length > 0 && !name.ToString().EndsWith(unit, StringComparison.Ordinal)) name.Append(unit);
        if (IsCounter(instrument)) name.Append("_total");
        return name.ToString();
    }

    public static bool IsHistogram(Instrument instrument) => Generic(instrument) == typeof(Histogram<>);

    public static bool IsCounter(Instrument instrument) => Generic(instrument) is { } type && (type == typeof(Counter<>) || type == typeof(ObservableCounter<>));

    /// <summary>Whether measurements are differences to be added; observed ones are whole values.</summary>
    public static bool Adds(Instrument instrument) => Generic(instrument) is { } type && (type == typeof(Counter<>) || type == typeof(UpDownCounter<>));

    /// <summary>The labels in the text format, escaped, in one order.</summary>
    public static string Labels(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.Length == 0) return "";
        var ours = instrument.Meter.Name.StartsWith("FoodDelivery", StringComparison.Ordinal);
        var text = new StringBuilder();
        foreach (var (name, value) in tags)
        {
            if (value is null || !ours && !FrameworkLabels.Contains(name)) continue;
            if (text.Length > 0) text.Append(',');
            var escaped = value.ToString()!.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
            text.Append(NotAName().Replace(name, "_")).Append("=\"").Append(escaped).Append('"');
        }
        return text.ToString();
    }

    private static Type? Generic(Instrument instrument) => instrument.GetType() is { IsGenericType: true } type ? type.GetGenericTypeDefinition() : null;

    [GeneratedRegex("[^a-zA-Z0-9_]")]
    private static partial Regex NotAName();
}
