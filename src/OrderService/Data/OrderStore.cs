using System.Data;
using System.Text.Json;
using Dapper;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Http;
using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using FoodDelivery.OrderService.Domain;

namespace FoodDelivery.OrderService.Data;

/// <summary>
/// Orders in MySQL. Whoever changes one locks its row first, so accept, cancel and expiry of one order happen one after the other.
/// What is saved (row, history, deadline, events) goes to the server in one packet with the commit.
/// </summary>
public sealed class OrderStore
{
    /// <summary>An order the caller may see; null for any other.</summary>
    public Task<Order?> FindAsync(Session session, Guid id, OrderAccess access) => session.QuerySingleOrDefaultAsync<Order>(
        $"SELECT * FROM orders WHERE id = @id AND {OrderAccess.Predicate}", access.With(new { id }));

    /// <summary>The same, locked until the transaction ends.</summary>
    public Task<Order?> LockAsync(Transaction transaction, Guid id, OrderAccess access) => transaction.QuerySingleOrDefaultAsync<Order>(
        $"SELECT * FROM orders WHERE id = @id AND {OrderAccess.Predicate} FOR UPDATE", access.With(new { id }));

    /// <summary>Several orders, locked until the transaction ends.</summary>
    public Task<IReadOnlyList<Order>> LockAsync(Transaction transaction, Guid[] ids) =>
        transaction.QueryAsync<Order>("SELECT * FROM orders WHERE id IN @ids ORDER BY id FOR UPDATE", new { ids });

    /// <summary>The order that was made from a quote; null when there is none.</summary>
    public Task<Order?> FindByQuoteAsync(Session session, Guid quoteId) =>
        session.QuerySingleOrDefaultAsync<Order>("SELECT * FROM orders WHERE quote_id = @quoteId", new { quoteId });

    /// <summary>The order that was made from the same lines of a cart; null when there is none.</summary>
    public Task<Order?> FindByWishAsync(Session session, Guid? wishId) =>
        session.QuerySingleOrDefaultAsync<Order>("SELECT * FROM orders WHERE wish_id = @wishId", new { wishId });

    /// <summary>
    /// How many of a restaurant's orders have expired one after the other, with this one, which is about to: those that it was asked for
    /// last, as far as they were answered or expired.
    /// </summary>
    public async Task<int> CountExpiriesAsync(Transaction transaction, Order order)
    {
        // Two that expire at once are counted one after the other: the second waits here, and then sees the first.
        transaction.Write(
            """
            INSERT INTO silent_restaurants (restaurant_id, last_expired_at) VALUES (@RestaurantId, @Now)
            ON DUPLICATE KEY UPDATE last_expired_at = VALUES(last_expired_at)
            """, new { order.RestaurantId, transaction.Now });
        var last = await transaction.QueryAsync<string>(
            """
            SELECT status FROM orders FORCE INDEX (ix_orders_restaurant)
            WHERE restaurant_id = @RestaurantId AND id <> @Id AND (ready_by IS NOT NULL OR status IN ('rejected', 'expired'))
            ORDER BY id DESC LIMIT 9
            """, new { order.RestaurantId, order.Id });
        return 1 + last.TakeWhile(status => status == OrderStatus.Expired.Wire()).Count();
    }

    /// <summary>Saves a new order.</summary>
    public void Insert(Transaction transaction, Order order) => Save(transaction, order,
        """
        INSERT INTO orders (id, code, status, version, customer_id, restaurant_id, restaurant_name, quote_id, fulfilment, payment_method,
            line_items, currency, subtotal, delivery_fee, service_fee, tax, tip, discount, total, note, pickup_lat, pickup_lng,
            pickup_place, time_zone, dropoff_address, dropoff_lat, dropoff_lng, dropoff_notes, delivery_pin, pickup_code,
            promise_earliest, promise_latest, placed_at, payment_status, step_since, leave_at_door, dropoff_off_by, pickup_phone,
            wish_id, way_minutes)
        VALUES (@Id, @Code, @Status, @Version, @CustomerId, @RestaurantId, @RestaurantName, @QuoteId, @Fulfilment, @PaymentMethod,
            @lines, @Currency, @Subtotal, @DeliveryFee, @ServiceFee, @Tax, @Tip, @Discount, @Total, @Note, @PickupLat, @PickupLng,
            @PickupPlace, @TimeZone, @DropoffAddress, @DropoffLat, @DropoffLng, @DropoffNotes, @DeliveryPin, @PickupCode,
            @PromiseEarliest, @PromiseLatest, @PlacedAt, @PaymentStatus, @StepSince, @LeaveAtDoor, @DropoffOffBy, @PickupPhone,
            @WishId, @WayMinutes)
        """,
        new
        {
            order.Id, order.Code, order.Status, order.Version, order.CustomerId, order.RestaurantId, order.RestaurantName, order.QuoteId,
            order.Fulfilment, order.PaymentMethod, lines = OrderLinesHandler.Write(order.LineItems), order.Currency, order.Subtotal,
            order.DeliveryFee, order.ServiceFee, order.Tax, order.Tip, order.Discount, order.Total, order.Note, order.PickupLat,
            order.PickupLng, order.PickupPlace, order.TimeZone, order.DropoffAddress, order.DropoffLat, order.DropoffLng,
            order.DropoffNotes, order.DeliveryPin, order.PickupCode, order.PromiseEarliest, order.PromiseLatest, order.PlacedAt,
            order.PaymentStatus, order.StepSince, order.LeaveAtDoor, order.DropoffOffBy, order.PickupPhone, order.WishId,
            order.WayMinutes,
        });

