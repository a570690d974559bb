using System.Text;
using System.Text.RegularExpressions;
using Dapper;
using MySqlConnector;

namespace FoodDelivery.TestKit;

/// <summary>What one connection sent at once: a round trip.</summary>
public sealed partial record Packet(long Connection, string Text)
{
    /// <summary>One packet may hold several statements; a semicolon in a value is none.</summary>
    public IReadOnlyList<string> Statements =>
        Values().Replace(Text, "?").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    [GeneratedRegex(@"'(?:[^'\\]|\\.|'')*'", RegexOptions.Singleline)]
    private static partial Regex Values();
}

/// <summary>Round trips, counted where they count: by the server.</summary>
public static class GeneralLog
{
    /// <summary>What was sent to a schema during some work, by whomever, in order.</summary>
    public static async Task<IReadOnlyList<Packet>> RecordAsync(string connectionString, Func<Task> work)
    {
        var schema = new MySqlConnectionStringBuilder(connectionString).Database;
        await using var log = new MySqlConnection(TestEnvironment.MySql);
        await log.OpenAsync();
        // One at a time: the first to be done would switch it off for the others. The lock is also gone with the connection.
        if (await log.ExecuteScalarAsync<int?>("SELECT GET_LOCK('tests_general_log', 120)", commandTimeout: 130) != 1)
        {
            throw new TimeoutException("Others use the general log all the time.");
        }
        var before = TestEnvironment.ConnectionsTo(schema);
        var (general, output) = await log.QuerySingleAsync<(int, string)>("SELECT @@GLOBAL.general_log, @@GLOBAL.log_output");
        // MariaDB writes down a packet as it came; MySQL does so only when told, otherwise it has a line for each statement in it.
        var isMySql = await log.ExecuteScalarAsync<string?>("SHOW GLOBAL VARIABLES LIKE 'log_raw'") is not null;
        if (isMySql) await log.ExecuteAsync("SET GLOBAL log_raw = 1");
        await log.ExecuteAsync("SET GLOBAL log_output = 'TABLE'; SET GLOBAL general_log = 1");
        var from = await log.ExecuteScalarAsync<DateTime>("SELECT NOW(6)");
        try
        {
            await work();
        }
        finally
        {
            if (isMySql) await log.ExecuteAsync("SET GLOBAL log_raw = 0");
            await log.ExecuteAsync($"SET GLOBAL general_log = {general}; SET GLOBAL log_output = '{output}'; DO RELEASE_LOCK('tests_general_log')");
        }

        // The pool may have opened one for it.
        var connections = before.Union(TestEnvironment.ConnectionsTo(schema));
        // In hexadecimal: the raw ids among the text are in no character set that every server would convert.
        var rows = await log.QueryAsync<(long Connection, string Hex)>(
            """
            SELECT thread_id, HEX(argument) FROM mysql.general_log
            WHERE event_time >= @from AND command_type = 'Query' AND thread_id IN @connections ORDER BY event_time
            """, new { from, connections });
        return [.. rows.Select(row => new Packet(row.Connection, Encoding.Latin1.GetString(Convert.FromHexString(row.Hex))))];
    }

    /// <summary>The round trips of the one transaction that says something, from its beginning to its commit.</summary>
    public static IReadOnlyList<Packet> TransactionWith(this IReadOnlyList<Packet> packets, string text)
    {
        var told = packets.Single(packet => packet.Text.Contains(text, StringComparison.Ordinal));
        var own = packets.Where(packet => packet.Connection == told.Connection).ToList();
        var (first, last) = (own.IndexOf(told), own.IndexOf(told));
        while (!own[first].Statements[0].Equals("START TRANSACTION", StringComparison.Ordinal)) first--;
        while (!own[last].Statements[^1].Equals("COMMIT", StringComparison.Ordinal)) last++;
        return own[first..(last + 1)];
    }
}
