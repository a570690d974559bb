using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using FoodDelivery.UserService.Domain;

namespace FoodDelivery.UserService.Data;

/// <summary>SQL of accounts.</summary>
internal sealed class UserStore(Database database)
{
    /// <summary>Creates an account with its first event; false when the e-mail address has one already.</summary>
    public async Task<bool> RegisterAsync(Account account, CancellationToken ct)
    {
        try
        {
            await database.WriteAsync(async transaction =>
            {
                await transaction.ExecuteAsync(AccountRow.Insert, AccountRow.From(account, transaction.Now));
                transaction.Publish(account.Id, 1, new UserRegisteredV1(account.Id, account.Roles));
            }, ct);
            return true;
        }
        catch (Exception e) when (e.IsDuplicateKey("ux_users_email"))
        {
            return false;
        }
    }

    public async Task<Account?> FindAsync(Guid id, CancellationToken ct) =>
        (await database.ReadAsync(session => session.QuerySingleOrDefaultAsync<AccountRow>(
            $"SELECT {AccountRow.Columns} FROM users u WHERE u.id = @id", new { id }), ct))?.ToAccount();

    /// <param name="email">Normalised.</param>
    public async Task<Account?> FindByEmailAsync(string email, CancellationToken ct) =>
        (await database.ReadAsync(session => session.QuerySingleOrDefaultAsync<AccountRow>(
            $"SELECT {AccountRow.Columns} FROM users u WHERE u.email = @email", new { email }), ct))?.ToAccount();

    /// <summary>Makes somebody staff of exactly these restaurants; null when there is no such account.</summary>
    public Task<Account?> SetRestaurantsAsync(Guid id, IReadOnlyList<Guid> restaurantIds, CancellationToken ct) => database.WriteAsync(async transaction =>
    {
        var row = await transaction.QuerySingleOrDefaultAsync<AccountRow>($"SELECT {AccountRow.Columns} FROM users u WHERE u.id = @id FOR UPDATE", new { id });
        if (row?.ToAccount() is not { } account || account.RestaurantIds.SequenceEqual(restaurantIds)) return row?.ToAccount();

        var changed = account.AsStaffOf(restaurantIds) with { Revision = account.Revision + 1 };
        var stored = AccountRow.From(changed, default);
        await transaction.ExecuteAsync(
            "UPDATE users SET roles = @Roles, restaurant_ids = @RestaurantIds, revision = @Revision WHERE id = @Id", new { stored.Roles, stored.RestaurantIds, stored.Revision, stored.Id });
        return changed;
    }, ct);

    /// <summary>Changes what is not null; an empty phone removes it. False when the account is not at <paramref name="revision"/> (null: whatever it is at).</summary>
    public async Task<bool> UpdateProfileAsync(Guid id, string? displayName, string? phone, long? revision, CancellationToken ct) =>
        await database.WriteAsync(transaction => transaction.ExecuteAsync(
            """
            UPDATE users SET display_name = COALESCE(@displayName, display_name), phone = IF(@phone IS NULL, phone, NULLIF(@phone, '')), revision = revision + 1
            WHERE id = @id AND (@revision IS NULL OR revision = @revision)
            """, new { id, displayName, phone, revision }), ct) == 1;

    /// <summary>Replaces the password that had <paramref name="seenHash"/> and ends every session; false when somebody else changed it meanwhile.</summary>
    public Task<bool> ChangePasswordAsync(Guid id, string seenHash, string newHash, CancellationToken ct) => database.WriteAsync(async transaction =>
    {
        var changed = await transaction.ExecuteAsync(
            "UPDATE users SET password_hash = @newHash, revision = revision + 1 WHERE id = @id AND password_hash = @seenHash", new { id, seenHash, newHash });
        if (changed == 0) return false;
        await transaction.ExecuteAsync("UPDATE sessions SET revoked_at = @Now WHERE user_id = @id AND revoked_at IS NULL", new { id, transaction.Now });
        return true;
    }, ct);

    /// <summary>Drivers, newest first.</summary>
    public async Task<IReadOnlyList<Account>> DriversAsync(DriverStatus? status, Guid? before, int count, CancellationToken ct)
    {
        var rows = await database.ReadAsync(session => session.QueryAsync<AccountRow>(
            $"""
            SELECT {AccountRow.Columns} FROM users u
            WHERE u.driver_status {(status is null ? "IS NOT NULL" : "= @status")} AND (@before IS NULL OR u.id < @before)
            ORDER BY u.id DESC LIMIT @count
            """, new { status = status?.Wire(), before, count }), ct);
        return [.. rows.Select(row => row.ToAccount())];
    }

    /// <summary>Takes a driver through the machine; null when there is no such driver.</summary>
    /// <exception cref="ProblemException">The command is not allowed in the driver's status.</exception>
    public Task<Account?> CommandDriverAsync(Guid id, DriverCommand command, string reason, CancellationToken ct) => database.WriteAsync(async transaction =>
    {
        var row = await transaction.QuerySingleOrDefaultAsync<AccountRow>(
            $"SELECT {AccountRow.Columns} FROM users u WHERE u.id = @id AND u.driver_status IS NOT NULL FOR UPDATE", new { id });
        if (row?.ToAccount() is not { DriverStatus: { } status } driver) return null;

        var next = DriverMachine.After(status, command) ?? throw new ProblemException(409, "driver_state_conflict", $"A driver who is {status.Wire()} cannot be taken through {command.Wire()}.")
            .With("currentStatus", status).With("allowedActions", DriverMachine.Allowed(status));
        if (next == status) return driver;

        var changed = driver with { DriverStatus = next, Version = driver.Version + 1, Revision = driver.Revision + 1 };
        await transaction.ExecuteAsync(
            "UPDATE users SET driver_status = @status, version = version + 1, revision = revision + 1 WHERE id = @id AND version = @Version",
            new { id, status = next.Wire(), driver.Version });
        PublishDriver(transaction, changed, reason);
        return changed;
    }, ct);

    /// <summary>The event of the status a driver has just got.</summary>
    internal static void PublishDriver(Transaction transaction, Account driver, string reason)
    {
        switch (driver.DriverStatus)
        {
            case DriverStatus.Approved:
                transaction.Publish(driver.Id, driver.Version, new DriverApprovedV1(driver.Id, driver.FirstName, driver.Vehicle!.Value.Wire()));
                break;
            case DriverStatus.Suspended:
                transaction.Publish(driver.Id, driver.Version, new DriverSuspendedV1(driver.Id, reason));
                break;
        }
    }
}
