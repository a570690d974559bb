using FoodDelivery.TestKit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace FoodDelivery.DeliveryService.Tests;

internal static class Costs
{
    // Which look every second or so whatever happens.
    private static readonly string[] Looks =
        ["round_started_at FROM deliveries", "SELECT 1 FROM deadlines", "AS kind, one.number", "FROM outbox", "SET SESSION", "FROM parked_events"];

    /// <summary>Sent by one of the service's workers, and not for what is counted.</summary>
    public static bool IsOfWorkers(this Packet packet) => Looks.Any(look => packet.Text.Contains(look, StringComparison.Ordinal));
}

/// <summary>Commands that reach Redis, counted by itself.</summary>
internal static class RedisLog
{
    /// <summary>Names of the service's commands during some work; not those inside scripts.</summary>
    public static async Task<IReadOnlyList<string>> RecordAsync(DeliveryApi api, Func<Task> work)
    {
        var prefix = api.Services.GetRequiredService<IConfiguration>()["Redis:Prefix"]!;
        using var client = new RedisWire(TestEnvironment.Redis);
        Assert.Equal("+OK", await client.AskAsync("MONITOR"));
        await work();
        using var end = new RedisWire(TestEnvironment.Redis);
        var mark = Guid.NewGuid().ToString();
        await end.AskAsync($"ECHO {mark}");

        // +1700000000.000000 [0 127.0.0.1:50000] "HGET" "…"
        var commands = new List<string>();
        while (await client.ReadAsync() is { } line && !line.Contains(mark, StringComparison.Ordinal))
        {
            if (line.Contains(prefix, StringComparison.Ordinal) && !line.Contains("[0 lua]", StringComparison.Ordinal)) commands.Add(line.Split('"')[1]);
        }
        return commands;
    }
}
