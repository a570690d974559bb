using FoodDelivery.BuildingBlocks.People;
using FoodDelivery.BuildingBlocks.Sql;

namespace FoodDelivery.UserService.Data;

/// <summary>
/// What User holds of people besides the account's row, which is emptied when they ask for it (<see cref="AccountStore"/>).
/// </summary>
internal sealed class PersonalData(Database database) : IStoredPersonalData
{
    // Its tokens go with a session.
    private const string Sessions = "DELETE FROM sessions WHERE user_id = @userId LIMIT @Most";
    private const string Addresses = "DELETE FROM addresses WHERE user_id = @userId LIMIT @Most";

    // The last one waits until it has been mailed, or its time is over.
    private const string Links =
        "DELETE FROM links WHERE user_id = @userId AND (kind <> 'accountErased' OR expires_at <= @Now) LIMIT @Most";

    public async Task<ErasureStep> EraseAsync(Guid userId, Transaction transaction)
    {
        var parameters = new { userId, transaction.Now, ErasureStep.Most };
        var rows = 0;
        foreach (var sql in new[] { Sessions, Addresses, Links }) rows += await transaction.ExecuteAsync(sql, parameters);
        var waits = await transaction.QuerySingleAsync<long>("SELECT EXISTS (SELECT 1 FROM links WHERE user_id = @userId)", parameters);
        return new ErasureStep(rows, waits != 0);
    }

    public async Task ExportAsync(Guid userId, PersonExport export, CancellationToken ct)
    {
        await Rows("account",
            """
            SELECT id, email, email_verified_at, display_name, phone, locale, roles, restaurant_ids, staff_roles, vehicle, driver_status,
                   driver_reason, created_at
            FROM users WHERE id = @userId AND id > @after ORDER BY id LIMIT @take
            """);
        await Rows("addresses",
            """
            SELECT id, label, address, lat, lng, notes FROM addresses
            WHERE user_id = @userId AND id > @after ORDER BY id LIMIT @take
            """);
        await Rows("sessions",
            """
            SELECT id, client, created_at, rotated_at, expires_at, revoked_at FROM sessions
            WHERE user_id = @userId AND id > @after ORDER BY id LIMIT @take
            """);
        await Rows("links",
            """
            SELECT id, kind, email, restaurant_name, staff_role, created_at, expires_at, used_at FROM links
            WHERE user_id = @userId AND id > @after ORDER BY id LIMIT @take
            """);

        Task Rows(string name, string sql) => export.RowsAsync(name, database, sql, userId, ct);
    }
}
