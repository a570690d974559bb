using FoodDelivery.TestKit;

namespace FoodDelivery.Faults.Rare;

/// <summary>Order's schema is lost and comes back from an older copy and the binary log, as docs/operations.md says. The other services go on meanwhile.</summary>
public static class RestoredDatabase
{
    private const string Service = "order";

    public static async Task<string> HappenAsync(Stage stage, CancellationToken ct)
    {
        if (Environment.GetEnvironmentVariable("FD_MYSQL") is not null) throw new InvalidOperationException("Only the MariaDB of the local start is restored.");
        await RestoreAsync("backup", stage);
        var copied = await OrdersAsync(stage);
        await Task.Delay(Stage.Hold, ct);
        await Stack.RunAsync("stop", Service);
        var last = await OrdersAsync(stage);
        await RestoreAsync("restore", stage);
        var restored = await OrdersAsync(stage);
        await Stack.RunAsync("start", Service);
        if (restored != last) throw new InvalidOperationException($"Of {last} orders {restored} came back.");
        return last > copied ? $"{copied} orders came back from the copy, {last - copied} from the binary log" : throw new InvalidOperationException("No order came after the copy.");
    }

    private static Task<string> RestoreAsync(string action, Stage stage)
    {
        var script = Environment.GetEnvironmentVariable("FD_RESTORE") ?? throw new InvalidOperationException("FD_RESTORE is not set: start this by run.sh.");
        return Command.RunAsync("bash", script, Stack.State, action, $"{stage.Harness.Books.Prefix}{Service}");
    }

    private static Task<long> OrdersAsync(Stage stage) => stage.Harness.Books.CountAsync("SELECT COUNT(*) FROM fd_order.orders");
}
