using System.Text.Json;
using Dapper;
using FoodDelivery.BuildingBlocks;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Http;
using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using FoodDelivery.OrderService.Domain;

namespace FoodDelivery.OrderService.Data;

/// <summary>Orders in MySQL. Whoever changes one locks its row first, so accept, cancel and expiry of one order happen one after the other.</summary>
public sealed class OrderStore
{
    /// <summary>An order the caller may see; null for any other.</summary>
    public Task<Order?> FindAsync(Session session, Guid id, Access access) =>
        session.QuerySingleOrDefaultAsync<Order>($"SELECT * FROM orders WHERE id = @id AND {Access.Predicate}", access.With(new { id }));

    /// <summary>The same, locked until the transaction ends.</summary>
    public Task<Order?> LockAsync(Transaction transaction, Guid id, Access access) =>
        transaction.QuerySingleOrDefaultAsync<Order>($"SELECT * FROM orders WHERE id = @id AND {Access.Predicate} FOR UPDATE", access.With(new { id }));

    /// <summary>The order that was made from a quote; null when there is none.</summary>
    public Task<Order?> FindByQuoteAsync(Session session, Guid quoteId) =>
        session.QuerySingleOrDefaultAsync<Order>("SELECT * FROM orders WHERE quote_id = @quoteId", new { quoteId });

    /// <summary>Saves a new order with its first history row and deadline, in one round trip, and publishes its event.</summary>
    public async Task InsertAsync(Transaction transaction, OrderChange change)
    {
        var parameters = Parameters(change);
        await transaction.ExecuteAsync(
            $"""
             INSERT INTO orders (id, code, status, version, customer_id, restaurant_id, restaurant_name, quote_id, fulfilment, payment_method, line_items, currency,
                 subtotal, delivery_fee, service_fee, tax, tip, discount, total, note, pickup_lat, pickup_lng, dropoff_address, dropoff_lat, dropoff_lng, dropoff_notes,
                 delivery_pin, pickup_code, promise_earliest, promise_latest, placed_at, payment_status)
             VALUES (@Id, @Code, @statusText, @Version, @CustomerId, @RestaurantId, @RestaurantName, @QuoteId, @fulfilmentText, @PaymentMethod, @lines, @Currency,
                 @Subtotal, @DeliveryFee, @ServiceFee, @Tax, @Tip, @Discount, @Total, @Note, @PickupLat, @PickupLng, @DropoffAddress, @DropoffLat, @DropoffLng, @DropoffNotes,
                 @DeliveryPin, @PickupCode, @PromiseEarliest, @PromiseLatest, @PlacedAt, @PaymentStatus);
             {HistorySql(change, parameters)};
             INSERT INTO deadlines (aggregate_id, kind, due_at) VALUES (@Id, @kindAfter, @due)
             """, parameters);
        Publish(transaction, change);
    }

    /// <summary>Saves a change of a locked order: row, history, deadline and events.</summary>
    /// <exception cref="ProblemException">409: the order changed although it was locked; cannot happen, but must not pass unnoticed.</exception>
    public async Task SaveAsync(Transaction transaction, OrderChange change)
    {
        var parameters = Parameters(change);
        var sql =
            """
            UPDATE orders SET status = @statusText, version = @Version, collect_tries = @CollectTries, submitted_at = @SubmittedAt, accept_by = @AcceptBy,
                prep_minutes = @PrepMinutes, ready_by = @ReadyBy, delay_count = @DelayCount, delay_minutes = @DelayMinutes, end_reason = @EndReason, ended_by = @endedByText,
                payment_status = @PaymentStatus, decline_code = @DeclineCode, delivery_status = @DeliveryStatus, driver_name = @DriverName,
                payment_released = @PaymentReleased, delivery_released = @DeliveryReleased
            WHERE id = @Id AND version = @loaded
            """;
        if (change.Steps.Count > 0) sql += "; " + HistorySql(change, parameters);
        try
        {
            if (await transaction.ExecuteAsync(sql, parameters) != 1 + change.Steps.Count) throw Stale();
        }
        catch (Exception e) when (e.IsDuplicateKey())
        {
            // Another change has written the history of this version.
            throw Stale();
        }

        await MoveDeadlineAsync(transaction, change, parameters);
        Publish(transaction, change);
    }

