using System.Diagnostics.Metrics;
using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.DeliveryService.Domain;
using FoodDelivery.DeliveryService.Matching;

namespace FoodDelivery.DeliveryService.Data;

/// <summary>
/// Deliveries in MySQL, each with its offer, driver and drop-off, in one statement. Changes lock the delivery first and then its driver,
/// so commands on one delivery run one after the other.
/// </summary>
public sealed class DeliveryStore(OfferStore offers, DriverStore drivers, DropoffStore dropoffs, MatchSignal signal)
{
    private static readonly Counter<long> FarArrivals = new Meter("FoodDelivery.DeliveryService").CreateCounter<long>(
        "far_arrivals", null, "Drivers who said to have arrived while far away.");

    private const string Insert =
        """
        INSERT INTO deliveries (id, order_id, customer_id, restaurant_id, restaurant_name, status, version, pickup_lat, pickup_lng,
            area_lat, area_lng, pay_amount, pay_currency, ready_by, dispatch_at, pickup_eta, dropoff_eta, search_no, round,
            round_started_at, created_at, order_code, pickup_place, step_since, tip_amount,
            pickup_phone)
        VALUES (@Id, @OrderId, @CustomerId, @RestaurantId, @RestaurantName, @Status, @Version, @PickupLat, @PickupLng,
            @AreaLat, @AreaLng, @PayAmount, @PayCurrency, @ReadyBy, @DispatchAt, @PickupEta, @DropoffEta, @SearchNo, @Round,
            @RoundStartedAt, @CreatedAt, @OrderCode, @PickupPlace, @StepSince, @TipAmount,
            @PickupPhone)
        """;

    private const string Update =
        $"""
        UPDATE deliveries SET {AggregateStorage.Guard},
            status = @Status, ready_by = @ReadyBy, dispatch_at = @DispatchAt, pickup_eta = @PickupEta, dropoff_eta = @DropoffEta,
            search_no = @SearchNo, round = @Round, round_started_at = @RoundStartedAt, gave_up_at = @GaveUpAt, driver_id = @DriverId,
            offer_id = @OfferId, at_pickup_at = @AtPickupAt, picked_up_at = @PickedUpAt, ended_at = @EndedAt,
            bag_count = @BagCount, fail_reason = @FailReason, failed_by = @FailedBy, redeliveries = @Redeliveries, step_since = @StepSince,
            at_dropoff_at = @AtDropoffAt, first_contact_at = @FirstContactAt, contacts = @Contacts, may_fail_at = @MayFailAt,
            help_kind = @HelpKind, help_at = @HelpAt, handing_driver_id = @HandingDriverId, handing_driver_name = @HandingDriverName,
            meet_lat = @MeetLat, meet_lng = @MeetLng, recalled_at = @RecalledAt, decide_by = @DecideBy, ready_at = @ReadyAt,
            pickup_metres_off = @PickupMetresOff, dropoff_metres_off = @DropoffMetresOff
        WHERE id = @Id
        """;

    private const string InsertPart =
        """
        INSERT INTO carried_parts (delivery_id, driver_id, pay_amount, picked_up_at, handed_on_at)
        VALUES (@DeliveryId, @DriverId, @PayAmount, @PickedUpAt, @HandedOnAt)
        ON DUPLICATE KEY UPDATE pay_amount = VALUES(pay_amount), handed_on_at = VALUES(handed_on_at)
        """;

    private const string DeletePart = "DELETE FROM carried_parts WHERE delivery_id = @DeliveryId AND driver_id = @DriverId";

    // With the hints a row is found by its key however small a table is: a scan would wait for the locks of others, and take theirs.
    private const string Everything =
        """
        LEFT JOIN offers o FORCE INDEX (PRIMARY) ON o.id = d.offer_id
        LEFT JOIN drivers r FORCE INDEX (PRIMARY) ON r.id = d.busy_driver_id
        LEFT JOIN dropoffs p FORCE INDEX (PRIMARY) ON p.delivery_id = d.id
        """;

    private const string Select = "SELECT d.*, o.*, r.*, d.id AS delivery_id, p.* FROM deliveries d";
    private const string ById = $"{Select} FORCE INDEX (PRIMARY) {Everything} WHERE d.id = @id";
    private const string ByOrder = $"{Select} FORCE INDEX (ux_deliveries_order) {Everything} WHERE d.order_id = @orderId";
    private const string ByOrders = $"{Select} FORCE INDEX (ux_deliveries_order) {Everything} WHERE d.order_id IN @orderIds";
    private const string ByDriver = $"{Select} FORCE INDEX (ux_deliveries_busy_driver) {Everything} WHERE d.busy_driver_id = @driverId";
    private const string ByOffer =
        $"""
        {Select} FORCE INDEX (PRIMARY) {Everything}
        WHERE d.id = (SELECT delivery_id FROM offers WHERE id = @offerId AND driver_id = @driverId)
        """;

