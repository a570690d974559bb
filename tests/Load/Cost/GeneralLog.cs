using System.Text;
using MySqlConnector;

namespace FoodDelivery.Load.Cost;

/// <summary>Packets of one account and one shape within a stretch of time.</summary>
/// <param name="OwnCommits">Writes outside of a transaction: each is a durable commit of its own.</param>
public sealed record PacketCount(string Account, string Shape, int Packets, int Statements, int Commits, int OwnCommits);

/// <summary>
/// What the services send to the database, by the server's own general log. It costs the server time, so what it sees is never
/// what processor time is measured on.
/// </summary>
public sealed class GeneralLog(string server)
{
    // What has no answer is no round trip.
    private const string Unanswered = "'Quit', 'Close stmt'";

    /// <summary>
    /// Whether the log has a line for each packet, which is a round trip. MariaDB writes a packet down as it came, however many statements
    /// are in it; MySQL writes a line for each statement. Known after the first reading.
    /// </summary>
    public bool LogsPackets { get; private set; }

    /// <summary>Everything that is sent to the schemas of the system during some work.</summary>
    public async Task<IReadOnlyList<PacketCount>> RecordAsync(Func<Task> work, CancellationToken ct)
    {
        await using var connection = new MySqlConnection(server);
        await connection.OpenAsync(ct);
        var (on, output) = await SettingsAsync(connection, ct);
        await ExecuteAsync(connection, "SET GLOBAL log_output = 'TABLE'; SET GLOBAL general_log = 1", ct);
        var from = (DateTime)(await ScalarAsync(connection, "SELECT NOW(6)", ct))!;
        try
        {
            await ExecuteAsync(connection, "DO 11; DO 22", ct);
            await work();
        }
        finally
        {
            await ExecuteAsync(connection, $"SET GLOBAL general_log = {on}; SET GLOBAL log_output = '{output}'", CancellationToken.None);
        }
        var probes =
            $"SELECT COUNT(*) FROM mysql.general_log WHERE event_time >= '{from:yyyy-MM-dd HH:mm:ss.ffffff}' AND argument = 'DO 11; DO 22'";
        LogsPackets = (long)(await ScalarAsync(connection, probes, ct))! > 0;
        var counts = await ReadAsync(connection, from, ct);
        // Nobody wanted it before, so nobody misses it; it would grow with every run.
        if (on == 0) await ExecuteAsync(connection, "TRUNCATE TABLE mysql.general_log", ct);
        return counts;
    }

    // In hexadecimal: the raw ids among the text are in no character set that every server would convert.
    private static async Task<IReadOnlyList<PacketCount>> ReadAsync(MySqlConnection connection, DateTime from, CancellationToken ct)
    {
        var counts = new Dictionary<(string Account, string Shape), PacketCount>();
        var open = new HashSet<long>();
        await using var command = new MySqlCommand(
            $"""
             SELECT thread_id, user_host, command_type, HEX(argument) FROM mysql.general_log
             WHERE event_time >= '{from:yyyy-MM-dd HH:mm:ss.ffffff}' AND user_host LIKE 'fd\_%' AND command_type NOT IN ({Unanswered})
             ORDER BY event_time
             """, connection) { CommandTimeout = 300 };
        await using var rows = await command.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct))
        {
            var (thread, account, kind) = (Convert.ToInt64(rows.GetValue(0)), rows.GetString(1).Split('[')[0], rows.GetString(2));
            var shape = kind is "Query" or "Execute" or "Prepare"
                ? PacketShape.Of(Encoding.Latin1.GetString(Convert.FromHexString(rows.GetString(3))))
                : new PacketShape(kind.ToUpperInvariant(), 0, false, false, false);
            // A write is a commit of its own when no transaction of its connection is open.
            if (shape.Begins) open.Add(thread);
            var alone = shape.Writes && !open.Contains(thread);
            if (shape.Commits || shape.Text.StartsWith("ROLLBACK", StringComparison.Ordinal)) open.Remove(thread);
            var text = kind == "Query" ? shape.Text : $"{kind}: {shape.Text}";
            var known = counts.GetValueOrDefault((account, text)) ?? new PacketCount(account, text, 0, 0, 0, 0);
            counts[(account, text)] = known with
            {
                Packets = known.Packets + 1, Statements = known.Statements + shape.Statements,
                Commits = known.Commits + (shape.Commits ? 1 : 0), OwnCommits = known.OwnCommits + (alone ? 1 : 0),
            };
        }
        return [.. counts.Values.OrderByDescending(count => count.Packets)];
    }

    private static async Task<(int On, string Output)> SettingsAsync(MySqlConnection connection, CancellationToken ct)
    {
        await using var command = new MySqlCommand("SELECT @@GLOBAL.general_log, @@GLOBAL.log_output", connection);
        await using var row = await command.ExecuteReaderAsync(ct);
        await row.ReadAsync(ct);
        return (Convert.ToInt32(row.GetValue(0)), row.GetString(1));
    }

    private static async Task ExecuteAsync(MySqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new MySqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }

    private static async Task<object?> ScalarAsync(MySqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new MySqlCommand(sql, connection) { CommandTimeout = 300 };
        return await command.ExecuteScalarAsync(ct);
    }
}