    /// <summary>
    /// Submits a just placed order and stores the answer of its request, in one statement each for the state and the history: placing an
    /// order is the most frequent write, and its number of statements is bounded.
    /// </summary>
    /// <returns>False when the order is no longer as <paramref name="change"/> supposes; nothing was changed then.</returns>
    public async Task<bool> SubmitAsync(Transaction transaction, OrderChange change, IdempotentRequest request, byte[] answer)
    {
        var parameters = Parameters(change);
        parameters.AddDynamicParams(new { request.Caller, request.Route, request.Key, answer });
        parameters.Add("stepType", change.Steps.Single().EventType);
        parameters.Add("fromStatus", change.Before.Status.Wire());
        var rows = await transaction.ExecuteAsync(
            """
            UPDATE orders o
                JOIN deadlines d ON d.aggregate_id = o.id AND d.kind = @kindBefore
                JOIN idempotency_keys k ON k.caller = @Caller AND k.route = @Route AND k.idem_key = @Key AND k.status IS NULL
            SET o.status = @statusText, o.version = @Version, o.payment_status = @PaymentStatus, o.submitted_at = @SubmittedAt, o.accept_by = @AcceptBy,
                d.kind = @kindAfter, d.due_at = @due, d.attempts = 0, k.status = 201, k.body = @answer
            WHERE o.id = @Id AND o.version = @loaded;
            INSERT INTO order_history (order_id, seq, from_status, to_status, type, actor_role, at)
            SELECT id, version, @fromStatus, status, @stepType, 'system', submitted_at FROM orders WHERE id = @Id AND version = @Version AND ROW_COUNT() > 0
            """, parameters);
        if (rows == 0) return false;
        Failpoint.Hit("order.submit.before_outbox");
        Publish(transaction, change);
        return true;
    }

    private static Task MoveDeadlineAsync(Transaction transaction, OrderChange change, DynamicParameters parameters)
    {
        var (before, after) = (DeadlineKind(change.Before.Status), DeadlineKind(change.After.Status));
        var statements = new List<string>(2);
        if (before is not null && before != after) statements.Add("DELETE FROM deadlines WHERE aggregate_id = @Id AND kind = @kindBefore");
        if (after is not null && change.Due is not null)
        {
            statements.Add("INSERT INTO deadlines (aggregate_id, kind, due_at) VALUES (@Id, @kindAfter, @due) ON DUPLICATE KEY UPDATE due_at = VALUES(due_at), attempts = 0");
        }
        return statements.Count == 0 ? Task.CompletedTask : transaction.ExecuteAsync(string.Join("; ", statements), parameters);
    }

    /// <summary>Name of the deadline that guards a status; null when the order has ended, or when Delivery watches over it.</summary>
    public static string? DeadlineKind(OrderStatus status) => status switch
    {
        OrderStatus.PendingPayment => "payment",
        OrderStatus.AwaitingAcceptance => "acceptance",
        OrderStatus.Accepted or OrderStatus.Preparing => "kitchen",
        OrderStatus.Ready => "handover",
        OrderStatus.Cancelling => "cancelling",
        _ => null,
    };

    private static DynamicParameters Parameters(OrderChange change)
    {
        var parameters = new DynamicParameters(change.After);
        parameters.Add("statusText", change.After.Status.Wire());
        parameters.Add("fulfilmentText", change.After.Fulfilment.Wire());
        parameters.Add("endedByText", change.After.EndedBy?.Wire());
        parameters.Add("lines", JsonSerializer.Serialize(change.After.LineItems, JsonDefaults.Tolerant));
        parameters.Add("loaded", change.Before.Version);
        parameters.Add("kindBefore", DeadlineKind(change.Before.Status));
        parameters.Add("kindAfter", DeadlineKind(change.After.Status));
        parameters.Add("due", change.Due);
        return parameters;
    }

    private static string HistorySql(OrderChange change, DynamicParameters parameters)
    {
        var rows = change.Steps.Select((step, i) =>
        {
            parameters.Add($"seq{i}", change.After.Version - change.Steps.Count + i + 1);
            parameters.Add($"from{i}", step.From?.Wire());
            parameters.Add($"to{i}", step.To.Wire());
            parameters.Add($"type{i}", step.EventType);
            parameters.Add($"role{i}", step.By.Role.Wire());
            parameters.Add($"actor{i}", step.By.Id);
            parameters.Add($"at{i}", step.At);
            parameters.Add($"detail{i}", step.Detail);
            return $"(@Id, @seq{i}, @from{i}, @to{i}, @type{i}, @role{i}, @actor{i}, @at{i}, @detail{i})";
        });
        return "INSERT INTO order_history (order_id, seq, from_status, to_status, type, actor_role, actor_id, at, detail) VALUES " + string.Join(", ", rows);
    }

    private static void Publish(Transaction transaction, OrderChange change)
    {
        var sink = new Sink(transaction, change.After.Id, change.After.Version - change.Steps.Count);
        foreach (var step in change.Steps) step.Publish(sink);
        transaction.AfterCommit(() => OrderMetrics.Count(change));
    }

    private static ProblemException Stale() => new(409, "order_state_conflict", "The order was changed meanwhile; read it again.");

    private sealed class Sink(Transaction transaction, Guid orderId, int version) : IEventSink
    {
        private int sequence = version;

        public void Publish<T>(T data) where T : IEvent => transaction.Publish(orderId, ++sequence, data, correlationId: orderId);
    }
}
