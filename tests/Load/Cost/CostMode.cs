using FoodDelivery.Load.Measuring;
using FoodDelivery.Load.Processes;

namespace FoodDelivery.Load.Cost;

/// <summary>What one order costs: processor time, context switches, round trips to the database, events.</summary>
public static class CostMode
{
    /// <returns>1 when there was any error or lost order.</returns>
    public static async Task<int> RunAsync(Options options, CancellationToken ct)
    {
        var plan = CostPlan.From(options);
        options.RefuseOthers();
        var stack = await LocalStack.FindAsync(options, ct);
        Console.WriteLine($"cost of an order through {stack.Gateway}");
        using var cost = new CostRun(stack, await stack.RunningAsync(ct), plan, ct);
        await cost.Run.RunAsync();
        if (cost.Load.Orders == 0) throw new UsageException("No order was delivered inside the window, so nothing can be divided by them.");

        var report = new Report("cost");
        cost.Run.Figures.AddTo(report, plan.Load);
        AddStretches(report, cost);
        ProcessTables.AddTo(report, cost.Load, cost.Rest);
        DatabaseTables.AddTo(report, cost);
        EventTables.AddTo(report, cost);
        cost.Run.AddVerdictTo(report);
        report.Print();
        await report.SaveAsync(options.Text("json"));
        return cost.Run.ExitCode;
    }

    private static void AddStretches(Report report, CostRun cost)
    {
        report.Section("what was measured when", "seconds", "orders delivered in it");
        report.Row("at rest", cost.Rest?.Length.TotalSeconds, cost.Rest?.Orders);
        report.Row("at rest, the database's log on", cost.RestLogged?.Length.TotalSeconds, cost.RestLogged?.Orders);
        report.Row("the load: processor time, counters, events", cost.Load.Length.TotalSeconds, cost.Load.Orders);
        report.Row("the load, the database's log on: round trips", cost.LoadLogged?.Length.TotalSeconds, cost.LoadLogged?.Orders);
    }
}
