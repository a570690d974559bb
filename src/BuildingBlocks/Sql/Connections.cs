using System.Runtime.CompilerServices;
using MySqlConnector;

namespace FoodDelivery.BuildingBlocks.Sql;

/// <summary>How connections are made, whatever the connection string leaves open (docs/adr/0004).</summary>
internal static class Connections
{
    // The server ends what has been silent for this long: a transaction whose client is gone without a word holds its locks no longer.
    private const int SilentSeconds = 60;

    private static readonly ConditionalWeakTable<MySqlConnection, object> Fresh = [];

    /// <summary>Whether it was idle before, so that the server may have closed it meanwhile.</summary>
    public static bool IsReused(this MySqlConnection connection) => !Fresh.TryGetValue(connection, out _);

    public static MySqlDataSource Source(string text)
    {
        var given = new MySqlConnectionStringBuilder(text);
        var settings = new MySqlConnectionStringBuilder(text)
        {
            CharacterSet = "utf8mb4",
            AllowLoadLocalInfile = false,
            // Ids as they sort: UUIDv7, big-endian, in BINARY(16).
            GuidFormat = MySqlGuidFormat.Binary16,
            DateTimeKind = MySqlDateTimeKind.Utc,
            // No session state is left behind, and a reset would be a round trip for every use.
            ConnectionReset = false,
            ConnectionIdleTimeout = SilentSeconds / 2,
        };
        // Bounded waits everywhere: a database that hangs must cost a request seconds, not minutes. A statement may take longer than the
        // server waits for a lock (5 s) and less than a request (10 s).
        if (!given.ContainsKey("Connection Timeout")) settings.ConnectionTimeout = 5;
        if (!given.ContainsKey("Default Command Timeout")) settings.DefaultCommandTimeout = 7;
        if (!given.ContainsKey("Cancellation Timeout")) settings.CancellationTimeout = 1;
        if (!given.ContainsKey("Maximum Pool Size")) settings.MaximumPoolSize = 20;
        return new MySqlDataSourceBuilder(settings.ConnectionString).UseConnectionOpenedCallback(Prepare).Build();
    }

    private static async ValueTask Prepare(MySqlConnectionOpenedContext context, CancellationToken ct)
    {
        if ((context.Conditions & MySqlConnectionOpenedConditions.New) == 0) return;
        Fresh.Add(context.Connection, context.Connection.ServerThread);
        await using var command = context.Connection.CreateCommand();
        // For the life of the connection: correctness must not depend on a server default.
        command.CommandText = $"SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED; SET SESSION wait_timeout = {SilentSeconds}";
        await command.ExecuteNonQueryAsync(ct);
    }
}