    // The lock is that of the delivery: what nobody is asked for or carries has neither offer nor driver.
    private const string Waiting = "SELECT * FROM deliveries FORCE INDEX (PRIMARY) WHERE id IN @ids ORDER BY id FOR UPDATE";

    public Task<Delivery?> FindAsync(Session session, Guid id) => OneAsync(session, ById, new { id });

    public Task<Delivery?> FindByOrderAsync(Session session, Guid orderId) => OneAsync(session, ByOrder, new { orderId });

    public Task<Delivery?> LockAsync(Transaction transaction, Guid id) => OneAsync(transaction, $"{ById} FOR UPDATE", new { id });

    public Task<IReadOnlyList<Delivery>> LockByOrdersAsync(Transaction transaction, IReadOnlyCollection<Guid> orderIds) =>
        AllAsync(transaction, $"{ByOrders} ORDER BY d.order_id FOR UPDATE", new { orderIds = orderIds.ToArray() });

    /// <summary>The delivery of an offer that was made to this driver.</summary>
    public Task<Delivery?> LockByOfferAsync(Transaction transaction, Guid offerId, Guid driverId) =>
        OneAsync(transaction, $"{ByOffer} FOR UPDATE", new { offerId, driverId });

    /// <summary>A driver, and the delivery for which he or she is asked or which he or she carries.</summary>
    public async Task<(Driver?, Delivery?)> LockDriverAsync(Transaction transaction, Guid driverId)
    {
        var driver = await drivers.LockAsync(transaction, driverId);
        var busy = driver is null ? null : await OneAsync(transaction, $"{ByDriver} FOR UPDATE", new { driverId });
        return (busy?.Driver ?? driver, busy);
    }

    /// <summary>
    /// Deliveries that waited for a driver a moment ago, and drivers who were free, in one round trip. Of a delivery that does not wait any
    /// more the row only.
    /// </summary>
    public async Task<(Dictionary<Guid, Delivery>, Dictionary<Guid, Driver>)> LockWaitingAsync(
        Transaction transaction, IReadOnlyCollection<Guid> deliveries, IReadOnlyCollection<Guid> drivers)
    {
        var sql = drivers.Count == 0 ? Waiting : $"{Waiting}; {DriverStore.Lock}";
        using var results = await transaction.QueryMultipleAsync(sql, new { ids = deliveries.ToArray(), drivers = drivers.ToArray() });
        var locked = (await results.ReadAsync<Delivery>()).ToDictionary(delivery => delivery.Id);
        return (locked, drivers.Count == 0 ? [] : (await DriverStore.ReadAsync(results)).ToDictionary(driver => driver.Id));
    }

    /// <summary>Leaves a change to be written with the commit, with all that it did to what belongs to the delivery.</summary>
    public void Save(Transaction transaction, Delivery delivery)
    {
        if (delivery.Status is DeliveryStatus.Searching && delivery.Raised.Count > 0) transaction.AfterCommit(signal.Set);
        transaction.Save(delivery, delivery.StoredVersion == 0 ? Insert : Update, delivery, correlationId: delivery.OrderId);
        if (delivery.ArrivedFar) transaction.AfterCommit(() => FarArrivals.Add(1));
        if (delivery.Part is { } part) transaction.Write(part.IsVoid ? DeletePart : InsertPart, part);
        if (delivery.Offer is { } offer) offers.Save(transaction, offer);
        if (delivery.Driver is { } driver) drivers.Save(transaction, driver);
        if (delivery.Dropoff is { } dropoff) dropoffs.Save(transaction, dropoff);
        if (delivery.Status.IsEnd()) dropoffs.Erase(transaction, delivery.Id);
    }

    private static async Task<Delivery?> OneAsync(Session session, string sql, object parameters) =>
        (await AllAsync(session, sql, parameters)).SingleOrDefault();

    private static Task<IReadOnlyList<Delivery>> AllAsync(Session session, string sql, object parameters) =>
        session.QueryAsync<Delivery, Offer, Driver, Dropoff, Delivery>(
            sql, (delivery, offer, driver, dropoff) => delivery.With(offer, driver, dropoff), "id,id,delivery_id", parameters);
}
