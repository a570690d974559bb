using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.DeliveryService.Clients;
using FoodDelivery.DeliveryService.Domain;

namespace FoodDelivery.DeliveryService.Data;

/// <summary>Drop-off details: fetched from Order once a driver is assigned, erased when the delivery ends.</summary>
public sealed class DropoffStore
{
    // Locks the delivery while it looks, so that nothing is stored for one that has ended.
    private const string Insert =
        """
        INSERT INTO dropoffs (delivery_id, address, lat, lng, notes, contact_name, delivery_pin)
        SELECT id, @Address, @Lat, @Lng, @Notes, @ContactName, @DeliveryPin FROM deliveries
        WHERE id = @deliveryId AND status IN ('assigned', 'atPickup', 'pickedUp', 'atDropoff', 'undeliverable', 'returning') FOR UPDATE
        ON DUPLICATE KEY UPDATE delivery_id = VALUES(delivery_id)
        """;

    /// <summary>Stores what Order said, unless it is known already or the delivery has no carrier any more.</summary>
    /// <returns>Whether it is stored now.</returns>
    public async Task<bool> StoreAsync(Session session, Guid deliveryId, OrderDropoff answer) => await session.ExecuteAsync(
        Insert, new { deliveryId, answer.Address, answer.Lat, answer.Lng, answer.Notes, answer.ContactName, answer.DeliveryPin }) > 0;

    /// <summary>Leaves the count of wrong PINs to be written with the commit.</summary>
    public void Save(Transaction transaction, Dropoff dropoff)
    {
        if (dropoff.IsChanged) transaction.Write("UPDATE dropoffs SET pin_tries = @PinTries WHERE delivery_id = @DeliveryId", dropoff);
    }

    /// <summary>Personal data: a row exists only between assignment and the end of the delivery.</summary>
    public void Erase(Transaction transaction, Guid deliveryId) =>
        transaction.Write("DELETE FROM dropoffs WHERE delivery_id = @deliveryId", new { deliveryId });
}
