using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Dapper;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Messaging;
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
        ReadAsync(recipients, "no > @after AND no <= @upTo", "no", new { after, upTo, limit }, ct);

    /// <summary>Messages of a person, newest first.</summary>
    public Task<IReadOnlyList<StreamEvent>> ListAsync(IReadOnlyCollection<Guid> recipients, bool unreadOnly, long? before, int limit, CancellationToken ct) =>
        ReadAsync(recipients, $"name = 'notification' AND no < @before{(unreadOnly ? " AND read_at IS NULL" : "")}", "no DESC", new { before = before ?? long.MaxValue, limit }, ct);

    /// <summary>Whether something after a number was deleted for its age. Numbers have no holes, so the one that follows it is missing then.</summary>
    public Task<bool> IsForgottenAsync(long after, CancellationToken ct) => database.ReadAsync(session => session.QuerySingleAsync<bool>(
        "SELECT COALESCE((SELECT MIN(no) FROM stream_events), (SELECT last_no + 1 FROM stream_position WHERE id = 1)) > @after + 1", new { after }), ct);

    /// <summary>Deletes what was stored before a moment, some at a time so that no writer waits long.</summary>
    public async Task DeleteOlderThanAsync(DateTimeOffset before, CancellationToken ct)
    {
        const int batch = 1000;
        // Numbers grow with time: the oldest are at the beginning, and no index on the time is needed to find them.
        while (await database.ReadAsync(session => session.QuerySingleAsync<long?>(
            "SELECT MAX(no) FROM (SELECT no, created_at FROM stream_events ORDER BY no LIMIT @batch) oldest WHERE created_at < @before", new { batch, before }), ct) is { } upTo)
        {
            await database.WriteAsync(transaction => transaction.ExecuteAsync("DELETE FROM stream_events WHERE no <= @upTo", new { upTo }), ct);
        }
        // An order's id begins with the time at which it was placed (UUIDv7).
        while (await database.WriteAsync(transaction => transaction.ExecuteAsync(
            "DELETE FROM order_drivers WHERE order_id < @first ORDER BY order_id LIMIT @batch", new { first = Guid.CreateVersion7(before), batch }), ct) == batch) { }
    }

    /// <summary>Marks messages as read; all of them when <paramref name="no"/> is null.</summary>
    /// <returns>False when there is no such message of these recipients.</returns>
    public Task<bool> MarkReadAsync(IReadOnlyCollection<Guid> recipients, long? no, CancellationToken ct) => database.WriteAsync(async transaction =>
    {
        var ids = recipients.ToArray();
        await transaction.ExecuteAsync(
            "UPDATE stream_events SET read_at = @Now WHERE recipient_id IN @ids AND name = 'notification' AND read_at IS NULL AND (@no IS NULL OR no = @no)",
            new { transaction.Now, ids, no });
        return no is null || await transaction.QuerySingleAsync<long>(
            "SELECT COUNT(*) FROM stream_events WHERE no = @no AND recipient_id IN @ids AND name = 'notification'", new { no, ids }) == 1;
    }, ct);

    // One limited subquery per recipient, each read in order from an index: IN over several would read and sort all that they ever got.
    private Task<IReadOnlyList<StreamEvent>> ReadAsync(IReadOnlyCollection<Guid> recipients, string where, string order, object values, CancellationToken ct)
    {
        var parameters = new DynamicParameters(values);
        var parts = recipients.Select((recipient, i) =>
        {
            parameters.Add($"r{i}", recipient);
            return $"(SELECT no, recipient_id, name, data, read_at FROM stream_events WHERE recipient_id = @r{i} AND {where} ORDER BY {order} LIMIT @limit)";
        }).ToList();
        return database.ReadAsync(session => session.QueryAsync<StreamEvent>($"{string.Join(" UNION ALL ", parts)} ORDER BY {order} LIMIT @limit", parameters), ct);
    }
}
