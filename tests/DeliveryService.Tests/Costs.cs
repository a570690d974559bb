using System.Globalization;
using System.Net.Sockets;
using System.Text;
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
        var address = TestEnvironment.Redis.Split(',')[0].Split(':');
        using var client = new TcpClient(address[0], int.Parse(address[1], CultureInfo.InvariantCulture));
        var stream = client.GetStream();
        await stream.WriteAsync("MONITOR\r\n"u8.ToArray());
        using var reader = new StreamReader(stream, Encoding.Latin1);
        Assert.Equal("+OK", await reader.ReadLineAsync());
        await work();
        using var end = new TcpClient(address[0], int.Parse(address[1], CultureInfo.InvariantCulture));
        var mark = Guid.NewGuid().ToString();
        await end.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"ECHO {mark}\r\n"));

        // +1700000000.000000 [0 127.0.0.1:50000] "HGET" "…"
        var commands = new List<string>();
        while (await reader.ReadLineAsync() is { } line && !line.Contains(mark, StringComparison.Ordinal))
        {
            if (line.Contains(prefix, StringComparison.Ordinal) && !line.Contains("[0 lua]", StringComparison.Ordinal)) commands.Add(line.Split('"')[1]);
        }
        return commands;
    }
}
