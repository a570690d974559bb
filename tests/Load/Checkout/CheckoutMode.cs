using FoodDelivery.Load.Limits;
using FoodDelivery.Load.Measuring;
using FoodDelivery.Load.Orders;
using FoodDelivery.Load.Processes;

namespace FoodDelivery.Load.Checkout;

/// <summary>From the first of three dishes to a paid order, as shops measure themselves; nobody cooks or carries.</summary>
public static class CheckoutMode
{
    /// <returns>1 when there was any error or lost order.</returns>
    public static async Task<int> RunAsync(Options options, CancellationToken ct)
    {
        var plan = OrdersPlan.Checkout(options);
        options.RefuseOthers();
        var stack = await LocalStack.FindAsync(options, ct);
        Console.WriteLine($"checkouts through {stack.Gateway}, each customer one at a time: three dishes, quote, order, paid");

        var raw = new RawCommits(stack, plan.Customers);
        await raw.MeasureAsync("before", ct);
        using var run = new OrdersRun(stack.Gateway, plan, ct);
        await run.RunAsync();
        await raw.MeasureAsync("after", ct);

        var report = new Report("checkout");
        run.Figures.AddTo(report, plan);
        raw.AddTo(report);
        raw.Compare(report, "orders placed", run.Figures.PlacedPerSecond);
        raw.Compare(report, "orders paid", run.Figures.PaidPerSecond);
        run.AddVerdictTo(report);
        report.Print();
        await report.SaveAsync(options.Text("json"));
        return run.ExitCode;
    }
}
