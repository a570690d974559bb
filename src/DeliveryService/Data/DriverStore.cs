using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.DeliveryService.Domain;

namespace FoodDelivery.DeliveryService.Data;

/// <summary>Drivers in MySQL. Whoever binds a driver to a delivery locks the driver's row first.</summary>
public sealed class DriverStore
{
    public Task<Driver?> FindAsync(Session session, Guid id) => session.QuerySingleOrDefaultAsync<Driver>("SELECT * FROM drivers WHERE id = @id", new { id });

    public Task<Driver?> LockAsync(Transaction transaction, Guid id) =>
        transaction.QuerySingleOrDefaultAsync<Driver>("SELECT * FROM drivers WHERE id = @id FOR UPDATE", new { id });

    public async Task<bool> IsBusyAsync(Session session, Guid id) =>
        await session.QuerySingleAsync<long>("SELECT COUNT(*) FROM deliveries WHERE busy_driver_id = @id", new { id }) > 0;

    /// <summary>Approved, online, and neither asked nor carrying.</summary>
    public async Task<Dictionary<Guid, DateTimeOffset>> FreeAsync(Session session) =>
        (await session.QueryAsync<Driver>(
            """
            SELECT d.id, d.idle_since FROM drivers d LEFT JOIN deliveries x ON x.busy_driver_id = d.id
            WHERE d.status = 'online' AND d.approved AND x.id IS NULL
            """)).ToDictionary(driver => driver.Id, driver => driver.IdleSince);

    /// <summary>Whose place may be known: who is online, and who carries although suspended.</summary>
    public async Task<HashSet<Guid>> OnDutyAsync(Session session) =>
        (await session.QueryAsync<Driver>("SELECT id FROM drivers WHERE status = 'online' UNION SELECT busy_driver_id FROM deliveries WHERE busy_driver_id IS NOT NULL"))
        .Select(driver => driver.Id).ToHashSet();

    public Task ApproveAsync(Transaction transaction, Guid id, string firstName, string vehicle) => transaction.ExecuteAsync(
        """
        INSERT INTO drivers (id, first_name, vehicle, approved, status, online_since, idle_since, version) VALUES (@id, @firstName, @vehicle, TRUE, 'offline', @Now, @Now, 1)
        ON DUPLICATE KEY UPDATE first_name = VALUES(first_name), vehicle = VALUES(vehicle), approved = TRUE, version = version + 1
        """, new { id, firstName, vehicle, transaction.Now });

    public Task SuspendAsync(Transaction transaction, Guid id) => transaction.ExecuteAsync(
        "UPDATE drivers SET approved = FALSE, status = 'offline', version = version + 1 WHERE id = @id", new { id });

    public Task SetOnlineAsync(Transaction transaction, Guid id) => transaction.ExecuteAsync(
        "UPDATE drivers SET status = 'online', online_since = @Now, idle_since = @Now, version = version + 1 WHERE id = @id AND status = 'offline'", new { id, transaction.Now });

    public Task SetOfflineAsync(Transaction transaction, Guid id) => transaction.ExecuteAsync(
        "UPDATE drivers SET status = 'offline', version = version + 1 WHERE id = @id AND status = 'online'", new { id });

    /// <summary>Sends a driver offline who missed too many offers since coming online.</summary>
    public Task<int> PauseWhenAwayAsync(Transaction transaction, Guid id, DeliveryOptions options) => transaction.ExecuteAsync(
        """
        UPDATE drivers SET status = 'offline', version = version + 1 WHERE id = @id AND status = 'online' AND
            (SELECT COUNT(*) FROM offers o WHERE o.driver_id = @id AND o.status = 'expired' AND o.closed_at > @notBefore AND o.created_at >= online_since) >= @misses
        """, new { id, notBefore = transaction.Now - options.MissWindow, misses = options.MissesBeforePause });
}
