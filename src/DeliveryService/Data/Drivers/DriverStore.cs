using Dapper;
using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.DeliveryService.Domain;
using FoodDelivery.DeliveryService.Matching;

namespace FoodDelivery.DeliveryService.Data;

/// <summary>Drivers in MySQL. Whoever binds a driver to a delivery locks the driver's row first.</summary>
public sealed class DriverStore(MatchSignal signal)
{
    /// <summary>Two statements: the second sees what was committed while the first one waited.</summary>
    internal const string Lock =
        """
        SELECT id FROM drivers FORCE INDEX (PRIMARY) WHERE id IN @drivers ORDER BY id FOR UPDATE;
        SELECT r.*, d.id AS delivery_id FROM drivers r LEFT JOIN deliveries d ON d.busy_driver_id = r.id WHERE r.id IN @drivers
        """;

    private const string Insert =
        """
        INSERT INTO drivers (id, first_name, vehicle, approved, status, online_since, idle_since, version, offline_reason)
        VALUES (@Id, @FirstName, @Vehicle, @Approved, @Status, @OnlineSince, @IdleSince, @Version, @OfflineReason)
        """;

    private const string Update =
        $"""
        UPDATE drivers SET {AggregateStorage.Guard}, first_name = @FirstName, vehicle = @Vehicle, approved = @Approved, status = @Status,
            online_since = @OnlineSince, idle_since = @IdleSince, offline_reason = @OfflineReason
        WHERE id = @Id
        """;

    public Task<Driver?> FindAsync(Session session, Guid id) =>
        session.QuerySingleOrDefaultAsync<Driver>("SELECT * FROM drivers WHERE id = @id", new { id });

    /// <summary>Drivers by id, each with what he or she is asked for or carries.</summary>
    public Task<IReadOnlyList<Driver>> ListAsync(Session session, bool? online, Guid? after, int limit) => session.QueryAsync<Driver>(
        $"""
        SELECT r.*, d.id AS delivery_id FROM drivers r LEFT JOIN deliveries d ON d.busy_driver_id = r.id
        WHERE {(after is null ? "TRUE" : "r.id > @after")} {online switch
        {
            null => "",
            true => "AND r.status = 'online'",
            false => "AND r.status = 'offline'",
        }}
        ORDER BY r.id LIMIT @limit
        """, new { after, limit });

    public async Task<Driver?> LockAsync(Transaction transaction, Guid driverId)
    {
        using var results = await transaction.QueryMultipleAsync(Lock, new { drivers = new[] { driverId } });
        return (await ReadAsync(results)).SingleOrDefault();
    }

    /// <summary>Whether the driver's place may be known, and to whom; null for a stranger.</summary>
    public Task<Duty?> FindDutyAsync(Session session, Guid id) => session.QuerySingleOrDefaultAsync<Duty>(
        """
        SELECT r.approved, r.status, d.id AS delivery_id, d.order_id, d.customer_id FROM drivers r
        LEFT JOIN deliveries d ON d.busy_driver_id = r.id AND d.status <> 'offered' WHERE r.id = @id
        """, new { id });

    /// <summary>Whose place may be known: who is online, and who carries although suspended.</summary>
    public async Task<HashSet<Guid>> OnDutyAsync(Session session) =>
        [.. await session.QueryAsync<Guid>(
            "SELECT id FROM drivers WHERE status = 'online' UNION SELECT busy_driver_id FROM deliveries WHERE busy_driver_id IS NOT NULL")];

    /// <summary>Leaves a change, if there is one, to be written with the commit.</summary>
    public void Save(Transaction transaction, Driver driver)
    {
        if (driver.Version == driver.StoredVersion) return;
        transaction.Write(driver.StoredVersion == 0 ? Insert : Update, driver);
        driver.Saved();
        if (driver.IsFree) transaction.AfterCommit(signal.Set);
    }

    internal static async Task<IEnumerable<Driver>> ReadAsync(SqlMapper.GridReader results)
    {
        await results.ReadAsync<Guid>();
        return await results.ReadAsync<Driver>();
    }
}

/// <summary>Whether a driver works, and what he or she carries.</summary>
public sealed record Duty
{
    public bool Approved { get; init; }
    public DriverStatus Status { get; init; }
    public Guid? DeliveryId { get; init; }
    public Guid? OrderId { get; init; }
    public Guid? CustomerId { get; init; }
}
