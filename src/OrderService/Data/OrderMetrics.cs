using System.Diagnostics.Metrics;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.OrderService.Domain;

namespace FoodDelivery.OrderService.Data;

/// <summary>Orders as operations see them: how many reach each status, and how long after they were placed.</summary>
internal static class OrderMetrics
{
    private static readonly Meter Meter = new("FoodDelivery.OrderService");
    private static readonly Counter<long> Reached = Meter.CreateCounter<long>("orders_reached_status", null, "Orders that came into a status.");
    private static readonly Histogram<double> Age = Meter.CreateHistogram<double>("order_age_at_status", "s", "Time from placing an order until it came into a status.");

    public static void Count(OrderChange change)
    {
        foreach (var step in change.Steps)
        {
            var status = new KeyValuePair<string, object?>("status", step.To.Wire());
            Reached.Add(1, status);
            Age.Record((step.At - change.After.PlacedAt).TotalSeconds, status);
        }
    }
}
