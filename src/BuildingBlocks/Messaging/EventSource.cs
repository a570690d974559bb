using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace FoodDelivery.BuildingBlocks.Messaging;

/// <summary>Names under which this process publishes and measures.</summary>
internal static class EventSource
{
    /// <summary>CloudEvents source, for example <c>/services/order</c>; set once when the service is built.</summary>
    public static string Name { get; set; } = "/services/unknown";

    public static readonly ActivitySource Activities = new("FoodDelivery.Messaging");

    private static readonly Meter Meter = new("FoodDelivery.Messaging");

    public static readonly Counter<long> Published = Meter.CreateCounter<long>("events_published");
    public static readonly Counter<long> Applied = Meter.CreateCounter<long>("events_applied");
    public static readonly Counter<long> Duplicates = Meter.CreateCounter<long>("events_duplicate");
    public static readonly Counter<long> Parked = Meter.CreateCounter<long>("events_parked");
    public static readonly Counter<long> DeadLettered = Meter.CreateCounter<long>("events_dead_lettered");
}
