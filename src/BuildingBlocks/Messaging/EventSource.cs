using System.Diagnostics;
using System.Diagnostics.Metrics;
using FoodDelivery.Contracts;

namespace FoodDelivery.BuildingBlocks.Messaging;

/// <summary>Names under which this process publishes and measures.</summary>
internal static class EventSource
{
    /// <summary>CloudEvents source, for example <c>/services/order</c>; set once when the service is built.</summary>
    public static string Name { get; set; } = "/services/unknown";

    private static readonly ActivitySource Activities = new("FoodDelivery.Messaging");

    private static readonly Meter Meter = new("FoodDelivery.Messaging");

    public static readonly Counter<long> Recorded =
        Meter.CreateCounter<long>("events_recorded", null, "Events of this service by type, as its transactions commit.");
    public static readonly Counter<long> Published =
        Meter.CreateCounter<long>("events_published", null, "Events that the broker acknowledged.");
    public static readonly Counter<long> Applied =
        Meter.CreateCounter<long>("events_applied", null, "Events whose effects are committed.");
    public static readonly Counter<long> Duplicates =
        Meter.CreateCounter<long>("events_duplicate", null, "Events that came again and were skipped.");
    public static readonly Counter<long> Parked =
        Meter.CreateCounter<long>("events_parked", null, "Events that came before their predecessor.");
    public static readonly Counter<long> DeadLettered =
        Meter.CreateCounter<long>("events_dead_lettered", null, "Events that could not be applied.");
    public static readonly Histogram<double> Delay =
        Meter.CreateHistogram<double>("event_delay", "s", "From the moment of an event to its effect here.");
    public static readonly ObservableGauge<long> Lag = Meter.CreateObservableGauge(
        "consumer_lag_records", ConsumerLag.Read, null, "Records of this replica's partitions that are not yet applied.");
    public static readonly Gauge<double> Repeating = Meter.CreateGauge<double>(
        "consumer_repeating", "s", "For how long this replica has been repeating one batch; 0 when it was applied.");

    /// <summary>Handles an event in a span of the trace of whoever caused it; what is thrown is an error of the span.</summary>
    public static async Task HandlingAsync(EventEnvelope envelope, string topic, Func<Task> handle)
    {
        using var activity = StartHandling(envelope, topic);
        try
        {
            await handle();
        }
        catch (Exception e)
        {
            activity.SetStatus(ActivityStatusCode.Error).SetTag("error.type", e.GetType().FullName);
            throw;
        }
    }

    // Made whether or not somebody collects spans: log lines and the events published meanwhile carry its trace id on.
    private static Activity StartHandling(EventEnvelope envelope, string topic)
    {
        var name = $"{envelope.Type} process";
        if (Activities.StartActivity(name, ActivityKind.Consumer, envelope.TraceParent) is { } sampled)
        {
            return Tag(sampled, "process", topic, envelope.Id);
        }
        var plain = new Activity(name);
        if (envelope.TraceParent is { } parent) plain.SetParentId(parent);
        return plain.Start();
    }

    /// <summary>The span in which an event is recorded; consumers' spans hang under it. Null when nobody collects spans.</summary>
    public static Activity? StartPublishing(string topic, string type, Guid id) =>
        Activities.StartActivity($"{type} publish", ActivityKind.Producer) is { } sampled ? Tag(sampled, "send", topic, id) : null;

    // Names of OpenTelemetry's semantic conventions for messaging.
    private static Activity Tag(Activity activity, string operation, string topic, Guid id) => activity
        .SetTag("messaging.system", "kafka").SetTag("messaging.operation.type", operation).SetTag("messaging.operation.name", operation)
        .SetTag("messaging.destination.name", topic).SetTag("messaging.message.id", id.ToString());
}
