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
        return await database.ReadAsync(session => FindAsync(session, delivery.Id), ct)
            ?? await database.WriteAsync(transaction => FetchAsync(transaction, delivery.Id, delivery.OrderId, ct), ct);
    }

    /// <summary>Fetches and stores. The delivery is locked only afterwards, and nothing is stored when it has ended meanwhile.</summary>
    public async Task<Dropoff?> FetchAsync(Transaction transaction, Guid deliveryId, Guid orderId, CancellationToken ct)
    {
        var answer = await orders.DropoffAsync(orderId, ct);
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
