using System.Globalization;
using MySqlConnector;

namespace FoodDelivery.Load.Cost;

/// <summary>Counters of the database server, which cost it nothing to keep.</summary>
public sealed class ServerStatus
{
    // Whatever server it is: names that it does not have are left out.
    private static readonly (string Name, string Shown)[] Counters =
    [
        ("Questions", "statements"), ("Com_select", "SELECT"), ("Com_insert", "INSERT"), ("Com_update", "UPDATE"), ("Com_delete", "DELETE"),
        ("Com_begin", "BEGIN"), ("Com_commit", "COMMIT"), ("Com_rollback", "ROLLBACK"), ("Com_set_option", "SET"),
        ("Binlog_commits", "commits that changed something"), ("Binlog_group_commits", "groups of them, each made durable once"),
        ("Handler_write", "rows written"), ("Handler_update", "rows updated"), ("Rows_read", "rows read"), ("Rows_sent", "rows sent"),
        ("Bytes_received", "bytes received"), ("Bytes_sent", "bytes sent"), ("Innodb_os_log_written", "bytes of redo log"),
    ];

    private readonly Dictionary<string, double> values = new(StringComparer.OrdinalIgnoreCase);

    public static async Task<ServerStatus> ReadAsync(string server, CancellationToken ct)
    {
        var status = new ServerStatus();
        await using var connection = new MySqlConnection(server);
        await connection.OpenAsync(ct);
        await using var command = new MySqlCommand("SHOW GLOBAL STATUS", connection);
        await using var rows = await command.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct))
        {
            var text = rows.GetValue(1).ToString();
            if (double.TryParse(text, CultureInfo.InvariantCulture, out var value)) status.values[rows.GetString(0)] = value;
        }
        return status;
    }

    public IEnumerable<(string Shown, double Count)> Since(ServerStatus before) =>
        from counter in Counters
        where values.ContainsKey(counter.Name)
        select (counter.Shown, values[counter.Name] - before.values.GetValueOrDefault(counter.Name));
}