    /// <summary>Saves a changed order.</summary>
    public void Save(Transaction transaction, Order order) => Save(transaction, order,
        $"""
         UPDATE orders SET {AggregateStorage.Guard}, status = @Status, collect_tries = @CollectTries, submitted_at = @SubmittedAt,
             accept_by = @AcceptBy, prep_minutes = @PrepMinutes, ready_by = @ReadyBy, delay_count = @DelayCount,
             delay_minutes = @DelayMinutes, end_reason = @EndReason, ended_by = @EndedBy, payment_status = @PaymentStatus,
             decline_code = @DeclineCode, delivery_status = @DeliveryStatus, driver_name = @DriverName, payment_released = @PaymentReleased,
             delivery_released = @DeliveryReleased, promise_earliest = @PromiseEarliest, promise_latest = @PromiseLatest,
             capture_failed_at = @CaptureFailedAt, owed_since = @OwedSince, step_since = @StepSince, searching_since = @SearchingSince,
             first_promise_earliest = @FirstPromiseEarliest, first_promise_latest = @FirstPromiseLatest,
             promise_version = @PromiseVersion, payment_id = @PaymentId, delivery_id = @DeliveryId, driver_id = @DriverId,
             end_cause = @EndCause, end_items = @EndItems, delivery_pin = @DeliveryPin, pickup_code = @PickupCode,
             wish_id = @WishId
         WHERE id = @Id
         """, order);

    /// <summary>Saves what a customer said of it: of all changes the one that leaves the rest of the row alone.</summary>
    public void SaveRating(Transaction transaction, Order order) => Save(transaction, order,
        $"""
         UPDATE orders SET {AggregateStorage.Guard}, rating_food = @RatingFood, rating_delivery = @RatingDelivery,
             rating_comment = @RatingComment, rated_at = @RatedAt, ratings = @Ratings
         WHERE id = @Id
         """, order);

    /// <summary>
    /// Saves an order whose payment was decided together with the answer of the request that placed it. One statement for both: placing is
    /// the most frequent write, and its number of statements is bounded.
    /// </summary>
    public void Save(Transaction transaction, Order order, IdempotentRequest request, byte[] answer) => Save(transaction, order,
        $"""
         UPDATE orders {Idempotency.Join} SET {AggregateStorage.Guard}, orders.status = @Status, submitted_at = @SubmittedAt,
             accept_by = @AcceptBy, end_reason = @EndReason, ended_by = @EndedBy, payment_status = @PaymentStatus,
             decline_code = @DeclineCode, delivery_pin = @DeliveryPin, pickup_code = @PickupCode, step_since = @StepSince,
             wish_id = @WishId,
             {Idempotency.Answer}
         WHERE id = @Id
         """,
        new
        {
            order.Id, order.StoredVersion, order.Version, order.Status, order.SubmittedAt, order.AcceptBy, order.EndReason, order.EndedBy,
            order.PaymentStatus, order.DeclineCode, order.DeliveryPin, order.PickupCode, order.StepSince, order.WishId, request.Caller,
            request.Route, request.Key, answerStatus = 201, answer,
        });

    /// <summary>Notes what other services reported, for the timeline.</summary>
    public void Note(Transaction transaction, IReadOnlyList<(EventEnvelope Report, string? Detail)> notes) => transaction.WriteRows(
        "INSERT INTO order_reports (event_id, order_id, type, at, detail)",
        notes.Select(note => new object?[] { note.Report.Id, note.Report.Subject, note.Report.Type, note.Report.Time, note.Detail }));

    private static void Save(Transaction transaction, Order order, string sql, object row)
    {
        var steps = order.Steps;
        transaction.Write(sql, row);
        transaction.WriteRows(
            "INSERT INTO order_history (order_id, seq, from_status, to_status, type, actor_role, actor_id, at, detail)",
            steps.Select(step => new object?[]
            {
                order.Id, step.Seq, step.From, step.To, step.Type, step.By.Role, step.By.Id, step.At, step.Detail,
            }));
        transaction.WriteRows(
            "INSERT INTO order_promises (order_id, version, earliest, latest, cause, at)",
            order.Promises.Select(promise => new object?[]
            {
                order.Id, promise.Version, promise.Earliest, promise.Latest, promise.Cause, promise.At,
            }));
        order.PromisesStored();
        transaction.Save(order, correlationId: order.Id);
        transaction.AfterCommit(() => OrderMetrics.Count(steps, order.PlacedAt));
    }
}

/// <summary>An order's lines are one JSON document: they are written once and always read together.</summary>
public sealed class OrderLinesHandler : SqlMapper.TypeHandler<IReadOnlyList<OrderLine>>
{
    public static string Write(IReadOnlyList<OrderLine>? lines) => JsonSerializer.Serialize(lines, JsonDefaults.Tolerant);

    public override IReadOnlyList<OrderLine> Parse(object value) =>
        JsonSerializer.Deserialize<List<OrderLine>>((string)value, JsonDefaults.Tolerant)!;

    public override void SetValue(IDbDataParameter parameter, IReadOnlyList<OrderLine>? value) => parameter.Value = Write(value);
}
