using FoodDelivery.BuildingBlocks.People;
using FoodDelivery.BuildingBlocks.Sql;

namespace FoodDelivery.OrderService.Data;

/// <summary>
/// What Order holds of people: of customers where orders went and what they wrote, of couriers a first name. Orders stay for the books; one
/// that is under way keeps what it needs until it ends.
/// </summary>
internal sealed class PersonalData(Database database) : IStoredPersonalData
{
    private const string Ended =
        "('delivered', 'collected', 'cancelled', 'rejected', 'expired', 'paymentFailed', 'undelivered', 'noShow')";

    public async Task<ErasureStep> EraseAsync(Guid userId, Transaction transaction)
    {
        var parameters = new { userId, ErasureStep.Most };
        var rows = await EraseOrdersAsync(userId, transaction);
        rows += await EraseMessagesAsync(userId, transaction);
        rows += await EraseReasonsAsync(userId, transaction);
        rows += await transaction.ExecuteAsync(
            $"UPDATE orders SET driver_name = NULL WHERE driver_id = @userId AND driver_name IS NOT NULL AND status IN {Ended} LIMIT @Most",
            parameters);
        var waits = await transaction.QuerySingleAsync<long>(
            $"""
            SELECT EXISTS (SELECT 1 FROM orders WHERE customer_id = @userId AND status NOT IN {Ended})
                OR EXISTS (SELECT 1 FROM orders WHERE driver_id = @userId AND driver_name IS NOT NULL AND status NOT IN {Ended})
            """, parameters);
        return new ErasureStep(rows, waits != 0);
    }

    public async Task ExportAsync(Guid userId, PersonExport export, CancellationToken ct)
    {
        await export.RowsAsync("orders", database,
            """
            SELECT id, code, status, restaurant_id, restaurant_name, fulfilment, payment_method, line_items AS line_items_json, currency,
                   subtotal, delivery_fee, service_fee, tax, tip, discount, total, note, dropoff_address, dropoff_lat, dropoff_lng,
                   dropoff_notes, promise_earliest, promise_latest, placed_at, ended_by, end_reason, rating_food, rating_delivery,
                   rating_comment
            FROM orders WHERE customer_id = @userId AND id > @after ORDER BY id LIMIT @take
            """, userId, ct);
        await export.RowsAsync("messages", database,
            """
            SELECT id, order_id, sender, text, at FROM order_messages
            WHERE sender_id = @userId AND id > @after ORDER BY id LIMIT @take
            """, userId, ct);
    }

    private static async Task<int> EraseOrdersAsync(Guid userId, Transaction transaction)
    {
        var orders = await transaction.QueryAsync<Row>(
            $"""
            SELECT id, IF(line_items LIKE '%"note":%', line_items, NULL) AS noted FROM orders
            WHERE customer_id = @userId AND status IN {Ended} AND (
                dropoff_address IS NOT NULL OR dropoff_lat IS NOT NULL OR dropoff_notes IS NOT NULL OR note IS NOT NULL
                OR delivery_pin IS NOT NULL OR pickup_code IS NOT NULL OR payment_method <> '' OR rating_comment IS NOT NULL
                OR (ended_by = 'customer' AND end_reason IS NOT NULL) OR line_items LIKE '%"note":%')
            ORDER BY id LIMIT @Most FOR UPDATE
            """, new { userId, ErasureStep.Most });
        if (orders.Count == 0) return 0;
        await transaction.ExecuteAsync(
            """
            UPDATE orders SET dropoff_address = NULL, dropoff_lat = NULL, dropoff_lng = NULL, dropoff_notes = NULL, note = NULL,
                delivery_pin = NULL, pickup_code = NULL, payment_method = '', rating_comment = NULL,
                end_reason = IF(ended_by = 'customer', NULL, end_reason)
            WHERE id IN @ids
            """, new { ids = orders.Select(order => order.Id) });
        foreach (var order in orders.Where(order => order.Noted is not null))
        {
            var lines = new OrderLinesHandler().Parse(order.Noted!).Select(line => line with { Note = null });
            transaction.Write(
                "UPDATE orders SET line_items = @lines WHERE id = @Id", new { lines = OrderLinesHandler.Write([.. lines]), order.Id });
        }
        return orders.Count;
    }

    // What the others wrote to a customer is about them as well.
    private static async Task<int> EraseMessagesAsync(Guid userId, Transaction transaction)
    {
        var own = await transaction.ExecuteAsync(
            $"""
            DELETE FROM order_messages WHERE sender_id = @userId AND NOT EXISTS (
                SELECT 1 FROM orders o WHERE o.id = order_messages.order_id AND o.status NOT IN {Ended}) LIMIT @Most
            """, new { userId, ErasureStep.Most });
        var told = await transaction.QueryAsync<Guid>(
            $"""
            SELECT m.id FROM orders o JOIN order_messages m ON m.order_id = o.id
            WHERE o.customer_id = @userId AND o.status IN {Ended} LIMIT @Most
            """, new { userId, ErasureStep.Most });
        if (told.Count > 0) await transaction.ExecuteAsync("DELETE FROM order_messages WHERE id IN @told", new { told });
        return own + told.Count;
    }

    // A customer's reason stands in their own step, and in the one that ended the order.
    private const string Reasons =
        "h.detail IS NOT NULL AND (h.actor_id = @userId OR (o.ended_by = 'customer' AND h.to_status = 'cancelled'))";

    private static async Task<int> EraseReasonsAsync(Guid userId, Transaction transaction)
    {
        var ids = await transaction.QueryAsync<Guid>(
            $"""
            SELECT DISTINCT h.order_id FROM orders o
            JOIN order_history h ON h.order_id = o.id AND {Reasons}
            WHERE o.customer_id = @userId AND o.status IN {Ended} LIMIT @Most
            """, new { userId, ErasureStep.Most });
        return ids.Count == 0 ? 0 : await transaction.ExecuteAsync(
            $"UPDATE order_history h JOIN orders o ON o.id = h.order_id SET h.detail = NULL WHERE o.id IN @ids AND {Reasons}",
            new { ids, userId });
    }

    private sealed record Row
    {
        public Guid Id { get; init; }
        public string? Noted { get; init; }
    }
}
