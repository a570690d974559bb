using Dapper;
using MySqlConnector;

namespace FoodDelivery.TestKit;

/// <summary>What a schema still holds of somebody.</summary>
public static class Traces
{
    // What was published lies here for a week (docs/adr/0028); events carry no personal data but a driver's first name.
    private static readonly string[] Left = ["outbox", "schema_migrations"];
    private static readonly string[] OfTheErasure = ["erasures", "deadlines", "inbox", "outbox"];

    /// <summary>Every place in the schema where one of the words stands, whatever the case: table, column and word.</summary>
    public static async Task<IReadOnlyList<string>> OfAsync(string connectionString, IReadOnlyList<string> words)
    {
        await using var connection = new MySqlConnection(connectionString);
        var columns = await connection.QueryAsync<(string Table, string Column)>(
            """
            SELECT table_name, column_name FROM information_schema.columns
            WHERE table_schema = DATABASE() AND data_type IN ('char', 'varchar', 'tinytext', 'text', 'mediumtext', 'longtext', 'json', 'tinyblob', 'blob', 'mediumblob', 'longblob')
            """);
        var found = new List<string>();
        foreach (var (table, column) in columns.Where(column => !Left.Contains(column.Table)))
        {
            foreach (var word in words)
            {
                var rows = await connection.ExecuteScalarAsync<long>(
                    $"SELECT COUNT(*) FROM `{table}` WHERE CONVERT(`{column}` USING utf8mb4) COLLATE utf8mb4_general_ci LIKE @word", new { word = $"%{word}%" });
                if (rows > 0) found.Add($"{table}.{column}: {word}");
            }
        }
        return found;
    }

    /// <summary>Every column in which somebody's id stands: table and column, without that of the erasure itself.</summary>
    public static async Task<IReadOnlyList<string>> OfIdAsync(string connectionString, Guid id)
    {
        await using var connection = new MySqlConnection(connectionString);
        var columns = await connection.QueryAsync<(string Table, string Column)>(
            """
            SELECT table_name, column_name FROM information_schema.columns
            WHERE table_schema = DATABASE() AND data_type = 'binary' AND character_maximum_length = 16
            """);
        var found = new List<string>();
        foreach (var (table, column) in columns.Where(column => !OfTheErasure.Contains(column.Table)))
        {
            var sql = $"SELECT EXISTS (SELECT 1 FROM `{table}` WHERE `{column}` = UNHEX(REPLACE(@id, '-', '')))";
            if (await connection.ExecuteScalarAsync<bool>(sql, new { id = id.ToString() })) found.Add($"{table}.{column}");
        }
        // Servers differ in how they sort names.
        return [.. found.Order(StringComparer.Ordinal)];
    }
}
