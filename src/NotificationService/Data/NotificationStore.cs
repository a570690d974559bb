using FoodDelivery.BuildingBlocks.Sql;

namespace FoodDelivery.NotificationService.Data;

/// <summary>What becomes of stored messages: they are read, and grow old.</summary>
public sealed class NotificationStore(Database database)
{
    /// <summary>
    /// Marks messages as read by a person; all of them when <paramref name="id"/> is null. Those to the person alone are marked themselves;
    /// of those to a restaurant or to ops it is kept who has read them.
    /// </summary>
    /// <returns>False when there is no such message of these recipients.</returns>
    public Task<bool> MarkReadAsync(Guid reader, IReadOnlyCollection<Guid> recipients, long? id, CancellationToken ct) =>
        database.WriteAsync(transaction => MarkReadAsync(transaction, reader, [.. recipients], id), ct);

    private static async Task<bool> MarkReadAsync(Transaction transaction, Guid reader, Guid[] recipients, long? id)
    {
        const string Unread = "name = 'notification' AND read_at IS NULL AND (@id IS NULL OR no = @id)";
        transaction.Write(
            $"UPDATE stream_events SET read_at = @Now WHERE recipient_id = @reader AND {Unread}", new { transaction.Now, reader, id });
        Guid[] shared = [.. recipients.Where(recipient => recipient != reader)];
        if (shared.Length > 0)
        {
            await transaction.ExecuteAsync(
                $"""
                INSERT IGNORE INTO message_reads (reader_id, no)
                SELECT @reader, no FROM stream_events WHERE recipient_id IN @shared AND {Unread}
                """, new { reader, shared, id });
        }
        return id is null || await transaction.QuerySingleAsync<long>(
            "SELECT COUNT(*) FROM stream_events WHERE no = @id AND recipient_id IN @recipients AND name = 'notification'",
            new { id, recipients }) == 1;
    }

    /// <summary>Deletes what was stored before a moment, some at a time so that no writer waits long.</summary>
    public async Task DeleteOlderThanAsync(DateTimeOffset before, CancellationToken ct)
    {
        const int batch = 1000;
        // Ids grow with time: the oldest are at the beginning, and no index on the time is needed to find them.
        const string Oldest =
            """
            SELECT MAX(no) FROM (SELECT no, created_at FROM stream_events ORDER BY no LIMIT @batch) oldest WHERE created_at < @before
            """;
        const string Events = "DELETE FROM stream_events WHERE no <= @upTo; DELETE FROM message_reads WHERE no <= @upTo";
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
