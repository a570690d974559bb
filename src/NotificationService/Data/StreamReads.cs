using Dapper;
using FoodDelivery.BuildingBlocks.Sql;

namespace FoodDelivery.NotificationService.Data;

/// <summary>A stored stream event.</summary>
public sealed record StreamEvent
{
    /// <summary>Of the row; grows with time over all recipients.</summary>
    public long Id { get; init; }

    /// <summary>Its number among the events of its recipient.</summary>
    public long No { get; init; }
    public Guid RecipientId { get; init; }
    public string Name { get; init; } = "";
    public string Data { get; init; } = "";
    public DateTimeOffset? ReadAt { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public string? TraceParent { get; init; }
}

/// <summary>Part of a recipient's events: those after one number, up to another.</summary>
public sealed record EventRange(Guid RecipientId, long After, long UpTo = long.MaxValue);

/// <summary>What is read of stream events and notifications.</summary>
public sealed class StreamReads(Database database)
{
    // Where the release before stores events, which have no number yet (migration 0004).
    internal const string Unnumbered = "no BETWEEN 1000000000000 AND 1999999999999 AND recipient_no IS NULL";

    private const string OwnRead = "FROM message_reads r WHERE r.reader_id = @reader AND r.no = e.no";

    private const string Columns =
        "no AS Id, recipient_no AS No, recipient_id AS RecipientId, name, data, read_at AS ReadAt, created_at AS CreatedAt, "
        + "traceparent AS TraceParent";

    /// <summary>The last numbers of recipients; who never had an event is left out.</summary>
    public async Task<IReadOnlyDictionary<Guid, long>> LastAsync(IReadOnlyCollection<Guid> recipients, CancellationToken ct)
    {
        var rows = await database.ReadAsync(session => session.QueryAsync<(Guid Id, long LastNo)>(
            "SELECT recipient_id, last_no FROM recipients WHERE recipient_id IN @recipients", new { recipients }), ct);
        return rows.ToDictionary(row => row.Id, row => row.LastNo);
    }

    /// <summary>What follows in several recipients' streams, each in order and limited by itself.</summary>
    public Task<IReadOnlyList<StreamEvent>> NewsAsync(IReadOnlyCollection<EventRange> ranges, int limitEach, CancellationToken ct)
    {
        var parameters = new DynamicParameters(new { limit = limitEach });
        var sql = $"{OfEach(ranges, parameters)} ORDER BY Id";
        return database.ReadAsync(session => session.QueryAsync<StreamEvent>(sql, parameters), ct);
    }

    /// <summary>What was missed, in the order in which it was stored.</summary>
    /// <returns>Null when it is more than <paramref name="limit"/>, or when something of it was deleted for its age.</returns>
    public Task<IReadOnlyList<StreamEvent>?> MissedAsync(IReadOnlyCollection<EventRange> ranges, int limit, CancellationToken ct)
    {
        var parameters = new DynamicParameters(new { limit = limit + 1 });
        // Asked afterwards: what is deleted between the two must not go unnoticed.
        var sql = $"{OfEach(ranges, parameters)} ORDER BY Id LIMIT @limit; {FirstOfEach(ranges.Count)}";
        return database.ReadAsync(async session =>
        {
            using var results = await session.QueryMultipleAsync(sql, parameters);
            IReadOnlyList<StreamEvent> missed = [.. await results.ReadAsync<StreamEvent>()];
            var first = (await results.ReadAsync<(int Index, long? No)>()).ToDictionary(row => row.Index, row => row.No);
            // Numbers have no holes, so that the one that follows is missing then.
            var forgotten = ranges.Where((range, i) => (first[i] ?? long.MaxValue) > range.After + 1).Any();
            return forgotten || missed.Count > limit ? null : missed;
        }, ct);
    }

    /// <summary>Whether the release before has stored something.</summary>
    public Task<bool> IsAnyUnnumberedAsync(CancellationToken ct) => database.ReadAsync(
        session => session.QuerySingleAsync<bool>($"SELECT EXISTS (SELECT 1 FROM stream_events WHERE {Unnumbered})"), ct);

    /// <summary>Messages for a person, newest first, with what that person has read.</summary>
    public Task<IReadOnlyList<StreamEvent>> ListAsync(
        Guid reader, IReadOnlyCollection<Guid> recipients, bool unreadOnly, long? before, int limit, CancellationToken ct)
    {
        // One limited subquery per recipient, each read in order from an index: IN over several would read and sort all that they ever got.
        var parameters = new DynamicParameters(new { reader, before = before ?? long.MaxValue, limit });
        var parts = recipients.Select((recipient, i) =>
        {
            parameters.Add($"r{i}", recipient);
            var (columns, unread) = (Columns, unreadOnly ? " AND read_at IS NULL" : "");
            if (recipient != reader)
            {
                columns = Columns.Replace("read_at AS", $"COALESCE(read_at, (SELECT e.created_at {OwnRead})) AS", StringComparison.Ordinal);
                if (unreadOnly) unread += $" AND NOT EXISTS (SELECT 1 {OwnRead})";
            }
            return $"""
                (SELECT {columns} FROM stream_events e WHERE recipient_id = @r{i} AND name = 'notification' AND no < @before{unread}
                 ORDER BY no DESC LIMIT @limit)
                """;
        });
        var sql = $"{string.Join(" UNION ALL ", parts)} ORDER BY Id DESC LIMIT @limit";
        return database.ReadAsync(session => session.QueryAsync<StreamEvent>(sql, parameters), ct);
    }

    private static string OfEach(IReadOnlyCollection<EventRange> ranges, DynamicParameters parameters) =>
        string.Join(" UNION ALL ", ranges.Select((range, i) =>
        {
            parameters.Add($"r{i}", range.RecipientId);
            parameters.Add($"a{i}", range.After);
            parameters.Add($"u{i}", range.UpTo);
            return $"""
                (SELECT {Columns} FROM stream_events WHERE recipient_id = @r{i} AND recipient_no > @a{i} AND recipient_no <= @u{i}
                 ORDER BY recipient_no LIMIT @limit)
                """;
        }));

    private static string FirstOfEach(int recipients) => string.Join(" UNION ALL ", Enumerable.Range(0, recipients).Select(i =>
        $"SELECT {i}, (SELECT MIN(recipient_no) FROM stream_events WHERE recipient_id = @r{i})"));
}
