using System.Diagnostics.Metrics;
using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using FoodDelivery.DeliveryService.Domain;
using FoodDelivery.DeliveryService.Matching;

namespace FoodDelivery.DeliveryService.Data;

/// <summary>Deliveries in MySQL. Changes lock the row first, so commands on one delivery run one after the other.</summary>
public sealed class DeliveryStore(MatchSignal signal)
{
    /// <summary>Kind of the deadline that ends the present status.</summary>
    public const string StatusDeadline = "delivery";

    /// <summary>Kind of the deadline that fetches the drop-off details.</summary>
    public const string DropoffDeadline = "dropoff";

    private static readonly Meter Meter = new("FoodDelivery.DeliveryService");
    private static readonly Counter<long> OffersClosed = Meter.CreateCounter<long>("offers_closed", null, "Offers to drivers, by what became of them.");

    public Task<Delivery?> FindAsync(Session session, Guid id) =>
        session.QuerySingleOrDefaultAsync<Delivery>("SELECT * FROM deliveries WHERE id = @id", new { id });

    public Task<Delivery?> FindByOrderAsync(Session session, Guid orderId) =>
        session.QuerySingleOrDefaultAsync<Delivery>("SELECT * FROM deliveries WHERE order_id = @orderId", new { orderId });

    /// <summary>What the driver carries now; an open offer does not count.</summary>
    public Task<Delivery?> FindCarriedAsync(Session session, Guid driverId) =>
        session.QuerySingleOrDefaultAsync<Delivery>("SELECT * FROM deliveries WHERE busy_driver_id = @driverId AND status <> 'offered'", new { driverId });

    /// <summary>Deliveries in these statuses that exist since before a moment, oldest first.</summary>
    public Task<IReadOnlyList<Delivery>> ListAsync(Session session, IReadOnlyCollection<DeliveryStatus> statuses, DateTimeOffset before, Guid? after, int limit) =>
        // Ids grow with time. Without the hint the server may walk through all deliveries there ever were, because they are in order.
        session.QueryAsync<Delivery>(
            $"""
            SELECT * FROM deliveries FORCE INDEX (ix_deliveries_status)
            WHERE status IN @wanted AND created_at <= @before {(after is null ? "" : "AND id > @after")} ORDER BY id LIMIT @limit
            """, new { wanted = statuses.Select(status => status.Wire()).ToArray(), before, after, limit });

    public Task<Delivery?> LockAsync(Transaction transaction, Guid id) =>
        transaction.QuerySingleOrDefaultAsync<Delivery>("SELECT * FROM deliveries WHERE id = @id FOR UPDATE", new { id });

    public Task<Delivery?> LockByOrderAsync(Transaction transaction, Guid orderId) =>
        transaction.QuerySingleOrDefaultAsync<Delivery>("SELECT * FROM deliveries WHERE order_id = @orderId FOR UPDATE", new { orderId });

    /// <summary>The delivery for which the driver is asked or which he or she carries.</summary>
    public Task<Delivery?> LockBusyAsync(Transaction transaction, Guid driverId) =>
        transaction.QuerySingleOrDefaultAsync<Delivery>("SELECT * FROM deliveries WHERE busy_driver_id = @driverId FOR UPDATE", new { driverId });

    public async Task InsertAsync(Transaction transaction, Delivery delivery)
    {
        await transaction.ExecuteAsync(
            """
            INSERT INTO deliveries (id, order_id, customer_id, restaurant_id, restaurant_name, status, version, pickup_lat, pickup_lng, area_lat, area_lng,
                pay_amount, pay_currency, ready_by, dispatch_at, pickup_eta, dropoff_eta, search_no, round, round_started_at, created_at)
            VALUES (@Id, @OrderId, @CustomerId, @RestaurantId, @RestaurantName, @StatusText, @Version, @PickupLat, @PickupLng, @AreaLat, @AreaLng,
                @PayAmount, @PayCurrency, @ReadyBy, @DispatchAt, @PickupEta, @DropoffEta, @SearchNo, @Round, @RoundStartedAt, @CreatedAt)
            """,
            new
            {
                delivery.Id, delivery.OrderId, delivery.CustomerId, delivery.RestaurantId, delivery.RestaurantName, StatusText = delivery.Status.Wire(), delivery.Version,
                delivery.PickupLat, delivery.PickupLng, delivery.AreaLat, delivery.AreaLng, delivery.PayAmount, delivery.PayCurrency, delivery.ReadyBy, delivery.DispatchAt,
                delivery.PickupEta, delivery.DropoffEta, delivery.SearchNo, delivery.Round, delivery.RoundStartedAt, delivery.CreatedAt,
            });
        await FinishAsync(transaction, delivery);
    }

