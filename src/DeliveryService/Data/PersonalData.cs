using FoodDelivery.BuildingBlocks.People;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.DeliveryService.Domain;
using Microsoft.Extensions.Options;

namespace FoodDelivery.DeliveryService.Data;

/// <summary>
/// What Delivery holds of people: of couriers name, vehicle and place, of customers about where they live, and while something is brought
/// to them the exact address. Deliveries stay without them.
/// </summary>
internal sealed class PersonalData(
    Database database, DriverStore drivers, DeliveryStore deliveries, PositionStore positions, IOptions<DeliveryOptions> options)
    : IStoredPersonalData
{
    private const string Ended = "('delivered', 'returned', 'disposed', 'cancelled')";

    public async Task<ErasureStep> EraseAsync(Guid userId, Transaction transaction)
    {
        var (rows, carries) = await EraseDriverAsync(userId, transaction);
        // The place where it went to is replaced by the one that it came from.
        rows += await transaction.ExecuteAsync(
            $"""
            UPDATE deliveries SET area_lat = pickup_lat, area_lng = pickup_lng
            WHERE customer_id = @userId AND status IN {Ended} AND (area_lat <> pickup_lat OR area_lng <> pickup_lng) LIMIT @Most
            """, new { userId, ErasureStep.Most });
        var awaits = await transaction.QuerySingleAsync<long>(
            $"SELECT EXISTS (SELECT 1 FROM deliveries WHERE customer_id = @userId AND status NOT IN {Ended})", new { userId });
        return new ErasureStep(rows, carries || awaits != 0);
    }

    public async Task ExportAsync(Guid userId, PersonExport export, CancellationToken ct)
    {
        await export.RowsAsync("driver", database,
            """
            SELECT id, first_name, vehicle, approved, status, online_since, idle_since FROM drivers
            WHERE id = @userId AND id > @after ORDER BY id LIMIT @take
            """, userId, ct);
        if (await positions.FindAsync(userId, ct) is { } position) export.Write("position", position);
        await export.RowsAsync("carried", database,
            """
            SELECT id, order_id, order_code, restaurant_name, status, pay_amount, tip_amount, pay_currency, at_pickup_at, picked_up_at,
                   at_dropoff_at, ended_at, fail_reason, help_kind, help_at, created_at
            FROM deliveries WHERE driver_id = @userId AND id > @after ORDER BY id LIMIT @take
            """, userId, ct);
        await export.RowsAsync("offers", database,
            """
            SELECT id, delivery_id, status, distance_meters, created_at, expires_at, closed_at FROM offers
            WHERE driver_id = @userId AND id > @after ORDER BY id LIMIT @take
            """, userId, ct);
        await export.RowsAsync("received", database,
            """
            SELECT d.id, d.order_id, d.status, d.area_lat, d.area_lng, d.ended_at, d.created_at,
                   p.address, p.lat, p.lng, p.notes, p.contact_name, p.contact_phone
            FROM deliveries d LEFT JOIN dropoffs p ON p.delivery_id = d.id
            WHERE d.customer_id = @userId AND d.id > @after ORDER BY d.id LIMIT @take
            """, userId, ct);
    }

    /// <returns>Whether the driver has something that must come to its end first.</returns>
    private async Task<(int Rows, bool Carries)> EraseDriverAsync(Guid userId, Transaction transaction)
    {
        var (driver, busy) = await deliveries.LockDriverAsync(transaction, userId);
        if (driver is null) return (0, false);
        if (busy?.Status is DeliveryStatus.Offered) busy.Decline(DeliveryActor.System, "left", transaction.Now, options.Value);
        // What is still at the counter somebody else fetches.
        if (busy?.Status is DeliveryStatus.Assigned or DeliveryStatus.AtPickup)
        {
            busy.Unassign(DeliveryActor.System, transaction.Now, options.Value);
        }
        var carries = busy?.Status.HasCarrier() == true;
        var before = driver.Version;
        driver.Leave(keepsName: carries);
        var rows = driver.Version == before ? 0 : 1;
        if (busy is not null) deliveries.Save(transaction, busy);
        drivers.Save(transaction, driver);
        if (!carries) transaction.AfterCommit(() => _ = positions.ForgetAsync(userId, CancellationToken.None, forGood: true));
        return (rows, carries);
    }
}
