using FoodDelivery.BuildingBlocks.Audit;
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
        INSERT INTO dropoffs (delivery_id, address, lat, lng, notes, contact_name, contact_phone, delivery_pin, items,
            leave_at_door, off_by_meters)
        SELECT id, @Address, @Lat, @Lng, @Notes, @ContactName, @ContactPhone, @DeliveryPin, @items, @LeaveAtDoor, @OffByMeters
        FROM deliveries
        WHERE id = @deliveryId AND status IN ('assigned', 'atPickup', 'pickedUp', 'atDropoff', 'undeliverable', 'returning') FOR UPDATE
        ON DUPLICATE KEY UPDATE delivery_id = VALUES(delivery_id)
        """;

    /// <summary>
    /// Leaves what Order said to be written with the commit, unless it is known already or the delivery has no carrier any more. Nobody
    /// needs to ask again.
    /// </summary>
    public void Store(Transaction transaction, Guid deliveryId, OrderDropoff answer)
    {
        transaction.Write(
            Insert, new
            {
                deliveryId, answer.Address, answer.Lat, answer.Lng, answer.Notes, answer.ContactName, answer.ContactPhone,
                answer.DeliveryPin, items = answer.Bag, answer.LeaveAtDoor, answer.OffByMeters,
            });
        transaction.ClearDeadline(deliveryId, Delivery.DropoffDeadline);
    }

    /// <summary>Leaves the count of wrong PINs, and who has seen the phone number, to be written with the commit.</summary>
    public void Save(Transaction transaction, Dropoff dropoff)
    {
        if (!dropoff.IsChanged) return;
        transaction.Write(
            "UPDATE dropoffs SET pin_tries = @PinTries, phone_seen_by = @PhoneSeenBy WHERE delivery_id = @DeliveryId", dropoff);
        if (dropoff is { IsPhoneShown: true, PhoneSeenBy: { } driver })
        {
            transaction.Audit(driver, "delivery.seePhone", dropoff.DeliveryId, null);
        }
        dropoff.Saved();
    }

    /// <summary>Personal data: a row exists only between assignment and the end of the delivery.</summary>
    public void Erase(Transaction transaction, Guid deliveryId) =>
        transaction.Write("DELETE FROM dropoffs WHERE delivery_id = @deliveryId", new { deliveryId });
}
