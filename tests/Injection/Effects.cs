using Dapper;
using MySqlConnector;

namespace FoodDelivery.Injection;

/// <summary>Everything the services have written, as a checksum per table.</summary>
internal static class Effects
{
    // A lease is renewed all the time and means nothing.
    private static readonly string[] Restless = ["leases"];

    public static async Task<Dictionary<string, long?>> ReadAsync()
    {
        await using var connection = new MySqlConnection(Program.Setting("FD_TEST_MYSQL"));
        await connection.OpenAsync();
        var tables = await connection.QueryAsync<string>(
            "SELECT CONCAT(table_schema, '.', table_name) FROM information_schema.tables WHERE table_schema LIKE 'fd\\_%' AND table_name NOT IN @Restless ORDER BY 1", new { Restless });
        var sums = new Dictionary<string, long?>();
        foreach (var table in tables)
        {
            var row = await connection.QuerySingleAsync($"CHECKSUM TABLE {table}", commandTimeout: 120);
            sums[table] = (long?)row.Checksum;
        }
        return sums;
    }
}
