using System.Diagnostics.Metrics;

namespace FoodDelivery.BuildingBlocks.Sql;

/// <summary>What the database's users wait for.</summary>
internal static class SqlMetrics
{
    private static readonly Meter Meter = new("FoodDelivery.Sql");

    public static readonly Counter<long> Repeated = Meter.CreateCounter<long>("transactions_repeated", null, "Transactions that ran again after a deadlock or a lock timeout.");
    public static readonly Histogram<double> Wait = Meter.CreateHistogram<double>("connection_wait", "s", "Waits for a connection while all were in use; who found one at once is not counted.");
}
