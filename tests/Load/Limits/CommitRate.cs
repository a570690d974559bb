using System.Diagnostics;
using System.Text;
using FoodDelivery.Load.Measuring;
using MySqlConnector;

namespace FoodDelivery.Load.Limits;

/// <param name="PerSecond">Durable transactions, all connections together.</param>
public sealed record CommitFigures(double PerSecond, Latencies Latencies);

/// <summary>
/// How many orders a second the database alone could take: each connection writes one order's rows (order, 3 lines, history, deadline, outbox)
/// in one transaction, in one round trip, one after the other.
/// </summary>
public static class CommitRate
{
    public static async Task<CommitFigures> MeasureAsync(ScratchSchema schema, int connections, TimeSpan window, CancellationToken ct)
    {
        var open = new List<MySqlConnection>();
        try
        {
            for (var i = 0; i < connections; i++) open.Add(await schema.OpenAsync(ct));
            // The first statements of a connection are slow and say nothing about the rate.
            foreach (var connection in open) await CommitAsync(connection, ct);

            var latencies = new Latencies();
            var begin = Stopwatch.GetTimestamp();
            var until = begin + (long)(window.TotalSeconds * Stopwatch.Frequency);
            await Task.WhenAll(open.Select(connection => Task.Run(() => WriteAsync(connection, until, latencies, ct), ct)));
            return new CommitFigures(latencies.Count / Stopwatch.GetElapsedTime(begin).TotalSeconds, latencies);
        }
        finally
        {
            foreach (var connection in open) await connection.DisposeAsync();
        }
    }

    private static async Task WriteAsync(MySqlConnection connection, long until, Latencies latencies, CancellationToken ct)
    {
        while (Stopwatch.GetTimestamp() < until)
        {
            var from = Stopwatch.GetTimestamp();
            await CommitAsync(connection, ct);
            latencies.Add(from, Stopwatch.GetTimestamp());
        }
    }

    private static async Task CommitAsync(MySqlConnection connection, CancellationToken ct)
    {
        await using var command = new MySqlCommand(Transaction(), connection);
        await command.ExecuteNonQueryAsync(ct);
    }

    // Text without parameters: the driver adds as little as it can to what the server needs.
    private static string Transaction()
    {
        string order = NewId(), customer = RandomId(), restaurant = RandomId();
        var sql = new StringBuilder(4096);
        sql.Append("START TRANSACTION; INSERT INTO orders VALUES (").Append(order).Append(", 'A1B2C3', 'pendingPayment', 1, ").Append(customer).Append(", ").Append(restaurant).Append(", ").Append(NewId())
            .Append(", 'EUR', 2450, 249, 122, 184, 2821, 'Lindenweg 7, 2nd floor', 48.2101, 16.3712, UTC_TIMESTAMP(6)); INSERT INTO order_lines VALUES ");
        for (var line = 1; line <= 3; line++)
        {
            if (line > 1) sql.Append(", ");
            sql.Append('(').Append(order).Append(", ").Append(line).Append(", ").Append(RandomId()).Append(", 'Tagliatelle al ragù', 1, 1150, 1150, 'large, extra cheese')");
        }
        sql.Append("; INSERT INTO order_history VALUES (").Append(order).Append(", 1, NULL, 'pendingPayment', 'order.placed.v1', 'customer', UTC_TIMESTAMP(6)); INSERT INTO deadlines VALUES (").Append(order)
            .Append(", 'payment', UTC_TIMESTAMP(6) + INTERVAL 10 MINUTE, 0); INSERT INTO outbox (event_id, topic, aggregate_id, seq, type, value, created_at) VALUES (").Append(NewId())
            .Append(", 'order.events.v1', ").Append(order).Append(", 1, 'order.placed.v1', '").Append(Event).Append("', UTC_TIMESTAMP(6)); COMMIT");
        return sql.ToString();
    }

    // As long as a real order.placed with its envelope.
    private static readonly string Event = "{\"specversion\":\"1.0\",\"type\":\"order.placed.v1\",\"data\":\"" + new string('x', 1000) + "\"}";

    private static string NewId() => Literal(Guid.CreateVersion7());

    private static string RandomId() => Literal(Guid.NewGuid());

    private static string Literal(Guid id) => "X'" + Convert.ToHexString(id.ToByteArray(bigEndian: true)) + "'";
}