    /// <summary>Stores a change with everything that hangs on it: events, deadline, closed offer, freed driver, erased address.</summary>
    public async Task SaveAsync(Transaction transaction, Delivery delivery)
    {
        if (delivery.LoadedVersion == delivery.Version) return;
        var changed = await transaction.ExecuteAsync(
            """
            UPDATE deliveries SET status = @StatusText, version = @Version, ready_by = @ReadyBy, dispatch_at = @DispatchAt, pickup_eta = @PickupEta, dropoff_eta = @DropoffEta,
                search_no = @SearchNo, round = @Round, round_started_at = @RoundStartedAt, gave_up_at = @GaveUpAt, driver_id = @DriverId, offer_id = @OfferId,
                at_pickup_at = @AtPickupAt, picked_up_at = @PickedUpAt, ended_at = @EndedAt, bag_count = @BagCount, fail_reason = @FailReason
            WHERE id = @Id AND version = @LoadedVersion
            """,
            new
            {
                delivery.Id, delivery.LoadedVersion, StatusText = delivery.Status.Wire(), delivery.Version, delivery.ReadyBy, delivery.DispatchAt, delivery.PickupEta, delivery.DropoffEta,
                delivery.SearchNo, delivery.Round, delivery.RoundStartedAt, delivery.GaveUpAt, delivery.DriverId, delivery.OfferId, delivery.AtPickupAt, delivery.PickedUpAt,
                delivery.EndedAt, delivery.BagCount, delivery.FailReason,
            });
        // The row is locked, so this is a fault of the program and must not pass silently.
        if (changed != 1) throw new InvalidOperationException($"Delivery {delivery.Id} was not at version {delivery.LoadedVersion}.");
        await FinishAsync(transaction, delivery);
    }

    /// <summary>Stores when things are expected, which after the dispatch changes without an event.</summary>
    public Task SaveTimesAsync(Transaction transaction, Delivery delivery) => transaction.ExecuteAsync(
        "UPDATE deliveries SET ready_by = @ReadyBy, pickup_eta = @PickupEta, dropoff_eta = @DropoffEta WHERE id = @Id",
        new { delivery.Id, delivery.ReadyBy, delivery.PickupEta, delivery.DropoffEta });

    private async Task FinishAsync(Transaction transaction, Delivery delivery)
    {
        delivery.PublishTo(new Outbox(transaction));
        if (delivery.DueAt is { } dueAt) transaction.SetDeadline(delivery.Id, StatusDeadline, dueAt);
        else transaction.ClearDeadline(delivery.Id, StatusDeadline);
        if (delivery.NewlyAssigned) transaction.SetDeadline(delivery.Id, DropoffDeadline, transaction.Now);
        if (delivery.ClosedOffer is { } closed)
        {
            await transaction.ExecuteAsync("UPDATE offers SET status = @status, closed_at = @Now, round = @Round WHERE id = @Id",
                new { closed.Id, status = closed.As.Wire(), transaction.Now, delivery.Round });
            transaction.AfterCommit(() => OffersClosed.Add(1, new KeyValuePair<string, object?>("result", closed.As.Wire())));
        }
        // Stands for the offer that ops spared: the matcher does not ask this driver at once, and a repeated give-back is known.
        if (delivery.GivenBackBy is { } giver)
        {
            await transaction.ExecuteAsync(
                """
                INSERT INTO offers (id, delivery_id, driver_id, round, status, distance_meters, created_at, expires_at, closed_at)
                VALUES (@offer, @Id, @giver, @Round, 'givenBack', 0, @Now, @Now, @Now)
                """, new { offer = Guid.CreateVersion7(transaction.Now), delivery.Id, giver, delivery.Round, transaction.Now });
        }
        // Rounds begin anew; a refusal in round 7 of the last search must not shut the driver out until round 8 of this one.
        if (delivery.SearchesAgain) await transaction.ExecuteAsync("UPDATE offers SET round = @Round WHERE delivery_id = @Id AND round > @Round", new { delivery.Id, delivery.Round });
        if (delivery.FreedDriver is { } driver) await transaction.ExecuteAsync("UPDATE drivers SET idle_since = @Now WHERE id = @driver", new { driver, transaction.Now });
        if (delivery.Status.IsEnd()) await transaction.ExecuteAsync("DELETE FROM dropoffs WHERE delivery_id = @Id", new { delivery.Id });
        if (delivery.FreedDriver is not null || delivery.Status is DeliveryStatus.Searching) transaction.AfterCommit(signal.Set);
    }

    private sealed class Outbox(Transaction transaction) : IEventSink
    {
        public void Publish<T>(Guid orderId, long sequence, T data) where T : IEvent => transaction.Publish(orderId, sequence, data, correlationId: orderId);
    }
}
