using FoodDelivery.Load.Limits;
using FoodDelivery.Load.Measuring;
using FoodDelivery.Load.Processes;

namespace FoodDelivery.Load.Orders;

/// <summary>Whole orders through the gateway, beside what the database can do with the same rows.</summary>
public static class OrdersMode
{
    private static readonly TimeSpan LimitWindow = TimeSpan.FromSeconds(5);

    /// <returns>1 when there was any error or lost order.</returns>
    public static async Task<int> RunAsync(Options options, CancellationToken ct)
    {
        var plan = OrdersPlan.From(options);
        var withLimits = options.Flag("with-limits");
        var ids = options.Text("ids");
        options.RefuseOthers();
        var stack = await LocalStack.FindAsync(options, ct);
        Console.WriteLine($"orders through {stack.Gateway}, {(plan.Rate is { } rate ? $"{rate} a second due (open model)" : "each customer one at a time (closed model)")}");

        var limits = new List<double>();
        if (withLimits) limits.Add(await MeasureLimitAsync(stack, plan, "before", ct));
        using var run = new OrdersRun(stack.Gateway, plan, ct);
        await run.RunAsync();
        if (withLimits) limits.Add(await MeasureLimitAsync(stack, plan, "after", ct));

        var report = new Report("orders");
        run.Figures.AddTo(report);
        if (withLimits)
        {
            var raw = limits.Average();
            report.Section("against the database alone", "per second", "ratio");
            report.Row($"raw commits of an order's rows, before the run, {plan.Customers} connections", limits[0], null);
            report.Row($"raw commits of an order's rows, after the run, {plan.Customers} connections", limits[1], null);
            report.Row("orders placed / raw commits", run.Figures.PlacedPerSecond, run.Figures.PlacedPerSecond / raw);
            report.Row("orders delivered / raw commits", run.Figures.DeliveredPerSecond, run.Figures.DeliveredPerSecond / raw);
        }
        await MemoryMode.AddAsync(report, stack, ct);
        report.Section("verdict", "count");
        report.Row("orders not finished after the drain", run.Lost);
        report.Row("errors", run.Errors.Total);
        report.Errors(run.Errors);
        report.Print();
        await report.SaveAsync(options.Text("json"));
        if (ids is not null) await File.WriteAllLinesAsync(ids, run.Orders.Acknowledged.Select(id => id.ToString()), ct);
        return run.Errors.Total > 0 || run.Lost > 0 ? 1 : 0;
    }

    private static async Task<double> MeasureLimitAsync(LocalStack stack, OrdersPlan plan, string when, CancellationToken ct)
    {
        Console.WriteLine($"raw commit rate {when} the run, {LimitWindow.TotalSeconds:0} s");
        await using var scratch = await ScratchSchema.CreateAsync(stack.MySql, ct);
        return (await CommitRate.MeasureAsync(scratch, plan.Customers, LimitWindow, ct)).PerSecond;
    }
}
