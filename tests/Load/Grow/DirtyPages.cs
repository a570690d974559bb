using System.Diagnostics;
using System.Globalization;
using MySqlConnector;

namespace FoodDelivery.Load.Grow;

/// <summary>Pages that the database still has to write would slow down what is measured next, so it is made to write them now.</summary>
public static class DirtyPages
{
    private const int Few = 500;
    private const string Count =
        "SELECT variable_value FROM information_schema.global_status WHERE variable_name = 'Innodb_buffer_pool_pages_dirty'";
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    // In an order in which no value is refused beside the others: the lower one of a pair goes down first.
    private static readonly (string Name, string Value)[] Hurry =
    [
        ("innodb_max_dirty_pages_pct_lwm", "0"), ("innodb_max_dirty_pages_pct", "0"),
        ("innodb_io_capacity_max", "20000"), ("innodb_io_capacity", "20000"),
    ];

    public static async Task WriteAsync(MySqlConnection connection, CancellationToken ct)
    {
        var begun = Stopwatch.GetTimestamp();
        var before = new List<(string Name, string Value)>();
        foreach (var (name, _) in Hurry) before.Add((name, await ValueAsync(connection, name, ct)));
        try
        {
            foreach (var (name, value) in Hurry) await SetAsync(connection, name, value);
            var left = await GrowSchema.NumberAsync(connection, Count, ct);
            while (left > Few && Stopwatch.GetElapsedTime(begun) < Longest)
            {
                Console.WriteLine($"the database writes its pages down: {left:#,##0} left");
                await Task.Delay(TimeSpan.FromSeconds(3), ct);
                left = await GrowSchema.NumberAsync(connection, Count, ct);
            }
        }
        finally
        {
            foreach (var (name, value) in Enumerable.Reverse(before)) await SetAsync(connection, name, value);
        }
    }

    private static async Task<string> ValueAsync(MySqlConnection connection, string name, CancellationToken ct)
    {
        await using var command = new MySqlCommand($"SELECT @@GLOBAL.{name}", connection);
        return Convert.ToString(await command.ExecuteScalarAsync(ct), CultureInfo.InvariantCulture)!;
    }

    private static Task SetAsync(MySqlConnection connection, string name, string value) =>
        GrowSchema.ExecuteAsync(connection, $"SET GLOBAL {name} = {value}", CancellationToken.None);
}
