using System.Diagnostics;
using System.Diagnostics.Metrics;
using FoodDelivery.NotificationService.Data;

namespace FoodDelivery.NotificationService.Streams;

/// <summary>What operations see of the live streams.</summary>
internal static class StreamMetrics
{
    private static readonly ActivitySource Activities = new("FoodDelivery.NotificationService");
    private static readonly Meter Meter = new("FoodDelivery.NotificationService");
    private static readonly Counter<long> Replayed =
        Meter.CreateCounter<long>("stream_events_replayed", null, "Stream events that clients had missed and got after they came back.");
    private static readonly Histogram<double> Delay =
        Meter.CreateHistogram<double>("stream_push_delay", "s", "From the storing of a stream event until it is on the wire.");

    public static readonly UpDownCounter<long> Open =
        Meter.CreateUpDownCounter<long>("streams_open", null, "Live streams of this replica.");

    /// <summary>One event was written to one stream: the last span of the trace that began with somebody's request.</summary>
    public static void Pushed(StreamEvent e, DateTimeOffset now)
    {
        Delay.Record(Math.Max(0, (now - e.CreatedAt).TotalSeconds));
        using var activity = Activities.StartActivity($"{e.Name} push", ActivityKind.Server, e.TraceParent, startTime: e.CreatedAt);
    }

    public static void CountReplayed(int events) => Replayed.Add(events);
}
