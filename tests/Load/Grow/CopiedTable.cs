using MySqlConnector;

namespace FoodDelivery.Load.Grow;

/// <summary>A table of which every order has rows.</summary>
/// <param name="Schema">Without its prefix.</param>
/// <param name="Join">How its rows (x) belong to an order that is copied (t).</param>
/// <param name="KeptDays">What is older the service deletes; null: kept for ever.</param>
public sealed record CopiedTable(string Schema, string Name, string Join, int? KeptDays = null)
{
    // Ids that many orders share. Every other id belongs to the order and gets a value of its own in each copy.
    private static readonly HashSet<string> Shared = ["restaurant_id", "driver_id", "item_id"];
    private static readonly HashSet<string> People = ["customer_id", "recipient_id", "actor_id"];

    private List<(string Name, string Type)> columns = [];

    public string Label => $"{Schema}.{Name}";

    /// <summary>Rows of all orders that are copied.</summary>
    public long SourceRows { get; private set; }

    private string Source => $"{GrowSchema.Name}.source_{Schema}_{Name}";

    /// <summary>Keeps the rows that are copied apart, so that neither other work nor the copies themselves change them.</summary>
    public async Task PrepareAsync(MySqlConnection connection, CancellationToken ct)
    {
        columns = [];
        await using (var command = new MySqlCommand(
            """
            SELECT column_name, column_type FROM information_schema.columns
            WHERE table_schema = @schema AND table_name = @name AND extra NOT LIKE '%auto_increment%'
                AND COALESCE(generation_expression, '') = ''
            ORDER BY ordinal_position
            """, connection))
        {
            command.Parameters.AddWithValue("@schema", $"fd_{Schema}");
            command.Parameters.AddWithValue("@name", Name);
            await using var rows = await command.ExecuteReaderAsync(ct);
            while (await rows.ReadAsync(ct)) columns.Add((rows.GetString(0), rows.GetString(1).ToLowerInvariant()));
        }
        if (columns.Count == 0) throw new UsageException($"There is no table fd_{Schema}.{Name}; is Grow/Stores.cs out of date?");
        var copied = string.Join(", ", columns.Select(column => $"x.{column.Name}"));
        var order = columns.Exists(column => column.Name == "recipient_no") ? "x.recipient_no" : $"x.{columns[0].Name}";
        await GrowSchema.ExecuteAsync(
            connection,
            $"""
             CREATE TABLE {Source} AS SELECT t.source_no, ROW_NUMBER() OVER (PARTITION BY t.source_no ORDER BY {order}) AS row_no, {copied}
             FROM {GrowSchema.Name}.sources t JOIN {Join.Replace("{x}", $"fd_{Schema}.{Name} x", StringComparison.Ordinal)};
             CREATE INDEX ix_source ON {Source} (source_no)
             """, ct);
        SourceRows = await GrowSchema.NumberAsync(connection, $"SELECT COUNT(*) FROM {Source}", ct);
    }

    /// <summary>Copies for the orders from one number to another.</summary>
    /// <returns>How many rows.</returns>
    public Task<long> CopyAsync(MySqlConnection connection, long from, long to, CancellationToken ct) => GrowSchema.ExecuteAsync(
        connection,
        $"""
         INSERT INTO fd_{Schema}.{Name} ({string.Join(", ", columns.Select(column => column.Name))})
         SELECT {string.Join(", ", columns.Select(Copied))} FROM {GrowSchema.Name}.orders o JOIN {Source} x ON x.source_no = o.source_no
         WHERE o.no BETWEEN {from} AND {to} ORDER BY o.no, x.row_no
         """, ct);

    private static string Copied((string Name, string Type) column) => column switch
    {
        // Each recipient's numbers grow with time and who listens waits for higher ones, so the past lies below zero.
        ("recipient_no", _) => "o.first_no + x.row_no",
        (_, "binary(16)") when Shared.Contains(column.Name) => $"x.{column.Name}",
        (_, "binary(16)") when People.Contains(column.Name) =>
            $"IF(x.{column.Name} = o.source_customer_id, o.customer_id, x.{column.Name})",
        // As in a real id (UUIDv7) the time comes first: rows of the same time lie beside each other. The same id becomes the same
        // everywhere.
        (_, "binary(16)") => GrowSchema.IdOf($"x.{column.Name}"),
        (_, "datetime(6)") => $"x.{column.Name} + INTERVAL o.shift SECOND",
        ("data", "text") => "REPLACE(x.data, o.source_text, o.text)",
        _ => $"x.{column.Name}",
    };
}
