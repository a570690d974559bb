using Dapper;
using FoodDelivery.BuildingBlocks.Sql;

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

/// <summary>What is read of stream events and notifications.</summary>
public sealed class StreamReads(Database database)
{
    /// <summary>The last number given out.</summary>
    public Task<long> PositionAsync(CancellationToken ct) =>
        database.ReadAsync(session => session.QuerySingleAsync<long>("SELECT last_no FROM stream_position WHERE id = 1"), ct);

    /// <summary>Everything after a number, for all recipients.</summary>
    public Task<IReadOnlyList<StreamEvent>> TailAsync(long after, int limit, CancellationToken ct) =>
        database.ReadAsync(session => session.QueryAsync<StreamEvent>(
            """
            SELECT no, recipient_id, name, data, created_at, traceparent AS TraceParent
            FROM stream_events WHERE no > @after ORDER BY no LIMIT @limit
            """, new { after, limit }), ct);

    /// <summary>What these recipients missed: after one number, up to another.</summary>
    public Task<IReadOnlyList<StreamEvent>> MissedAsync(
        IReadOnlyCollection<Guid> recipients, long after, long upTo, int limit, CancellationToken ct) =>
        ReadAsync(recipients, "no > @after AND no <= @upTo", "no", new { after, upTo, limit }, ct);

    /// <summary>Messages of a person, newest first.</summary>
    public Task<IReadOnlyList<StreamEvent>> ListAsync(
        IReadOnlyCollection<Guid> recipients, bool unreadOnly, long? before, int limit, CancellationToken ct)
    {
        var where = $"name = 'notification' AND no < @before{(unreadOnly ? " AND read_at IS NULL" : "")}";
        return ReadAsync(recipients, where, "no DESC", new { before = before ?? long.MaxValue, limit }, ct);
    }

    /// <summary>
    /// Whether something after a number was deleted for its age. Numbers have no holes, so the one that follows it is missing then.
    /// </summary>
    public Task<bool> IsForgottenAsync(long after, CancellationToken ct) => database.ReadAsync(session => session.QuerySingleAsync<bool>(
        """
        SELECT COALESCE((SELECT MIN(no) FROM stream_events), (SELECT last_no + 1 FROM stream_position WHERE id = 1)) > @after + 1
        """, new { after }), ct);

    // One limited subquery per recipient, each read in order from an index: IN over several would read and sort all that they ever got.
    private Task<IReadOnlyList<StreamEvent>> ReadAsync(
        IReadOnlyCollection<Guid> recipients, string where, string order, object values, CancellationToken ct)
    {
        const string Columns = "no, recipient_id, name, data, read_at";
        var parameters = new DynamicParameters(values);
        var parts = recipients.Select((recipient, i) =>
        {
            parameters.Add($"r{i}", recipient);
            return $"(SELECT {Columns} FROM stream_events WHERE recipient_id = @r{i} AND {where} ORDER BY {order} LIMIT @limit)";
        }).ToList();
        var sql = $"{string.Join(" UNION ALL ", parts)} ORDER BY {order} LIMIT @limit";
        return database.ReadAsync(session => session.QueryAsync<StreamEvent>(sql, parameters), ct);
    }
}
