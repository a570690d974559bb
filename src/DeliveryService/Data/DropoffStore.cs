using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.DeliveryService.Clients;
using FoodDelivery.DeliveryService.Domain;

namespace FoodDelivery.DeliveryService.Data;

/// <summary>Drop-off details: fetched from Order once a driver is assigned, erased when the delivery ends.</summary>
public sealed class DropoffStore(Database database, DeliveryStore deliveries, OrderClient orders)
{
    public Task<Dropoff?> FindAsync(Session session, Guid deliveryId) =>
        session.QuerySingleOrDefaultAsync<Dropoff>("SELECT * FROM dropoffs WHERE delivery_id = @deliveryId", new { deliveryId });

    /// <summary>The details of a running delivery, fetched now if they are not here yet.</summary>
    /// <exception cref="BuildingBlocks.DependencyUnavailableException">They are not here and Order does not answer.</exception>
    public async Task<Dropoff?> EnsureAsync(Delivery delivery, CancellationToken ct)
    {
        if (!delivery.Status.HasCarrier()) return null;
        if (await database.ReadAsync(session => FindAsync(session, delivery.Id), ct) is { } known) return known;
        // Order may take its time; no connection waits with us.
        var answer = await orders.DropoffAsync(delivery.OrderId, ct);
        return await database.WriteAsync(transaction => StoreAsync(transaction, delivery.Id, answer), ct);
    }

    /// <summary>Nothing is stored when the delivery has ended meanwhile.</summary>
    public async Task<Dropoff?> StoreAsync(Transaction transaction, Guid deliveryId, OrderDropoff answer)
    {
        var delivery = await deliveries.LockAsync(transaction, deliveryId);
        if (delivery is null || !delivery.Status.HasCarrier()) return null;
        await transaction.ExecuteAsync(
            """
            INSERT INTO dropoffs (delivery_id, address, lat, lng, notes, contact_name, delivery_pin)
            VALUES (@deliveryId, @Address, @Lat, @Lng, @Notes, @ContactName, @DeliveryPin)
            ON DUPLICATE KEY UPDATE delivery_id = delivery_id
            """, new { deliveryId, answer.Address, answer.Lat, answer.Lng, answer.Notes, answer.ContactName, answer.DeliveryPin });
        return await FindAsync(transaction, deliveryId);
    }

    public Task CountWrongPinAsync(Transaction transaction, Guid deliveryId) =>
        transaction.ExecuteAsync("UPDATE dropoffs SET pin_tries = pin_tries + 1 WHERE delivery_id = @deliveryId", new { deliveryId });
}
