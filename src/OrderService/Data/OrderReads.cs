using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.OrderService.Domain;

namespace FoodDelivery.OrderService.Data;

/// <summary>Which orders a list shows.</summary>
/// <param name="RestaurantId">Only this restaurant's; null for all that the access allows.</param>
/// <param name="Statuses">Only these; empty for all.</param>
/// <param name="Before">Only ids below this one; null for the first page.</param>
public sealed record OrderFilter(Guid? RestaurantId, IReadOnlyList<OrderStatus> Statuses, Guid? Before, int Limit);

/// <summary>One entry of an order's timeline as stored.</summary>
public sealed record TimelineRow
{
    public DateTimeOffset At { get; init; }
    public string Actor { get; init; } = "";
    public string Type { get; init; } = "";
    public string? Detail { get; init; }
}

/// <summary>Lists and timelines.</summary>
public sealed class OrderReads
{
    /// <summary>Orders that are past their promise and have not ended.</summary>
    public const string Late =
        """
        SELECT COUNT(*) AS number, MIN(promise_latest) AS since FROM orders
        WHERE status IN ('pendingPayment', 'awaitingAcceptance', 'scheduled', 'accepted', 'preparing', 'ready', 'inDelivery', 'cancelling')
            AND promise_latest < @now
        """;

    /// <summary>Newest first, one row more than the limit when there are more. Each branch is answered by an index of its own.</summary>
    public Task<IReadOnlyList<Order>> ListAsync(Session session, OrderAccess access, OrderFilter filter)
    {
        var where = new List<string>();
        const string Staff = "restaurant_id IN @restaurants AND submitted_at IS NOT NULL";
        if (!access.All) where.Add(access.CustomerId is not null ? "customer_id = @ownerId" : Staff);
        if (filter.RestaurantId is not null) where.Add("restaurant_id = @RestaurantId");
        if (filter.Statuses.Count > 0) where.Add("status IN @statuses");
        if (filter.Before is not null) where.Add("id < @Before");
        var condition = where.Count == 0 ? "" : "WHERE " + string.Join(" AND ", where);
        return session.QueryAsync<Order>($"SELECT * FROM orders {condition} ORDER BY id DESC LIMIT @take", access.With(new
        {
            filter.RestaurantId,
            statuses = filter.Statuses.Select(status => status.Wire()).ToArray(),
            filter.Before,
            take = filter.Limit + 1,
        }));
    }

    /// <summary>What was promised after the first promise, in the order of the changes.</summary>
    public Task<IReadOnlyList<Promise>> PromisesAsync(Session session, Guid orderId) => session.QueryAsync<Promise>(
        "SELECT version, earliest, latest, cause, at FROM order_promises WHERE order_id = @orderId ORDER BY version", new { orderId });

    /// <summary>What happened to an order, oldest first.</summary>
    public Task<IReadOnlyList<TimelineRow>> TimelineAsync(Session session, Guid orderId) => session.QueryAsync<TimelineRow>(
        """
        SELECT at, actor_role AS actor, type, detail, 0 AS source, seq FROM order_history WHERE order_id = @orderId
        UNION ALL
        SELECT at, 'system', type, detail, 1, 0 FROM order_reports WHERE order_id = @orderId
        ORDER BY at, source, seq
        """, new { orderId });
}
