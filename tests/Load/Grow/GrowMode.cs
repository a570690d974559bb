using FoodDelivery.Load.Cost;
using FoodDelivery.Load.Limits;
using FoodDelivery.Load.Measuring;
using FoodDelivery.Load.Orders;
using FoodDelivery.Load.Processes;

namespace FoodDelivery.Load.Grow;

/// <summary>Whether placing an order costs more when there are many: a checkout load before and after the stores were filled.</summary>
public static class GrowMode
{
    private const double BytesAnOrder = 15_000;

    /// <returns>1 when there was any error or lost order.</returns>
    public static async Task<int> RunAsync(Options options, CancellationToken ct)
    {
        var orders = options.Number("orders", 100_000, least: 1_000, most: 20_000_000);
        var plan = OrdersPlan.Checkout(options, warmup: 10);
        options.RefuseOthers();
        var stack = await LocalStack.FindAsync(options, ct);
        RefuseFullDisk(stack.State, orders);
        Console.WriteLine(
            $"The database will hold {orders:#,##0} orders more. They stay: the way back is down.sh --purge, which forgets everything.");

        var components = await stack.RunningAsync(ct);
        await MakeSourcesAsync(stack, plan, ct);
        var before = await MeasureAsync("before", stack, components, plan, ct);
        var filling = new Filling(stack.MySql, orders);
        await filling.RunAsync(ct);
        var after = await MeasureAsync("after", stack, components, plan, ct);

        var report = new Report("grow");
        report.Section("rows filled in", "rows", "an order");
        foreach (var (table, rows) in filling.Rows) report.Row(table, (double)rows, (double)rows / orders);
        report.Section("placing an order", "before", "after", "after / before");
        foreach (var (was, now) in before.Figures.Zip(after.Figures)) report.Row(was.Name, was.Value, now.Value, now.Value / was.Value);
        report.Print();
        await report.SaveAsync(options.Text("json"));
        Console.WriteLine($"The {orders:#,##0} orders stay in {stack.State}. Back to an empty system: bash deploy/local/down.sh --purge");
        return before.Problems + after.Problems > 0 ? 1 : 0;
    }

    // Whole orders of this very system are what the past is made of, so it fits whatever its schema is. They warm the services up as well.
    private static async Task MakeSourcesAsync(LocalStack stack, OrdersPlan plan, CancellationToken ct)
    {
        Console.WriteLine("whole orders first, as patterns of the past");
        using var run = new OrdersRun(
            stack.Gateway, plan with { UntilPaid = false, Couriers = 40, Warmup = TimeSpan.Zero, Window = TimeSpan.FromSeconds(10) }, ct);
        await run.RunAsync();
    }

    private static async Task<(List<(string Name, double Value)> Figures, int Problems)> MeasureAsync(
        string when, LocalStack stack, IReadOnlyList<Component> components, OrdersPlan plan, CancellationToken ct)
    {
        Console.WriteLine($"checkouts {when} the filling");
        var raw = new RawCommits(stack, plan.Customers);
        await raw.MeasureAsync(when, ct);
        using var cost = new CostRun(stack, components, CostPlan.OfProcesses(plan), ct);
        await cost.Run.RunAsync();
        cost.Run.Errors.Print();
        var (figures, load) = (cost.Run.Figures, cost.Load);
        var (post, whole) = (figures.Place.Percentiles(50, 99), figures.ToPaid.Percentiles(50, 99));
        return (
        [
            ("orders placed a second", figures.PlacedPerSecond),
            ("orders placed / raw commits", figures.PlacedPerSecond / raw.PerSecond),
            ("POST /orders p50 ms", post[0]),
            ("POST /orders p99 ms", post[1]),
            ("first dish → paid p50 ms", whole[0]),
            ("first dish → paid p99 ms", whole[1]),
            ("processor ms of an order, the system", ProcessTables.Sum(load, _ => true).Ms / load.Orders),
            ("processor ms of an order, the eight services", ProcessTables.Sum(load, LocalStack.Services.Contains).Ms / load.Orders),
            ("processor ms of an order, mariadb", ProcessTables.Sum(load, name => name == "mariadb").Ms / load.Orders),
            ("raw commits a second", raw.PerSecond),
        ], cost.Run.Errors.Total + cost.Run.Lost);
    }

    private static void RefuseFullDisk(string state, int orders)
    {
        var free = new DriveInfo(state).AvailableFreeSpace;
        if (free < orders * BytesAnOrder)
        {
            throw new UsageException(
                $"{orders:#,##0} orders need up to {orders * BytesAnOrder / 1e9:0.0} GB; where {state} is, {free / 1e9:0.0} GB are free.");
        }
    }
}
