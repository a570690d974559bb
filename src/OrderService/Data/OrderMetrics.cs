using System.Diagnostics.Metrics;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.OrderService.Domain;

namespace FoodDelivery.OrderService.Data;

/// <summary>Orders as operations see them: how many reach each status, how long after they were placed, and which wait too long.</summary>
internal static class OrderMetrics
{
    private static readonly Meter Meter = new("FoodDelivery.OrderService");
    private static readonly Counter<long> Reached =
        Meter.CreateCounter<long>("orders_reached_status", null, "Orders that came into a status.");
    private static readonly Histogram<double> Age =
        Meter.CreateHistogram<double>("order_age_at_status", "s", "Time from placing an order until it came into a status.");
    private static readonly Counter<long> Overdue =
        Meter.CreateCounter<long>("orders_overdue", null, "Times that ops were told of an order which waits too long in a status.");

    static OrderMetrics()
    {
        // The first alarm must be an increase, so the count is there before it.
        OrderStatus[] watched = [OrderStatus.Accepted, OrderStatus.Preparing, OrderStatus.Ready, OrderStatus.Cancelling];
        foreach (var status in watched) CountOverdue(status, 0);
    }

    public static void CountOverdue(OrderStatus status, int times = 1) =>
        Overdue.Add(times, new KeyValuePair<string, object?>("status", status.Wire()));

    public static void Count(IReadOnlyList<OrderStep> steps, DateTimeOffset placedAt)
    {
        // A delay or a rating comes into no other status.
        foreach (var step in steps.Where(step => step.From != step.To))
        {
            var status = new KeyValuePair<string, object?>("status", step.To.Wire());
            Reached.Add(1, status);
            Age.Record((step.At - placedAt).TotalSeconds, status);
        }
    }
}
