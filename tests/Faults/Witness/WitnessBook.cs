using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Dapper;
using FoodDelivery.Faults.Checks;
using MySqlConnector;

namespace FoodDelivery.Faults.Witness;

/// <summary>Collects what was seen from outside and writes it down where the invariants can compare it.</summary>
public sealed class WitnessBook(Books books, Journal journal, TopicDump topics, string ledgerFile)
{
    private static readonly Invariant NotShown = Invariant.All.Single(invariant => invariant.Name == "not-shown");
    private static readonly Invariant NotPublished = Invariant.All.Single(invariant => invariant.Name == "not-published");

    private readonly ConcurrentQueue<(string Table, object[] Values)> rows = new();
    private long ledgerRead;

    /// <summary>Somebody began to watch; everything after this number is to be shown.</summary>
    public void Watches(Guid client, long since) => rows.Enqueue(("watchers", [Bytes(client), since]));

    /// <summary>This arrived at the client, as its n-th.</summary>
    public void Shown(Guid client, long n, long no) => rows.Enqueue(("views", [Bytes(client), n, no]));

    public void Price(Guid item, long price, long options) => rows.Enqueue(("prices", [item.ToString(), price, options]));

    public void SoldOut(Guid item, DateTimeOffset off, DateTimeOffset on) => rows.Enqueue(("sold_out", [item.ToString(), off.UtcDateTime, on.UtcDateTime]));

    /// <summary>A message that no consumer can apply was written there.</summary>
    public void Poisoned(string consumer, string topic, int part, long off) => rows.Enqueue(("poison", [consumer, topic, part, off]));

    /// <summary>A topic was made anew: what was seen in it does not count any more.</summary>
    public async Task ForgetAsync(string topic)
    {
        topics.Restart();
        await books.ExecuteAsync("DELETE FROM fd_witness.kafka WHERE topic = @topic", new { topic });
    }

    public Task CreateAsync() => books.ExecuteAsync(WitnessSchema.Create.Replace("{0}", books.Prefix));

    /// <summary>Whether topics and screens have caught up with the databases.</summary>
    public async Task<bool> HasSeenAllAsync(MySqlConnection connection) =>
        await books.CheckAsync(connection, NotPublished) is null && await books.CheckAsync(connection, NotShown) is null;

    /// <summary>Brings the schema up to date with what was seen.</summary>
    public async Task WriteDownAsync(CancellationToken ct)
    {
        await using var connection = await books.OpenAsync();
        var seen = new List<(string Table, object?[] Values)>();
        while (rows.TryDequeue(out var row)) seen.Add((row.Table, row.Values));
        foreach (var table in seen.GroupBy(row => row.Table)) await InsertAsync(connection, table.Key, [.. table.Select(row => row.Values)]);
        await InsertAsync(connection, "ops", [.. journal.Take().Select(op => new object?[]
        {
            op.OpId, op.Client, op.Kind, op.IdemKey, op.OrderId is { } id ? Bytes(id) : null, op.Outcome, op.HttpStatus, op.TotalMinor, op.At.UtcDateTime,
        })]);
        await InsertAsync(connection, "kafka", [.. topics.ReadOn().Select(message => new object?[]
        {
            message.Topic, message.Part, message.Off, Bytes(message.EventId), Bytes(message.AggregateId), message.Seq, message.Type,
        })]);
        await InsertAsync(connection, "ledger", [.. await NewLedgerLinesAsync(ct)]);
    }

    // The provider appends whole lines; what has no end yet is read the next time.
    private async Task<List<object?[]>> NewLedgerLinesAsync(CancellationToken ct)
    {
        var lines = new List<object?[]>();
        if (!File.Exists(ledgerFile)) return lines;
        // The provider's lock on its file keeps a reader of this runtime out, so another program reads it.
        using var tail = Process.Start(new ProcessStartInfo("tail", ["-c", $"+{ledgerRead + 1}", ledgerFile]) { RedirectStandardOutput = true })!;
        using var read = new MemoryStream();
        await tail.StandardOutput.BaseStream.CopyToAsync(read, ct);
        await tail.WaitForExitAsync(ct);
        var bytes = read.ToArray();
        var end = Array.LastIndexOf(bytes, (byte)'\n') + 1;
        ledgerRead += end;
        foreach (var line in Encoding.UTF8.GetString(bytes, 0, end).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var entry = JsonElement.Parse(line);
            lines.Add([entry.GetProperty("seq").GetInt64(), entry.GetProperty("kind").GetString(), Bytes(entry.GetProperty("reference").GetGuid()), entry.GetProperty("amount").GetInt64()]);
        }
        return lines;
    }

    private async Task InsertAsync(MySqlConnection connection, string table, IReadOnlyList<object?[]> values)
    {
        foreach (var chunk in values.Chunk(300))
        {
            var parameters = new DynamicParameters();
            var sql = new StringBuilder($"REPLACE INTO {books.Prefix}witness.{table} VALUES ");
            for (var row = 0; row < chunk.Length; row++)
            {
                sql.Append(row == 0 ? "(" : ", (").AppendJoin(", ", Enumerable.Range(0, chunk[row].Length).Select(column => $"@p{row}_{column}")).Append(')');
                for (var column = 0; column < chunk[row].Length; column++) parameters.Add($"p{row}_{column}", chunk[row][column]);
            }
            await connection.ExecuteAsync(sql.ToString(), parameters);
        }
    }

    private static byte[]? Bytes(Guid? id) => id?.ToByteArray(bigEndian: true);

    private static byte[] Bytes(Guid id) => id.ToByteArray(bigEndian: true);
}
