using FoodDelivery.Faults.Crash;

namespace FoodDelivery.Faults.Rare;

/// <summary>Delivery runs on another port, the gateway is told, and the old process ends; later all of it back again.</summary>
public static class NewAddress
{
    private const string Service = "delivery";

    public static async Task<string> HappenAsync(Stage stage, CancellationToken ct)
    {
        var settings = Path.Combine(Stack.State, "nginx.env");
        await using var moved = await SecondReplica.StartAsync(Service);
        await File.WriteAllTextAsync(settings, $"{Service.ToUpperInvariant()}_UPSTREAM=127.0.0.1:{moved.Port}\n", ct);
        try
        {
            await Stack.RunAsync("restart", "nginx");
            await Stack.RunAsync("stop", Service);
            await Task.Delay(Stage.Hold, ct);
            await Stack.RunAsync("start", Service);
        }
        finally
        {
            File.Delete(settings);
        }
        await Stack.RunAsync("restart", "nginx");
        return $"{Service} answered on port {moved.Port} for {Stage.Hold.TotalSeconds:0} s";
    }
}
