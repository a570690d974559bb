using FoodDelivery.Load.Orders;

namespace FoodDelivery.Load.Cost;

/// <param name="Load">The whole orders that are counted, with the logged stretch behind their window.</param>
/// <param name="Rest">How long to look at the system before anybody orders.</param>
/// <param name="Logged">How long the database's log is on.</param>
/// <param name="Details">The database and the events too, not only the processes.</param>
public sealed record CostPlan(OrdersPlan Load, TimeSpan Rest, TimeSpan Logged, bool Details)
{
    public static CostPlan From(Options options)
    {
        var logged = TimeSpan.FromSeconds(options.Number("log-seconds", 10, most: 120));
        var load = OrdersPlan.From(options, seconds: 40) with { Afterwards = logged + TimeSpan.FromSeconds(1) };
        return new CostPlan(load, TimeSpan.FromSeconds(options.Number("rest", 5, most: 120)), logged, true);
    }

    /// <summary>The processes alone, which every version of the system has.</summary>
    public static CostPlan OfProcesses(OrdersPlan load) => new(load, TimeSpan.Zero, TimeSpan.Zero, false);
}
