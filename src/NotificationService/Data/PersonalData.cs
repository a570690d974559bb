using FoodDelivery.BuildingBlocks.People;
using FoodDelivery.BuildingBlocks.Sql;

namespace FoodDelivery.NotificationService.Data;

/// <summary>
/// What Notification holds of people: what they were told, what they chose, and their devices. Who is to be forgotten is told nothing any
/// more (<see cref="AnnouncementRows"/>), but for the mail that says so.
/// </summary>
internal sealed class PersonalData(Database database) : IStoredPersonalData
{
    private static readonly string[] Statements =
    [
        "DELETE FROM stream_events WHERE recipient_id = @userId LIMIT @Most",
        "DELETE FROM message_reads WHERE reader_id = @userId LIMIT @Most",
        "DELETE FROM preferences WHERE user_id = @userId LIMIT @Most",
        "DELETE FROM mail_audiences WHERE user_id = @userId LIMIT @Most",
        """
        DELETE FROM push_audiences WHERE subscription_id IN (SELECT id FROM push_subscriptions WHERE user_id = @userId) LIMIT @Most
        """,
        """
        DELETE FROM push_subscriptions WHERE user_id = @userId
            AND NOT EXISTS (SELECT 1 FROM push_audiences a WHERE a.subscription_id = push_subscriptions.id) LIMIT @Most
        """,
        "DELETE FROM outbound_messages WHERE user_id = @userId AND template <> 'link_account_erased' LIMIT @Most",
    ];

    public async Task<ErasureStep> EraseAsync(Guid userId, Transaction transaction)
    {
        var rows = 0;
        foreach (var sql in Statements) rows += await transaction.ExecuteAsync(sql, new { userId, ErasureStep.Most });
        return new ErasureStep(rows);
    }

    public async Task ExportAsync(Guid userId, PersonExport export, CancellationToken ct)
    {
        await export.RowsAsync("preferences", database,
            """
            SELECT user_id, switched_off, quiet_from, quiet_to, time_zone, updated_at FROM preferences
            WHERE user_id = @userId AND user_id > @after LIMIT @take
            """, userId, ct);
        await export.RowsAsync("mailsOfNewOrders", database,
            """
            SELECT recipient_id AS restaurant_id FROM mail_audiences
            WHERE user_id = @userId AND recipient_id > @after ORDER BY recipient_id LIMIT @take
            """, userId, ct);
        await export.RowsAsync("pushSubscriptions", database,
            """
            SELECT id, endpoint, created_at FROM push_subscriptions
            WHERE user_id = @userId AND id > @after ORDER BY id LIMIT @take
            """, userId, ct);
        await export.RowsAsync("told", database,
            """
            SELECT no, name, data AS data_json, created_at, read_at FROM stream_events
            WHERE recipient_id = @userId AND no > @after ORDER BY no LIMIT @take
            """, userId, ct, first: 0L);
        await export.RowsAsync("sent", database,
            """
            SELECT id, channel, template, order_id, state, reason, created_at, ended_at FROM outbound_messages
            WHERE user_id = @userId AND id > @after ORDER BY id LIMIT @take
            """, userId, ct, first: 0L);
    }
}
