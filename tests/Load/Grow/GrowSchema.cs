using System.Globalization;
using MySqlConnector;

namespace FoodDelivery.Load.Grow;

/// <summary>
/// A schema for the time of the filling: orders of this system that have ended (sources), and every order that is to be made of one of
/// them, spread evenly over the past year, with the ids, customer and shift in time that all stores use alike.
/// </summary>
public static class GrowSchema
{
    public const string Name = "fd_load_grow";
    private const int Days = 365;
    private const string Digits =
        "(SELECT 0 d UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 5 UNION ALL SELECT 6 "
        + "UNION ALL SELECT 7 UNION ALL SELECT 8 UNION ALL SELECT 9)";

    /// <summary>The copy of an id that belongs to an order: its time, then what the original and the order's number come to.</summary>
    public static string IdOf(string original) => $"CONCAT(o.prefix, RIGHT(UNHEX(SHA2(CONCAT({original}, o.no), 256)), 10))";

    /// <returns>How many orders there are to copy from.</returns>
    public static async Task<long> CreateAsync(MySqlConnection connection, long orders, CancellationToken ct)
    {
        await DropAsync(connection, ct);
        await ExecuteAsync(
            connection,
            $"""
             CREATE SCHEMA {Name} CHARACTER SET utf8mb4;
             CREATE TABLE {Name}.sources (source_no INT NOT NULL PRIMARY KEY, order_id BINARY(16) NOT NULL, customer_id BINARY(16) NOT NULL,
                 placed_at DATETIME(6) NOT NULL, text CHAR(36) NOT NULL);
             CREATE TABLE {Name}.customers (no INT NOT NULL PRIMARY KEY, id BINARY(16) NOT NULL);
             CREATE TABLE {Name}.orders (no BIGINT NOT NULL PRIMARY KEY, source_no INT NOT NULL, customer_id BINARY(16) NOT NULL,
                 source_customer_id BINARY(16) NOT NULL, shift BIGINT NOT NULL, prefix BINARY(6) NOT NULL, first_no BIGINT NOT NULL,
                 source_text CHAR(36) NOT NULL, text CHAR(36) NOT NULL);
             INSERT INTO {Name}.sources
                 SELECT ROW_NUMBER() OVER (ORDER BY id) - 1, id, customer_id, placed_at, {TextOf("id")} FROM (
                     (SELECT id, customer_id, placed_at FROM fd_order.orders
                      WHERE status = 'delivered' AND placed_at > NOW() - INTERVAL 1 HOUR ORDER BY id DESC LIMIT 60)
                     UNION ALL
                     (SELECT id, customer_id, placed_at FROM fd_order.orders
                      WHERE status = 'rejected' AND placed_at > NOW() - INTERVAL 1 HOUR ORDER BY id DESC LIMIT 4)) ended;
             INSERT INTO {Name}.customers
                 SELECT ROW_NUMBER() OVER (ORDER BY email) - 1, id FROM fd_user.users WHERE email LIKE 'customer___@demo.test'
             """, ct);
        var sources = await NumberAsync(connection, $"SELECT COUNT(*) FROM {Name}.sources", ct);
        var customers = await NumberAsync(connection, $"SELECT COUNT(*) FROM {Name}.customers", ct);
        var lowest = await NumberAsync(connection, "SELECT LEAST(0, COALESCE(MIN(recipient_no), 0)) FROM fd_notification.stream_events", ct);
        if (sources == 0 || customers == 0) throw new UsageException("There is no order that has ended to make others like it.");
        for (var from = 0L; from < orders; from += 100_000) await PlanAsync(connection, from, orders, sources, customers, lowest, ct);
        return sources;
    }

    /// <summary>The number of the first order that is not older than some days.</summary>
    public static long FirstWithin(long orders, int? days) => days is { } kept && kept < Days ? orders - (orders * kept / Days) + 1 : 1;

    public static Task DropAsync(MySqlConnection connection, CancellationToken ct) =>
        ExecuteAsync(connection, $"DROP SCHEMA IF EXISTS {Name}", ct);

    /// <returns>Rows changed.</returns>
    public static async Task<long> ExecuteAsync(MySqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new MySqlCommand(sql, connection) { CommandTimeout = 0 };
        return await command.ExecuteNonQueryAsync(ct);
    }

    public static async Task<long> NumberAsync(MySqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new MySqlCommand(sql, connection) { CommandTimeout = 0 };
        return Convert.ToInt64(await command.ExecuteScalarAsync(ct), CultureInfo.InvariantCulture);
    }

    private static string TextOf(string id) =>
        $"LOWER(CONCAT_WS('-', SUBSTR(HEX({id}), 1, 8), SUBSTR(HEX({id}), 9, 4), SUBSTR(HEX({id}), 13, 4), SUBSTR(HEX({id}), 17, 4), "
        + $"SUBSTR(HEX({id}), 21)))";

    // Half an hour of the present is left out: those orders are real.
    private static Task PlanAsync(
        MySqlConnection connection, long from, long orders, long sources, long customers, long lowest, CancellationToken ct) =>
        ExecuteAsync(connection,
        $"""
         INSERT INTO {Name}.orders
         SELECT o.no, o.source_no, o.customer_id, o.source_customer_id, o.shift, o.prefix, o.first_no, o.source_text,
             {TextOf(IdOf("o.order_id"))} FROM (
             SELECT n.no, t.source_no, c.id AS customer_id, t.customer_id AS source_customer_id, t.order_id, t.text AS source_text,
                 TIMESTAMPDIFF(SECOND, t.placed_at, n.at) AS shift,
                 UNHEX(LPAD(HEX(FLOOR(UNIX_TIMESTAMP(n.at) * 1000)), 12, '0')) AS prefix,
                 {lowest} - ({orders} - n.no + 1) * 100 AS first_no
             FROM (
                 SELECT no, NOW() - INTERVAL 30 MINUTE - INTERVAL FLOOR(({orders} - no) / {orders} * {Days} * 86400) SECOND AS at
                 FROM (
                     SELECT {from} + 1 + a.d + b.d * 10 + c.d * 100 + d.d * 1000 + e.d * 10000 AS no
                     FROM {Digits} a, {Digits} b, {Digits} c, {Digits} d, {Digits} e) numbers
                 WHERE no <= {orders}) n
             JOIN {Name}.sources t ON t.source_no = MOD(n.no * 7919, {sources})
             JOIN {Name}.customers c ON c.no = MOD(n.no * 104729 DIV 7, {customers})) o
         """, ct);
}
