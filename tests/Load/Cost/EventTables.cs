using FoodDelivery.Load.Measuring;

namespace FoodDelivery.Load.Cost;

/// <summary>Events that one order raises, by type, and how often services apply them.</summary>
public static class EventTables
{
    public static void AddTo(Report report, CostRun cost)
    {
        if (cost.Metrics is not var (before, after)) return;
        var orders = (double)cost.Load.Orders;
        var raised = after.Since(before, "events_recorded_total", "type").Where(count => count.Value > 0).ToList();
        report.Section("events of an order", "an order");
        foreach (var ((service, type), count) in raised.OrderBy(entry => entry.Key.Service).ThenByDescending(entry => entry.Value))
        {
            report.Row($"{service}: {type}", count / orders);
        }
        report.Row("all", raised.Sum(count => count.Value) / orders);

        var applied = after.Since(before, "events_applied_total");
        // Every application is timed, and the timing names the topic.
        var delays = after.Since(before, "event_delay_seconds_count", "topic").Where(count => count.Value > 0).ToList();
        string[] topics = [.. delays.Select(entry => entry.Key.Value).Distinct().Order()];
        report.Section("applications of events by service, an order", ["all", .. topics]);
        foreach (var service in applied.Keys.Select(key => key.Service).Concat(delays.Select(entry => entry.Key.Service)).Distinct())
        {
            report.Row(service, [Applied(service), .. topics.Select(topic => (object?)Delayed(service, topic))]);
        }
        report.Row("all", [applied.Values.Sum() / orders, .. topics.Select(topic => (object?)Delayed(null, topic))]);

        double Applied(string service) => applied.Where(entry => entry.Key.Service == service).Sum(entry => entry.Value) / orders;

        double Delayed(string? service, string topic) =>
            delays.Where(entry => entry.Key.Value == topic && (service ?? entry.Key.Service) == entry.Key.Service).Sum(entry => entry.Value)
            / orders;
    }
}
