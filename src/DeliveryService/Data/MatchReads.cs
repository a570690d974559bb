using Dapper;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using FoodDelivery.DeliveryService.Domain;

namespace FoodDelivery.DeliveryService.Data;

/// <summary>A delivery for which a driver is looked for, as it was when the matcher looked.</summary>
public sealed record Waiting
{
    public Guid Id { get; init; }
    public long Version { get; init; }
    public double PickupLat { get; init; }
    public double PickupLng { get; init; }
    public int Round { get; init; }
    public DateTimeOffset RoundStartedAt { get; init; }

    public GeoPoint Pickup => new(PickupLat, PickupLng);
}

/// <summary>What the matcher decides on.</summary>
/// <param name="Waiting">All that wait for a driver, oldest first.</param>
/// <param name="Free">Who is approved, online, and neither asked nor carrying, and since when; empty when nothing waits.</param>
/// <param name="Refusals">Per delivery and driver, the last round in which the driver did not take it.</param>
public sealed record MatchView(
    IReadOnlyList<Waiting> Waiting, Dictionary<Guid, DateTimeOffset> Free,
    IReadOnlyDictionary<(Guid Delivery, Guid Driver), int> Refusals);

/// <summary>All that a run of the matcher reads from MySQL, in one round trip.</summary>
public static class MatchReads
{
    // Rounds begin anew with each search, that is, when a driver gives the delivery back; a refusal in round 7 of the last search must not
    // shut the driver out until round 8 of this one, and counts as one in the first.
    private const string Sql =
        """
        SELECT id, version, pickup_lat, pickup_lng, round, round_started_at FROM deliveries
        WHERE status IN ('searching', 'unassigned') ORDER BY created_at;
        SELECT r.id, r.idle_since FROM drivers r LEFT JOIN deliveries d ON d.busy_driver_id = r.id
        WHERE r.status = 'online' AND r.approved AND d.id IS NULL
            AND EXISTS (SELECT 1 FROM deliveries w WHERE w.status IN ('searching', 'unassigned'));
        SELECT o.delivery_id, o.driver_id, MAX(IF(o.created_at <= search.began_at, 1, o.round)) AS round
        FROM deliveries w JOIN offers o ON o.delivery_id = w.id
        LEFT JOIN (
            SELECT g.delivery_id, MAX(g.closed_at) AS began_at FROM deliveries s JOIN offers g ON g.delivery_id = s.id
            WHERE s.status IN ('searching', 'unassigned') AND g.status = 'givenBack' GROUP BY g.delivery_id
        ) search ON search.delivery_id = o.delivery_id
        WHERE w.status IN ('searching', 'unassigned') AND o.status IN ('declined', 'expired', 'givenBack')
        GROUP BY o.delivery_id, o.driver_id
        """;

    public static async Task<MatchView> ViewAsync(Session session)
    {
        using var results = await session.QueryMultipleAsync(Sql);
        var waiting = (await results.ReadAsync<Waiting>()).AsList();
        var free = (await results.ReadAsync<Driver>()).ToDictionary(driver => driver.Id, driver => driver.IdleSince);
        var refusals = (await results.ReadAsync<Refusal>()).ToDictionary(row => (row.DeliveryId, row.DriverId), row => row.Round);
        return new MatchView(waiting, free, refusals);
    }

    private sealed record Refusal
    {
        public Guid DeliveryId { get; init; }
        public Guid DriverId { get; init; }
        public int Round { get; init; }
    }
}
