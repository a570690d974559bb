using System.Buffers.Binary;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.OrderService.Domain;

namespace FoodDelivery.OrderService.Data;

/// <summary>Which orders ops look for; what is null or empty narrows nothing down.</summary>
/// <param name="DriverId">Who carries it, or carried it last.</param>
/// <param name="From">Placed then or later.</param>
/// <param name="To">Placed before.</param>
/// <param name="Before">Only ids below this one; null for the first page.</param>
public sealed record OrderSearch(
    string? Code, Guid? CustomerId, Guid? RestaurantId, Guid? DriverId, IReadOnlyList<OrderStatus> Statuses,
    DateTimeOffset? From, DateTimeOffset? To, Guid? Before, int Limit);

/// <summary>One entry of the merged story as stored.</summary>
public sealed record StoryRow
{
    public DateTimeOffset At { get; init; }
    public string Actor { get; init; } = "";
    public Guid? ActorId { get; init; }
    public string Type { get; init; } = "";
    public string? Detail { get; init; }
}

/// <summary>What ops look up.</summary>
public sealed class OpsReads
{
    /// <summary>Newest first, one row more than the limit when there are more.</summary>
    public Task<IReadOnlyList<Order>> SearchAsync(Session session, OrderSearch search)
    {
        var where = new List<string>();
        if (search.Code is not null) where.Add("code = @Code");
        if (search.CustomerId is not null) where.Add("customer_id = @CustomerId");
        if (search.RestaurantId is not null) where.Add("restaurant_id = @RestaurantId");
        if (search.DriverId is not null) where.Add("driver_id = @DriverId");
        if (search.Statuses.Count > 0) where.Add("status IN @statuses");
        // By id as well: it begins with the time at which the order was placed, and every index that is used here ends with it.
        if (search.From is not null) where.Add("placed_at >= @From AND id >= @firstId");
        if (search.To is not null) where.Add("placed_at < @To AND id < @endId");
        if (search.Before is not null) where.Add("id < @Before");
        var condition = where.Count == 0 ? "" : "WHERE " + string.Join(" AND ", where);
        return session.QueryAsync<Order>($"SELECT * FROM orders {condition} ORDER BY id DESC LIMIT @take", new
        {
            search.Code, search.CustomerId, search.RestaurantId, search.DriverId, search.From, search.To, search.Before,
            statuses = search.Statuses.Select(status => status.Wire()).ToArray(),
            firstId = search.From is { } from ? FirstIdAt(from) : default,
            endId = search.To is { } to ? FirstIdAt(to.AddMilliseconds(1)) : default,
            take = search.Limit + 1,
        });
    }

    /// <summary>Everything that this service knows to have happened to an order, oldest first, with who did it.</summary>
    public Task<IReadOnlyList<StoryRow>> StoryAsync(Session session, Guid orderId) => session.QueryAsync<StoryRow>(
        """
        SELECT at, actor_role AS actor, actor_id, type, detail, 0 AS source, seq FROM order_history WHERE order_id = @orderId
        UNION ALL
        SELECT at, 'system', NULL, type, detail, 1, 0 FROM order_reports WHERE order_id = @orderId
        UNION ALL
        SELECT at, sender, sender_id, 'order.message.v1', text, 2, 0 FROM order_messages WHERE order_id = @orderId
        ORDER BY at, source, seq
        """, new { orderId });

    // The lowest id that an order placed in this millisecond can have (UUIDv7).
    private static Guid FirstIdAt(DateTimeOffset at)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, Math.Max(0, at.ToUnixTimeMilliseconds()) << 16);
        return new Guid(bytes, bigEndian: true);
    }
}
