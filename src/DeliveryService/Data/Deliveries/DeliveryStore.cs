using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.DeliveryService.Domain;
using FoodDelivery.DeliveryService.Matching;

namespace FoodDelivery.DeliveryService.Data;

/// <summary>
/// Deliveries in MySQL, each with its offer, driver and drop-off, in one round trip. Changes lock the delivery first and then its driver,
/// so commands on one delivery run one after the other.
/// </summary>
public sealed class DeliveryStore(OfferStore offers, DriverStore drivers, DropoffStore dropoffs, MatchSignal signal)
{
    private const string Insert =
        """
        INSERT INTO deliveries (id, order_id, customer_id, restaurant_id, restaurant_name, status, version, pickup_lat, pickup_lng,
            area_lat, area_lng, pay_amount, pay_currency, ready_by, dispatch_at, pickup_eta, dropoff_eta, search_no, round,
            round_started_at, created_at)
        VALUES (@Id, @OrderId, @CustomerId, @RestaurantId, @RestaurantName, @Status, @Version, @PickupLat, @PickupLng,
            @AreaLat, @AreaLng, @PayAmount, @PayCurrency, @ReadyBy, @DispatchAt, @PickupEta, @DropoffEta, @SearchNo, @Round,
            @RoundStartedAt, @CreatedAt)
        """;

    private const string Update =
        $"""
        UPDATE deliveries SET {AggregateStorage.Guard},
            status = @Status, ready_by = @ReadyBy, dispatch_at = @DispatchAt, pickup_eta = @PickupEta, dropoff_eta = @DropoffEta,
            search_no = @SearchNo, round = @Round, round_started_at = @RoundStartedAt, gave_up_at = @GaveUpAt, driver_id = @DriverId,
            offer_id = @OfferId, at_pickup_at = @AtPickupAt, picked_up_at = @PickedUpAt, ended_at = @EndedAt,
            bag_count = @BagCount, fail_reason = @FailReason
        WHERE id = @Id
        """;

    private const string ById = "d.id = @id";
    private const string ByOrder = "d.order_id = @orderId";
    private const string ByDriver = "d.busy_driver_id = @driverId";
    private const string ByOffer = "d.id = (SELECT delivery_id FROM offers WHERE id = @offerId AND driver_id = @driverId)";

    public Task<Delivery?> FindAsync(Session session, Guid id) => OneAsync(session, Select(ById), new { id });

    public Task<Delivery?> FindByOrderAsync(Session session, Guid orderId) => OneAsync(session, Select(ByOrder), new { orderId });

    public Task<Delivery?> LockAsync(Transaction transaction, Guid id) => OneAsync(transaction, Select(ById, "FOR UPDATE"), new { id });

    public Task<Delivery?> LockByOrderAsync(Transaction transaction, Guid orderId) =>
        OneAsync(transaction, Select(ByOrder, "FOR UPDATE"), new { orderId });

    /// <summary>The delivery of an offer that was made to this driver.</summary>
    public Task<Delivery?> LockByOfferAsync(Transaction transaction, Guid offerId, Guid driverId) =>
        OneAsync(transaction, Select(ByOffer, "FOR UPDATE"), new { offerId, driverId });

    /// <summary>A delivery, and a driver who is to be bound to it.</summary>
    public async Task<(Delivery?, Driver?)> LockWithDriverAsync(Transaction transaction, Guid id, Guid driverId)
    {
        using var results = await transaction.QueryMultipleAsync($"{Select(ById, "FOR UPDATE")}; {DriverStore.Lock}", new { id, driverId });
        return (await ReadAsync(results), await DriverStore.ReadAsync(results));
    }

    /// <summary>A driver, and the delivery for which he or she is asked or which he or she carries.</summary>
    public async Task<(Driver?, Delivery?)> LockDriverAsync(Transaction transaction, Guid driverId)
    {
        using var results = await transaction.QueryMultipleAsync($"{DriverStore.Lock}; {Select(ByDriver, "FOR UPDATE")}", new { driverId });
        var driver = await DriverStore.ReadAsync(results);
        var busy = await ReadAsync(results);
        return (busy?.Driver ?? driver, busy);
    }

    /// <summary>Leaves a change to be written with the commit, with all that it did to what belongs to the delivery.</summary>
    public void Save(Transaction transaction, Delivery delivery)
    {
        if (delivery.Status is DeliveryStatus.Searching && delivery.Raised.Count > 0) transaction.AfterCommit(signal.Set);
        transaction.Save(delivery, delivery.StoredVersion == 0 ? Insert : Update, delivery, correlationId: delivery.OrderId);
        if (delivery.Offer is { } offer) offers.Save(transaction, offer);
        if (delivery.Driver is { } driver) drivers.Save(transaction, driver);
        if (delivery.Dropoff is { } dropoff) dropoffs.Save(transaction, dropoff);
        if (delivery.Status.IsEnd()) dropoffs.Erase(transaction, delivery.Id);
    }

    private static string Select(string which, string locking = "") =>
        $"""
        SELECT d.* FROM deliveries d WHERE {which} {locking};
        SELECT o.* FROM offers o JOIN deliveries d ON d.offer_id = o.id WHERE {which};
        SELECT r.*, d.id AS delivery_id FROM drivers r JOIN deliveries d ON d.busy_driver_id = r.id WHERE {which} {locking};
        SELECT p.* FROM dropoffs p JOIN deliveries d ON d.id = p.delivery_id WHERE {which}
        """;

    private static async Task<Delivery?> OneAsync(Session session, string sql, object parameters)
    {
        using var results = await session.QueryMultipleAsync(sql, parameters);
        return await ReadAsync(results);
    }

    private static async Task<Delivery?> ReadAsync(Dapper.SqlMapper.GridReader results)
    {
        var delivery = await results.ReadSingleOrDefaultAsync<Delivery>();
        var (offer, driver) = (await results.ReadSingleOrDefaultAsync<Offer>(), await results.ReadSingleOrDefaultAsync<Driver>());
        return delivery?.With(offer, driver, await results.ReadSingleOrDefaultAsync<Dropoff>());
    }
}
