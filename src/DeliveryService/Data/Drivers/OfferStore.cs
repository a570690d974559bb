using System.Diagnostics.Metrics;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.DeliveryService.Domain;

namespace FoodDelivery.DeliveryService.Data;

/// <summary>Offers in MySQL.</summary>
public sealed class OfferStore
{
    private static readonly Meter Meter = new("FoodDelivery.DeliveryService");
    private static readonly Counter<long> Closed =
        Meter.CreateCounter<long>("offers_closed", null, "Offers to drivers, by what became of them.");

    /// <summary>Leaves a new offer, or what became of one, to be written with the commit.</summary>
    public void Save(Transaction transaction, Offer offer)
    {
        if (offer.IsNew)
        {
            transaction.Write(
                """
                INSERT INTO offers (id, delivery_id, driver_id, round, status, distance_meters, created_at, expires_at, closed_at)
                VALUES (@Id, @DeliveryId, @DriverId, @Round, @Status, @DistanceMeters, @CreatedAt, @ExpiresAt, @ClosedAt)
                """, offer);
        }
        else if (offer.IsChanged)
        {
            transaction.Write("UPDATE offers SET status = @Status, closed_at = @ClosedAt WHERE id = @Id", offer);
            var result = offer.Status.Wire();
            transaction.AfterCommit(() => Closed.Add(1, new KeyValuePair<string, object?>("result", result)));
        }
    }

    public Task<Offer?> FindAsync(Session session, Guid id) =>
        session.QuerySingleOrDefaultAsync<Offer>("SELECT * FROM offers WHERE id = @id", new { id });

    /// <summary>The driver's open offer with its delivery; null when there is none.</summary>
    public async Task<(Offer Offer, Delivery Delivery)?> OpenAsync(Session session, Guid driverId, DateTimeOffset now)
    {
        using var results = await session.QueryMultipleAsync(
            """
            SELECT * FROM offers WHERE pending_driver_id = @driverId AND expires_at > @now;
            SELECT d.* FROM deliveries d JOIN offers o ON o.delivery_id = d.id
            WHERE o.pending_driver_id = @driverId AND o.expires_at > @now;
            """, new { driverId, now });
        var offer = (await results.ReadAsync<Offer>()).SingleOrDefault();
        var delivery = (await results.ReadAsync<Delivery>()).SingleOrDefault();
        return offer is null || delivery is null ? null : (offer, delivery);
    }

    /// <summary>Whether this driver had accepted the delivery and gave it back.</summary>
    public async Task<bool> GaveBackAsync(Session session, Guid deliveryId, Guid driverId) => await session.QuerySingleAsync<long>(
        "SELECT COUNT(*) FROM offers WHERE delivery_id = @deliveryId AND driver_id = @driverId AND status = 'givenBack'",
        new { deliveryId, driverId }) > 0;

    /// <summary>How many offers the driver missed since a moment, of those made since he or she came online.</summary>
    public async Task<int> CountMissedAsync(Session session, Driver driver, DateTimeOffset since) =>
        (int)await session.QuerySingleAsync<long>(
            """
            SELECT COUNT(*) FROM offers
            WHERE driver_id = @Id AND status = 'expired' AND closed_at > @since AND created_at >= @OnlineSince
            """, new { driver.Id, driver.OnlineSince, since });

    /// <summary>
    /// Per delivery and driver, the last round in which the driver did not take it. Rounds begin anew with each search, that is, when a
    /// driver gives the delivery back; a refusal in round 7 of the last search must not shut the driver out until round 8 of this one, and
    /// counts as one in the first.
    /// </summary>
    public async Task<Dictionary<(Guid Delivery, Guid Driver), int>> RefusalsAsync(Session session, IReadOnlyCollection<Guid> deliveries) =>
        (await session.QueryAsync<Refusal>(
            """
            SELECT o.delivery_id, o.driver_id, MAX(IF(o.created_at <= search.began_at, 1, o.round)) AS round FROM offers o
            LEFT JOIN (
                SELECT delivery_id, MAX(closed_at) AS began_at FROM offers
                WHERE delivery_id IN @ids AND status = 'givenBack' GROUP BY delivery_id
            ) search ON search.delivery_id = o.delivery_id
            WHERE o.delivery_id IN @ids AND o.status IN ('declined', 'expired', 'givenBack') GROUP BY o.delivery_id, o.driver_id
            """, new { ids = deliveries.ToArray() })).ToDictionary(row => (row.DeliveryId, row.DriverId), row => row.Round);

    private sealed record Refusal
    {
        public Guid DeliveryId { get; init; }
        public Guid DriverId { get; init; }
        public int Round { get; init; }
    }
}
