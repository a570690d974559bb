using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Dapper;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using FoodDelivery.NotificationService.Domain;

namespace FoodDelivery.NotificationService.Data;

/// <summary>A stored stream event.</summary>
public sealed record StreamEvent
{
    public long No { get; init; }
    public Guid RecipientId { get; init; }
    public string Name { get; init; } = "";
    public string Data { get; init; } = "";
    public DateTimeOffset? ReadAt { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public string? TraceParent { get; init; }
}

/// <summary>SQL of stream events and notifications.</summary>
public sealed class NotificationStore(Database database)
{
    /// <summary>Stores announcements and announces the messages among them. They take consecutive numbers under the counter's lock.</summary>
    public static async Task AddAsync(Transaction transaction, EventEnvelope cause, IReadOnlyList<Announcement> announcements)
    {
        if (announcements.Count == 0) return;
        var sql = new StringBuilder(
            """
            UPDATE stream_position SET last_no = LAST_INSERT_ID(last_no + @count) WHERE id = 1;
            INSERT INTO stream_events (no, recipient_id, name, data, cause_event_id, created_at, traceparent) VALUES 
            """);
        var parameters = new DynamicParameters(new { count = announcements.Count, cause = cause.Id, now = transaction.Now, trace = Activity.Current?.Id });
        for (var i = 0; i < announcements.Count; i++)
        {
            sql.Append(i == 0 ? "" : ", ").Append($"(LAST_INSERT_ID() - {announcements.Count - 1 - i}, @r{i}, @n{i}, @d{i}, @cause, @now, @trace)");
            parameters.Add($"r{i}", announcements[i].RecipientId);
            parameters.Add($"n{i}", announcements[i].Name);
            parameters.Add($"d{i}", JsonSerializer.Serialize(announcements[i].Data, JsonDefaults.Tolerant));
        }
        await transaction.ExecuteAsync(sql.ToString(), parameters);

        foreach (var announcement in announcements)
        {
            if (announcement.Data is NotificationData message)
            {
                transaction.Publish(announcement.RecipientId, 0, new NotificationSentV1(announcement.RecipientId, message.Template, "stream", cause.Id));
            }
        }
    }

    public static Task RememberDriverAsync(Transaction transaction, Guid orderId, Guid driverId) => transaction.ExecuteAsync(
        "INSERT INTO order_drivers (order_id, driver_id) VALUES (@orderId, @driverId) ON DUPLICATE KEY UPDATE driver_id = VALUES(driver_id)", new { orderId, driverId });

    public static Task<Guid?> FindDriverAsync(Transaction transaction, Guid orderId) =>
        transaction.QuerySingleOrDefaultAsync<Guid?>("SELECT driver_id FROM order_drivers WHERE order_id = @orderId", new { orderId });

    /// <summary>Nobody carries the order any more. Answers with who did until now.</summary>
    public static async Task<Guid?> ForgetDriverAsync(Transaction transaction, Guid orderId)
    {
        var driver = await FindDriverAsync(transaction, orderId);
        if (driver is not null) await transaction.ExecuteAsync("DELETE FROM order_drivers WHERE order_id = @orderId", new { orderId });
        return driver;
    }

    /// <summary>The last number given out.</summary>
    public Task<long> PositionAsync(CancellationToken ct) =>
        database.ReadAsync(session => session.QuerySingleAsync<long>("SELECT last_no FROM stream_position WHERE id = 1"), ct);

    /// <summary>Everything after a number, for all recipients.</summary>
    public Task<IReadOnlyList<StreamEvent>> TailAsync(long after, int limit, CancellationToken ct) => database.ReadAsync(session => session.QueryAsync<StreamEvent>(
        "SELECT no, recipient_id, name, data, created_at, traceparent AS TraceParent FROM stream_events WHERE no > @after ORDER BY no LIMIT @limit", new { after, limit }), ct);

    /// <summary>What these recipients missed: after one number, up to another.</summary>
    public Task<IReadOnlyList<StreamEvent>> MissedAsync(IReadOnlyCollection<Guid> recipients, long after, long upTo, int limit, CancellationToken ct) =>
        database.ReadAsync(session => session.QueryAsync<StreamEvent>(
            "SELECT no, recipient_id, name, data FROM stream_events WHERE recipient_id IN @ids AND no > @after AND no <= @upTo ORDER BY no LIMIT @limit",
            new { ids = recipients.ToSqlIds(), after, upTo, limit }), ct);

    /// <summary>Messages of a person, newest first.</summary>
    public Task<IReadOnlyList<StreamEvent>> ListAsync(IReadOnlyCollection<Guid> recipients, bool unreadOnly, long? before, int limit, CancellationToken ct) =>
        database.ReadAsync(session => session.QueryAsync<StreamEvent>(
            $"""
             SELECT no, recipient_id, name, data, read_at FROM stream_events
             WHERE recipient_id IN @ids AND name = 'notification' {(unreadOnly ? "AND read_at IS NULL" : "")} AND no < @before ORDER BY no DESC LIMIT @limit
             """, new { ids = recipients.ToSqlIds(), before = before ?? long.MaxValue, limit }), ct);

    /// <summary>Marks messages as read; all of them when <paramref name="no"/> is null.</summary>
    /// <returns>False when there is no such message of these recipients.</returns>
    public Task<bool> MarkReadAsync(IReadOnlyCollection<Guid> recipients, long? no, CancellationToken ct) => database.WriteAsync(async transaction =>
    {
        var ids = recipients.ToSqlIds();
        await transaction.ExecuteAsync(
            "UPDATE stream_events SET read_at = @Now WHERE recipient_id IN @ids AND name = 'notification' AND read_at IS NULL AND (@no IS NULL OR no = @no)",
            new { transaction.Now, ids, no });
        return no is null || await transaction.QuerySingleAsync<long>(
            "SELECT COUNT(*) FROM stream_events WHERE no = @no AND recipient_id IN @ids AND name = 'notification'", new { no, ids }) == 1;
    }, ct);
}
