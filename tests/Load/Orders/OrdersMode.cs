using FoodDelivery.Load.Limits;
using FoodDelivery.Load.Measuring;
using FoodDelivery.Load.Processes;

namespace FoodDelivery.Load.Orders;

/// <summary>Whole orders through the gateway, beside what the database can do with the same rows.</summary>
public static class OrdersMode
{
    /// <returns>1 when there was any error or lost order.</returns>
    public static async Task<int> RunAsync(Options options, CancellationToken ct)
    {
        var plan = OrdersPlan.From(options);
        var withLimits = options.Flag("with-limits");
        var ids = options.Text("ids");
        // A system that this machine's stack.sh knows nothing of: its memory and its database are not looked at.
        var elsewhere = options.Flag("elsewhere");
        options.RefuseOthers();
        if (elsewhere && (withLimits || options.Text("gateway") is null))
        {
            throw new UsageException("--elsewhere needs --gateway, and knows no database for --with-limits.");
        }
        var stack = elsewhere ? null : await LocalStack.FindAsync(options, ct);
        var gateway = stack?.Gateway ?? options.Text("gateway")!.TrimEnd('/');
        var model = plan.Rate is { } rate ? $"{rate} a second due (open model)" : "each customer one at a time (closed model)";
        Console.WriteLine($"orders through {gateway}, {model}");

        var raw = withLimits ? new RawCommits(stack!, plan.Customers) : null;
        if (raw is not null) await raw.MeasureAsync("before", ct);
        using var run = new OrdersRun(gateway, plan, ct);
        await run.RunAsync();
        if (raw is not null) await raw.MeasureAsync("after", ct);

        var report = new Report("orders");
        run.Figures.AddTo(report, plan);
        if (raw is not null)
        {
            raw.AddTo(report);
            raw.Compare(report, "orders placed", run.Figures.PlacedPerSecond);
            raw.Compare(report, "orders delivered", run.Figures.DeliveredPerSecond);
        }
        if (stack is not null) await MemoryMode.AddAsync(report, stack, ct);
        run.AddVerdictTo(report);
        report.Print();
        await report.SaveAsync(options.Text("json"));
        if (ids is not null) await File.WriteAllLinesAsync(ids, run.Orders.Acknowledged.Select(id => id.ToString()), ct);
        return run.ExitCode;
    }
}
