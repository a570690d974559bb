using FoodDelivery.Load.Measuring;

namespace FoodDelivery.Load.Cost;

/// <summary>What one order costs the database: round trips by service, the most frequent packets, the server's counters.</summary>
public static class DatabaseTables
{
    private const int Most = 24;

    public static void AddTo(Report report, CostRun cost)
    {
        if (cost.LoadLogged is { Orders: > 0 } logged)
        {
            AddServices(report, logged, cost.RestLogged!, cost.LogsPackets);
            AddShapes(report, logged, cost.RestLogged!);
        }
        if (cost.Status is not var (before, after)) return;
        report.Section("the database server's counters", "an order", "a second");
        foreach (var (shown, count) in after.Since(before))
        {
            report.Row(shown, count / cost.Load.Orders, count / cost.Load.Length.TotalSeconds);
        }
    }

    private static void AddServices(Report report, LoggedStretch logged, LoggedStretch rest, bool logsPackets)
    {
        // A server that logs statements does not tell how many travelled together.
        var what = logsPackets ? "round trips" : "log lines (this server logs statements, not packets)";
        report.Section(
            $"{what} of an order", $"{(logsPackets ? "round trips" : "lines")} an order", "statements", "COMMITs",
            "single writes, each a commit", "at rest a second");
        foreach (var account in logged.Packets.Select(count => count.Account).Distinct().Order()) Row(account[3..], account);
        Row("all", null);

        void Row(string name, string? account)
        {
            var own = logged.Packets.Where(count => account is null || count.Account == account).ToList();
            var idle = rest.Packets.Where(count => account is null || count.Account == account).Sum(count => count.Packets);
            report.Row(
                name, PerOrder(own.Sum(count => count.Packets)), PerOrder(own.Sum(count => count.Statements)),
                PerOrder(own.Sum(count => count.Commits)), PerOrder(own.Sum(count => count.OwnCommits)), idle / rest.Length.TotalSeconds);
        }

        double PerOrder(int count) => (double)count / logged.Orders;
    }

    private static void AddShapes(Report report, LoggedStretch logged, LoggedStretch rest)
    {
        report.Section("the most frequent packets (… is several of the same)", "an order", "at rest a second");
        report.ShowAtMost(Most, "other shapes");
        foreach (var count in logged.Packets)
        {
            var idle = rest.Packets.FirstOrDefault(other => other.Account == count.Account && other.Shape == count.Shape)?.Packets ?? 0;
            report.Row($"{count.Account[3..]}: {count.Shape}", (double)count.Packets / logged.Orders, idle / rest.Length.TotalSeconds);
        }
    }
}
