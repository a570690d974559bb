using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.DeliveryService.Domain;

namespace FoodDelivery.DeliveryService.Data;

/// <summary>Offers in MySQL.</summary>
public sealed class OfferStore
{
    public Task InsertAsync(Transaction transaction, Offer offer) => transaction.ExecuteAsync(
        """
        INSERT INTO offers (id, delivery_id, driver_id, round, status, distance_meters, created_at, expires_at)
        VALUES (@Id, @DeliveryId, @DriverId, @Round, 'pending', @DistanceMeters, @CreatedAt, @ExpiresAt)
        """, new { offer.Id, offer.DeliveryId, offer.DriverId, offer.Round, offer.DistanceMeters, offer.CreatedAt, offer.ExpiresAt });

    /// <summary>An offer made to this driver.</summary>
    public Task<Offer?> FindAsync(Session session, Guid id, Guid driverId) =>
        session.QuerySingleOrDefaultAsync<Offer>("SELECT * FROM offers WHERE id = @id AND driver_id = @driverId", new { id, driverId });

    /// <summary>The driver's open offer with its delivery; null when there is none.</summary>
    public async Task<(Offer Offer, Delivery Delivery)?> OpenAsync(Session session, Guid driverId, DateTimeOffset now)
    {
        using var results = await session.QueryMultipleAsync(
            """
            SELECT * FROM offers WHERE pending_driver_id = @driverId AND expires_at > @now;
            SELECT d.* FROM deliveries d JOIN offers o ON o.delivery_id = d.id WHERE o.pending_driver_id = @driverId AND o.expires_at > @now;
            """, new { driverId, now });
        var offer = (await results.ReadAsync<Offer>()).SingleOrDefault();
        var delivery = (await results.ReadAsync<Delivery>()).SingleOrDefault();
        return offer is null || delivery is null ? null : (offer, delivery);
    }

    /// <summary>Whether this driver had accepted the delivery and gave it back.</summary>
    public async Task<bool> GaveBackAsync(Session session, Guid deliveryId, Guid driverId) => await session.QuerySingleAsync<long>(
        "SELECT COUNT(*) FROM offers WHERE delivery_id = @deliveryId AND driver_id = @driverId AND status = 'givenBack'", new { deliveryId, driverId }) > 0;

    /// <summary>Per delivery and driver, the last round in which the driver did not take it.</summary>
    public async Task<Dictionary<(Guid Delivery, Guid Driver), int>> RefusalsAsync(Session session, IReadOnlyCollection<Guid> deliveries) =>
        (await session.QueryAsync<Refusal>(
            """
            SELECT delivery_id, driver_id, MAX(round) AS round FROM offers
            WHERE delivery_id IN @ids AND status IN ('declined', 'expired', 'givenBack') GROUP BY delivery_id, driver_id
            """, new { ids = deliveries.ToArray() })).ToDictionary(row => (row.DeliveryId, row.DriverId), row => row.Round);

    private sealed record Refusal
    {
        public Guid DeliveryId { get; init; }
        public Guid DriverId { get; init; }
        public int Round { get; init; }
    }
}
