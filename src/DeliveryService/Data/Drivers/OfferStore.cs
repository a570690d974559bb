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
        offer.Saved();
    }

    public Task<Offer?> FindAsync(Session session, Guid id) =>
        session.QuerySingleOrDefaultAsync<Offer>("SELECT * FROM offers WHERE id = @id", new { id });

    /// <summary>Whom a delivery was offered to, in the order of the asking.</summary>
    public Task<IReadOnlyList<Offer>> OfDeliveryAsync(Session session, Guid deliveryId) => session.QueryAsync<Offer>(
        "SELECT * FROM offers WHERE delivery_id = @deliveryId ORDER BY id LIMIT 200", new { deliveryId });

    /// <summary>The driver's open offer with its delivery; null when there is none.</summary>
    public async Task<(Offer Offer, Delivery Delivery)?> OpenAsync(Session session, Guid driverId, DateTimeOffset now)
    {
        var open = await session.QueryAsync<Offer, Delivery, (Offer, Delivery)>(
            """
            SELECT o.*, d.* FROM offers o JOIN deliveries d ON d.id = o.delivery_id
            WHERE o.pending_driver_id = @driverId AND o.expires_at > @now
            """, (offer, delivery) => (offer, delivery), "id", new { driverId, now });
        return open.Count == 0 ? null : open[0];
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
}
