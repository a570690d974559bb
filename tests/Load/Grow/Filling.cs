using System.Diagnostics;
using FoodDelivery.Load.Measuring;
using MySqlConnector;

namespace FoodDelivery.Load.Grow;

/// <summary>Fills all stores with the past of so many orders, several schemas at a time.</summary>
public sealed class Filling(string server, long orders)
{
    private const long Batch = 5_000;

    private readonly IReadOnlyList<CopiedTable> tables = Stores.Tables();
    private long rows, expected;

    /// <summary>Rows written, by table.</summary>
    public IReadOnlyDictionary<string, long> Rows { get; private set; } = new Dictionary<string, long>();

    public async Task RunAsync(CancellationToken ct)
    {
        await using var connection = await OpenAsync(ct);
        Console.WriteLine($"planning {orders:#,##0} orders of the past year");
        var sources = await GrowSchema.CreateAsync(connection, orders, ct);
        foreach (var table in tables) await table.PrepareAsync(connection, ct);
        expected = tables.Sum(table => table.SourceRows * (orders - GrowSchema.FirstWithin(orders, table.KeptDays) + 1) / sources);
        Console.WriteLine($"copying {sources} orders of this system {orders:#,##0} times in all: about {expected:#,##0} rows");

        var durable = await GrowSchema.NumberAsync(connection, "SELECT @@GLOBAL.innodb_flush_log_at_trx_commit", ct);
        // What is filled in here need not survive a power cut; what the services commit meanwhile is nothing, for nobody orders.
        await GrowSchema.ExecuteAsync(connection, "SET GLOBAL innodb_flush_log_at_trx_commit = 0", ct);
        try
        {
            var begun = Stopwatch.GetTimestamp();
            var work = Task.WhenAll(tables.GroupBy(table => table.Schema).Select(group => FillAsync([.. group], ct)));
            await Progress.WhileAsync(work, () => Line(Stopwatch.GetElapsedTime(begun)));
            Rows = (await work).SelectMany(counts => counts).ToDictionary();
        }
        finally
        {
            await GrowSchema.ExecuteAsync(connection, $"SET GLOBAL innodb_flush_log_at_trx_commit = {durable}", CancellationToken.None);
        }
        await GrowSchema.DropAsync(connection, ct);
        foreach (var table in tables) await GrowSchema.ExecuteAsync(connection, $"ANALYZE TABLE fd_{table.Schema}.{table.Name}", ct);
        await DirtyPages.WriteAsync(connection, ct);
    }

    private string Line(TimeSpan elapsed)
    {
        var done = Volatile.Read(ref rows);
        var (rate, left) = (done / elapsed.TotalSeconds, expected - done);
        return $"{done:#,##0} of {expected:#,##0} rows, {100.0 * done / expected:0} %, {rate:#,##0} a second"
            + (done > 0 && left > 0 ? $", about {left / rate / 60:0.0} minutes left" : "");
    }

    private async Task<List<KeyValuePair<string, long>>> FillAsync(IReadOnlyList<CopiedTable> own, CancellationToken ct)
    {
        await using var connection = await OpenAsync(ct);
        var counts = own.ToDictionary(table => table.Label, _ => 0L);
        for (var from = 1L; from <= orders; from += Batch)
        {
            foreach (var table in own)
            {
                var (first, last) = (Math.Max(from, GrowSchema.FirstWithin(orders, table.KeptDays)), Math.Min(orders, from + Batch - 1));
                if (first > last) continue;
                var copied = await table.CopyAsync(connection, first, last, ct);
                counts[table.Label] += copied;
                Interlocked.Add(ref rows, copied);
            }
        }
        return [.. counts];
    }

    private async Task<MySqlConnection> OpenAsync(CancellationToken ct)
    {
        var connection = new MySqlConnection(new MySqlConnectionStringBuilder(server) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(ct);
        // Nobody replicates this, and every id is new.
        await GrowSchema.ExecuteAsync(connection, "SET SESSION sql_log_bin = 0, unique_checks = 0, foreign_key_checks = 0", ct);
        return connection;
    }
}
