using System.Diagnostics;
using System.Diagnostics.Metrics;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.NotificationService.Data;

namespace FoodDelivery.NotificationService.Channels;

/// <summary>What operations see of mail and push.</summary>
internal static class ChannelMetrics
{
    private static readonly ActivitySource Activities = new("FoodDelivery.NotificationService");
    private static readonly Meter Meter = new("FoodDelivery.NotificationService");
    private static readonly Counter<long> Sent =
        Meter.CreateCounter<long>("messages_sent", null, "Mails and pushes that the server of the recipient has taken.");
    private static readonly Counter<long> Failed =
        Meter.CreateCounter<long>("messages_failed", null, "Mails and pushes that were given up, by reason.");
    private static readonly Counter<long> Suppressed =
        Meter.CreateCounter<long>("messages_suppressed", null, "Mails and pushes that were not to be sent, by reason.");
    private static readonly Counter<long> Repeated =
        Meter.CreateCounter<long>("messages_repeated", null, "Attempts that failed and are repeated, by reason.");
    private static readonly Histogram<double> Delay =
        Meter.CreateHistogram<double>("message_delay", "s", "From the storing of a message until it was taken.");

    /// <summary>A span in the trace that began with somebody's request.</summary>
    public static Activity? Start(OutboundMessage message) =>
        Activities.StartActivity($"{message.Template} {message.Channel.Wire()}", ActivityKind.Client, message.TraceParent);

    public static void Ended(OutboundMessage message, Outcome outcome, DateTimeOffset now)
    {
        var channel = new KeyValuePair<string, object?>("channel", message.Channel.Wire());
        var reason = new KeyValuePair<string, object?>("reason", outcome.Reason);
        switch (outcome)
        {
            case { State: "sent" }:
                Sent.Add(1, channel);
                Delay.Record(Math.Max(0, (now - message.CreatedAt).TotalSeconds), channel);
                break;
            case { State: "failed" }: Failed.Add(1, channel, reason); break;
            case { State: "replaced" }: break;
            case { State: "suppressed" }: Suppressed.Add(1, channel, reason); break;
            case { Wanted: false }: Repeated.Add(1, channel, reason); break;
        }
    }
}
