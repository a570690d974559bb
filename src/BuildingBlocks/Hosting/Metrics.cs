using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;
using System.Text.RegularExpressions;

namespace FoodDelivery.BuildingBlocks.Hosting;

/// <summary>
/// Adds up what the meters of this process measure, and writes it in Prometheus' text format 0.0.4. Of .NET's own meters only those that
/// operations look at are listened to.
/// </summary>
internal sealed class Metrics : IDisposable
{
    // A label that somebody fills with ids must not eat the memory.
    private const int MaxSeriesPerInstrument = 500;

    private static readonly HashSet<string> FrameworkInstruments =
    [
        "http.server.request.duration", "http.server.active_requests", "http.client.request.duration",
        "kestrel.active_connections", "kestrel.rejected_connections",
        "dotnet.process.cpu.time", "dotnet.process.memory.working_set",
        "dotnet.gc.collections", "dotnet.gc.last_collection.heap.size", "dotnet.gc.pause.time",
        "dotnet.thread_pool.thread.count", "dotnet.thread_pool.queue.length", "dotnet.monitor.lock_contentions", "dotnet.exceptions",
    ];

    private static readonly double[] Seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800];

    // By name: a name may have several instruments, the format allows one family.
    private readonly ConcurrentDictionary<string, Family> families = new();
    private readonly MeterListener listener = new();
    private readonly Lock writing = new();

    /// <param name="own">Makes this host's meters; what another host of the process measures is not counted.</param>
    public Metrics(IMeterFactory? own = null)
    {
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (!IsWanted(instrument) || (instrument.Meter.Scope is { } scope && scope != own)) return;
            self.EnableMeasurementEvents(instrument, families.GetOrAdd(MetricNames.Of(instrument), _ => new Family(instrument)));
        };
        listener.SetMeasurementEventCallback<double>((_, value, tags, family) => ((Family)family!).Record(value, tags));
        listener.SetMeasurementEventCallback<long>((_, value, tags, family) => ((Family)family!).Record(value, tags));
        listener.SetMeasurementEventCallback<int>((_, value, tags, family) => ((Family)family!).Record(value, tags));
        listener.Start();
    }

    /// <summary>All series, families in alphabetical order.</summary>
    public string Write()
    {
        lock (writing)
        {
            // What is observed is whole: a series that nobody reports now is over, and must not show its last value for ever.
            foreach (var family in families.Values) family.ForgetObserved();
            listener.RecordObservableInstruments();
            var text = new StringBuilder(16 * 1024);
            foreach (var family in families.Values.OrderBy(family => family.Name, StringComparer.Ordinal)) family.Write(text);
            return text.ToString();
        }
    }

    public void Dispose() => listener.Dispose();

    private static bool IsWanted(Instrument instrument) =>
        instrument.Meter.Name.StartsWith("FoodDelivery.", StringComparison.Ordinal) || FrameworkInstruments.Contains(instrument.Name);

    private sealed class Family(Instrument instrument)
    {
        private readonly ConcurrentDictionary<string, MetricSeries> series = new();
        private readonly bool isHistogram = MetricNames.IsHistogram(instrument);
        private readonly bool adds = MetricNames.Adds(instrument);

        // The same series by what was measured: its labels are put together once, not at each request.
        private readonly ConcurrentDictionary<KeyValuePair<string, object?>[], MetricSeries> known = new(new TagComparer());

        public string Name { get; } = MetricNames.Of(instrument);

        public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var byTags = known.GetAlternateLookup<ReadOnlySpan<KeyValuePair<string, object?>>>();
            if (!byTags.TryGetValue(tags, out var one))
            {
                one = Find(MetricNames.Labels(instrument, tags));
                if (one is null) return;
                // Tags that are no labels may differ without end.
                if (known.Count < MaxSeriesPerInstrument) byTags.TryAdd(tags, one);
            }
            one.Record(value);
        }

        public void ForgetObserved()
        {
            if (!instrument.IsObservable) return;
            known.Clear();
            series.Clear();
        }

        private MetricSeries? Find(string labels)
        {
            if (series.TryGetValue(labels, out var one)) return one;
            if (series.Count >= MaxSeriesPerInstrument) return null;
            return series.GetOrAdd(labels, isHistogram ? new HistogramSeries(labels, Seconds) : new NumberSeries(labels, adds));
        }

        public void Write(StringBuilder text)
        {
            if (series.IsEmpty) return;
            if (instrument.Description is { Length: > 0 } help) text.Append($"# HELP {Name} {help.ReplaceLineEndings(" ")}\n");
            var kind = isHistogram ? "histogram" : MetricNames.IsCounter(instrument) ? "counter" : "gauge";
            text.Append($"# TYPE {Name} {kind}\n");
            foreach (var one in series.OrderBy(pair => pair.Key, StringComparer.Ordinal)) one.Value.Write(text, Name);
        }
    }

    /// <summary>Tags by their names and values, in the order in which they come.</summary>
    private sealed class TagComparer : IEqualityComparer<KeyValuePair<string, object?>[]>,
        IAlternateEqualityComparer<ReadOnlySpan<KeyValuePair<string, object?>>, KeyValuePair<string, object?>[]>
    {
        public bool Equals(KeyValuePair<string, object?>[]? one, KeyValuePair<string, object?>[]? other) => Equals(one.AsSpan(), other!);

        public bool Equals(ReadOnlySpan<KeyValuePair<string, object?>> alternate, KeyValuePair<string, object?>[] other)
        {
            if (alternate.Length != other.Length) return false;
            for (var i = 0; i < other.Length; i++)
            {
                if (alternate[i].Key != other[i].Key || !Equals(alternate[i].Value, other[i].Value)) return false;
            }
            return true;
        }

        public int GetHashCode(KeyValuePair<string, object?>[] tags) => GetHashCode(tags.AsSpan());

        public int GetHashCode(ReadOnlySpan<KeyValuePair<string, object?>> alternate)
        {
            // Without the names: of one instrument they are nearly always the same.
            var hash = new HashCode();
            foreach (var tag in alternate) hash.Add(tag.Value);
            return hash.ToHashCode();
        }

        public KeyValuePair<string, object?>[] Create(ReadOnlySpan<KeyValuePair<string, object?>> alternate) => alternate.ToArray();
    }
}

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

    public static bool IsCounter(Instrument instrument) =>
        Generic(instrument) is { } type && (type == typeof(Counter<>) || type == typeof(ObservableCounter<>));

    /// <summary>Whether measurements are differences to be added; observed ones are whole values.</summary>
    public static bool Adds(Instrument instrument) =>
        Generic(instrument) is { } type && (type == typeof(Counter<>) || type == typeof(UpDownCounter<>));

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
            var escaped = value.ToString()!
                .Replace("\\", "\\\\", StringComparison.Ordinal)
                .Replace("\"", "\\\"", StringComparison.Ordinal)
                .Replace("\n", "\\n", StringComparison.Ordinal);
            text.Append(NotAName().Replace(name, "_")).Append("=\"").Append(escaped).Append('"');
        }
        return text.ToString();
    }

    private static Type? Generic(Instrument instrument) =>
        instrument.GetType() is { IsGenericType: true } type ? type.GetGenericTypeDefinition() : null;

    [GeneratedRegex("[^a-zA-Z0-9_]")]
    private static partial Regex NotAName();
}
