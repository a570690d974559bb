using Dapper;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using MySqlConnector;

namespace FoodDelivery.TestKit;

/// <summary>
/// Compares what a context of Entity Framework believes with the schema that the numbered scripts made: tables, columns, types, nullability and
/// primary keys. Tables that the context does not map are of no interest; every column of a table that it maps is.
/// </summary>
public static class EntityModel
{
    /// <summary>What differs, a line each; empty when model and schema agree.</summary>
    /// <param name="connectionString">Of a schema that has been migrated.</param>
    /// <param name="leftToSql">Columns (<c>table.column</c>) that statements by hand keep and the context need not know.</param>
    public static async Task<IReadOnlyList<string>> DifferencesAsync(IModel model, string connectionString, params string[] leftToSql)
    {
        var stored = (await ReadAsync(connectionString)).ToLookup(column => column.Table);
        return [.. model.GetRelationalModel().Tables.OrderBy(table => table.Name, StringComparer.Ordinal).SelectMany(table =>
            Compare(ColumnsOf(table), [.. stored[table.Name].Where(column => !leftToSql.Contains(column.Path))]))];
    }

    private static IEnumerable<string> Compare(IReadOnlyList<Column> mapped, IReadOnlyList<Column> stored) =>
        from path in mapped.Concat(stored).Select(column => column.Path).Distinct(StringComparer.Ordinal)
        let ours = mapped.SingleOrDefault(column => column.Path == path)
        let theirs = stored.SingleOrDefault(column => column.Path == path)
        where ours != theirs
        select $"{path}: {ours?.ToString() ?? "nothing"} in the model, {theirs?.ToString() ?? "nothing"} in the schema";

    private static IReadOnlyList<Column> ColumnsOf(ITable table) => [.. table.Columns.Select(column => new Column(
        table.Name, column.Name, Spelled(column.StoreType), column.IsNullable, table.PrimaryKey?.Columns.Contains(column) ?? false))];

    private static async Task<IEnumerable<Column>> ReadAsync(string connectionString)
    {
        await using var connection = new MySqlConnection(connectionString);
        var rows = await connection.QueryAsync<(string Table, string Name, string Type, string Nullable, string Key)>(
            "SELECT table_name, column_name, column_type, is_nullable, column_key FROM information_schema.columns WHERE table_schema = DATABASE()");
        return rows.Select(row => new Column(row.Table, row.Name, Spelled(row.Type), row.Nullable == "YES", row.Key == "PRI"));
    }

    // Servers differ in words: a width for display says nothing, and MariaDB keeps JSON as text.
    private static string Spelled(string type) => type.ToLowerInvariant() switch
    {
        "json" => "longtext",
        "tinyint(1)" => "tinyint(1)",
        var other when other.Contains("int(", StringComparison.Ordinal) => other.Remove(other.IndexOf('('), other.IndexOf(')') - other.IndexOf('(') + 1),
        var other => other,
    };

    private sealed record Column(string Table, string Name, string Type, bool Nullable, bool Key)
    {
        public string Path => $"{Table}.{Name}";

        public override string ToString() => $"{Type} {(Nullable ? "NULL" : "NOT NULL")}{(Key ? " PRIMARY KEY" : "")}";
    }
}
