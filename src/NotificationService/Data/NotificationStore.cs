using System.Diagnostics;
using System.Text;
using System.Text.Json;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using FoodDelivery.NotificationService.Domain;

namespace FoodDelivery.NotificationService.Data;

/// <summary>What is written of stream events and notifications, and who drives.</summary>
public sealed class NotificationStore(Database database)
{
    /// <summary>
    /// Leaves announcements to be stored with the commit, and publishes the messages among them. They take consecutive numbers under the
    /// counter's lock, which all writers wait for: the later it is taken, the better.
    /// </summary>
    public static void Add(Transaction transaction, EventEnvelope cause, IReadOnlyList<Announcement> announcements)
    {
        if (announcements.Count == 0) return;
        var sql = new StringBuilder(
            "INSERT INTO stream_events (no, recipient_id, name, data, cause_event_id, created_at, traceparent) VALUES ");
        var values = new List<KeyValuePair<string, object?>>
        {
            new("cause", cause.Id), new("now", transaction.Now), new("trace", Activity.Current?.Id),
        };
        for (var i = 0; i < announcements.Count; i++)
        {
            var (recipient, name, data) = announcements[i];
            var back = announcements.Count - 1 - i;
            sql.Append(i == 0 ? "" : ", ").Append($"(LAST_INSERT_ID() - {back}, @r{i}, @n{i}, @d{i}, @cause, @now, @trace)");
            var json = JsonSerializer.Serialize(data, JsonDefaults.Tolerant);
            values.AddRange([new($"r{i}", recipient), new($"n{i}", name), new($"d{i}", json)]);
            if (data is not NotificationData message) continue;
            transaction.Publish(recipient, 0, new NotificationSentV1(recipient, message.Template, "stream", cause.Id));
        }
        transaction.Write(
            "UPDATE stream_position SET last_no = LAST_INSERT_ID(last_no + @Count) WHERE id = 1", new { announcements.Count });
        transaction.Write(sql.ToString(), values);
    }

    public static void RememberDriver(Transaction transaction, Guid orderId, Guid driverId) => transaction.Write(
        """
        INSERT INTO order_drivers (order_id, driver_id) VALUES (@orderId, @driverId)
        ON DUPLICATE KEY UPDATE driver_id = VALUES(driver_id)
        """, new { orderId, driverId });

    public static Task<Guid?> FindDriverAsync(Transaction transaction, Guid orderId) =>
        transaction.QuerySingleOrDefaultAsync<Guid?>("SELECT driver_id FROM order_drivers WHERE order_id = @orderId", new { orderId });

    /// <summary>Nobody carries the order any more. Answers with who did until now.</summary>
    public static async Task<Guid?> ForgetDriverAsync(Transaction transaction, Guid orderId)
    {
        var driver = await FindDriverAsync(transaction, orderId);
        if (driver is not null) transaction.Write("DELETE FROM order_drivers WHERE order_id = @orderId", new { orderId });
        return driver;
    }

    /// <summary>Marks messages as read; all of them when <paramref name="no"/> is null.</summary>
    /// <returns>False when there is no such message of these recipients.</returns>
    public Task<bool> MarkReadAsync(IReadOnlyCollection<Guid> recipients, long? no, CancellationToken ct) =>
        database.WriteAsync(transaction => MarkReadAsync(transaction, [.. recipients], no), ct);

    private static async Task<bool> MarkReadAsync(Transaction transaction, Guid[] ids, long? no)
    {
        await transaction.ExecuteAsync(
            """
            UPDATE stream_events SET read_at = @Now
            WHERE recipient_id IN @ids AND name = 'notification' AND read_at IS NULL AND (@no IS NULL OR no = @no)
            """, new { transaction.Now, ids, no });
        return no is null || await transaction.QuerySingleAsync<long>(
            "SELECT COUNT(*) FROM stream_events WHERE no = @no AND recipient_id IN @ids AND name = 'notification'", new { no, ids }) == 1;
    }

    /// <summary>Deletes what was stored before a moment, some at a time so that no writer waits long.</summary>
    public async Task DeleteOlderThanAsync(DateTimeOffset before, CancellationToken ct)
    {
        const int batch = 1000;
        // Numbers grow with time: the oldest are at the beginning, and no index on the time is needed to find them.
        const string Oldest =
            """
            SELECT MAX(no) FROM (SELECT no, created_at FROM stream_events ORDER BY no LIMIT @batch) oldest WHERE created_at < @before
            """;
        const string Events = "DELETE FROM stream_events WHERE no <= @upTo";
        while (await database.ReadAsync(session => session.QuerySingleAsync<long?>(Oldest, new { batch, before }), ct) is { } upTo)
        {
            await database.WriteAsync(transaction => transaction.ExecuteAsync(Events, new { upTo }), ct);
        }
        // An order's id begins with the time at which it was placed (UUIDv7).
        const string Drivers = "DELETE FROM order_drivers WHERE order_id < @first ORDER BY order_id LIMIT @batch";
        var first = Guid.CreateVersion7(before);
        while (await database.WriteAsync(transaction => transaction.ExecuteAsync(Drivers, new { first, batch }), ct) == batch) { }
    }
}
