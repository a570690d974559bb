using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.DeliveryService.Domain;

namespace FoodDelivery.DeliveryService.Data;

/// <summary>Queries about deliveries: lists, and rows without what belongs to them.</summary>
public sealed class DeliveryReads
{
    /// <summary>What the driver carries now; an open offer does not count.</summary>
    public Task<Delivery?> FindCarriedAsync(Session session, Guid driverId) => session.QuerySingleOrDefaultAsync<Delivery>(
        "SELECT * FROM deliveries WHERE busy_driver_id = @driverId AND status <> 'offered'", new { driverId });

    /// <summary>Deliveries in these statuses that exist since before a moment, oldest first.</summary>
    public Task<IReadOnlyList<Delivery>> ListAsync(
        Session session, IReadOnlyCollection<DeliveryStatus> statuses, DateTimeOffset before, Guid? after, int limit) =>
        // Ids grow with time. Without the hint the server may walk through all deliveries there ever were, because they are in order.
        session.QueryAsync<Delivery>(
            $"""
            SELECT * FROM deliveries FORCE INDEX (ix_deliveries_status)
            WHERE status IN @wanted AND created_at <= @before {(after is null ? "" : "AND id > @after")} ORDER BY id LIMIT @limit
            """, new { wanted = statuses.Select(status => status.Wire()).ToArray(), before, after, limit });

    /// <summary>All that wait for a driver, oldest first.</summary>
    public Task<IReadOnlyList<Waiting>> WaitingAsync(Session session) => session.QueryAsync<Waiting>(
        """
        SELECT id, version, pickup_lat, pickup_lng, round, round_started_at FROM deliveries
        WHERE status IN ('searching', 'unassigned') ORDER BY created_at
        """);
}

/// <summary>A delivery for which a driver is looked for, as it was when the matcher looked.</summary>
public sealed record Waiting
{
    public Guid Id { get; init; }
    public long Version { get; init; }
    public double PickupLat { get; init; }
    public double PickupLng { get; init; }
    public int Round { get; init; }
    public DateTimeOffset RoundStartedAt { get; init; }
}
