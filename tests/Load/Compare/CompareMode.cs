using FoodDelivery.Load.Cost;
using FoodDelivery.Load.Measuring;
using FoodDelivery.Load.Orders;
using FoodDelivery.Load.Processes;

namespace FoodDelivery.Load.Compare;

/// <summary>This tree and another commit in turn, each freshly started under the same load, from this tree's driver.</summary>
public static class CompareMode
{
    /// <returns>1 when there was any error or lost order on either side.</returns>
    public static async Task<int> RunAsync(Options options, CancellationToken ct)
    {
        var commit = options.Argument ?? throw new UsageException($"compare needs a commit.\n{Options.Usage}");
        var rounds = options.Number("rounds", 2, most: 20);
        // What has just started is slow for a while, and that is not what is compared.
        var plan = OrdersPlan.From(options, warmup: 15, seconds: 40);
        options.RefuseOthers();

        var root = LocalStack.Root();
        var logs = Directory.CreateDirectory(Path.Combine(root, ".local", "compare", "logs")).FullName;
        var own = new Side("this tree", root, logs);
        await own.RefuseStateAsync(options, ct);
        var (name, folder) = await OtherCommit.CheckOutAsync(root, commit, ct);
        var other = new Side(name, folder, logs);
        await other.PurgeAsync(); // what a comparison that was killed left in its folder

        List<SideFigures> mine = [], others = [];
        for (var round = 1; round <= rounds; round++)
        {
            mine.Add(await MeasureAsync(own, round, rounds, options, plan, ct));
            others.Add(await MeasureAsync(other, round, rounds, options, plan, ct));
        }

        var report = new Report("compare");
        CompareTables.AddTo(report, mine, others, name);
        report.Print();
        await report.SaveAsync(options.Text("json"));
        return mine.Concat(others).Any(side => side.Problems > 0) ? 1 : 0;
    }

    private static async Task<SideFigures> MeasureAsync(
        Side side, int round, int rounds, Options options, OrdersPlan plan, CancellationToken ct)
    {
        Console.WriteLine($"round {round} of {rounds}: {side.Name} ({side.Root})");
        try
        {
            var stack = await side.StartAsync(options, round, ct);
            var components = await stack.RunningAsync(ct);
            using var cost = new CostRun(stack, components, CostPlan.OfProcesses(plan), ct);
            await cost.Run.RunAsync();
            cost.Run.Errors.Print();
            if (cost.Load.Orders == 0) throw new UsageException($"{side.Name} delivered no order inside the window.");
            var figures = SideFigures.Of(cost, components);
            Console.WriteLine($"{side.Name}: {figures.Delivered:0.0} orders/s, {figures.Ms:0} ms of processor time an order");
            return figures;
        }
        finally
        {
            await side.PurgeAsync();
        }
    }
}
