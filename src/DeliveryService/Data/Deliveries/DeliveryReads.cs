using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.DeliveryService.Domain;

namespace FoodDelivery.DeliveryService.Data;

/// <summary>What a driver has carried to its end, or to another driver.</summary>
public sealed record PastDelivery
{
    public Guid Id { get; init; }
    public Guid OrderId { get; init; }
    public string? OrderCode { get; init; }
    public string RestaurantName { get; init; } = "";
    public DeliveryStatus Status { get; init; }
    public long PayAmount { get; init; }
    public string PayCurrency { get; init; } = "";
    public long? TipAmount { get; init; }
    public DateTimeOffset? PickedUpAt { get; init; }
    public DateTimeOffset EndedAt { get; init; }
    public bool HandedOn { get; init; }
}

/// <summary>Queries about deliveries: lists, and rows without what belongs to them.</summary>
public sealed class DeliveryReads
{
    /// <summary>Deliveries that wait for somebody's next step: from when a driver is looked for until they end.</summary>
    public const string UnderWay =
        """
        SELECT COUNT(*) AS number, MIN(COALESCE(step_since, picked_up_at, dispatch_at)) AS since
        FROM deliveries FORCE INDEX (ix_deliveries_status)
        WHERE status IN ('searching', 'offered', 'unassigned', 'assigned', 'atPickup', 'pickedUp', 'atDropoff', 'undeliverable',
            'returning')
        """;

    /// <summary>Calls for help of the last ten minutes that nobody has answered by taking the delivery away or ending it.</summary>
    public const string HelpCalls =
        """
        SELECT COUNT(*) AS number, MIN(help_at) AS since FROM deliveries FORCE INDEX (ix_deliveries_status)
        WHERE status IN ('assigned', 'atPickup', 'pickedUp', 'atDropoff', 'undeliverable', 'returning')
            AND help_at > @now - INTERVAL 10 MINUTE
        """;

    /// <summary>What the driver carries now; an open offer does not count.</summary>
    public Task<Delivery?> FindCarriedAsync(Session session, Guid driverId) => session.QuerySingleOrDefaultAsync<Delivery>(
        "SELECT * FROM deliveries WHERE busy_driver_id = @driverId AND status <> 'offered'", new { driverId });

    /// <summary>What a driver's part in has ended, newest first; also when another one brought it to its end.</summary>
    public Task<IReadOnlyList<PastDelivery>> ListPastAsync(Session session, Guid driverId, Guid? before, int limit) =>
        session.QueryAsync<PastDelivery>(
            $"""
            (SELECT id, order_id, order_code, restaurant_name, status, pay_amount, pay_currency, tip_amount, picked_up_at, ended_at,
                FALSE AS handed_on
            FROM deliveries FORCE INDEX (ix_deliveries_driver)
            WHERE driver_id = @driverId AND ended_at IS NOT NULL {(before is null ? "" : "AND id < @before")} ORDER BY id DESC LIMIT @limit)
            UNION ALL
            (SELECT d.id, d.order_id, d.order_code, d.restaurant_name, d.status, p.pay_amount, d.pay_currency, NULL, p.picked_up_at,
                p.handed_on_at, TRUE
            FROM carried_parts p FORCE INDEX (ix_carried_parts_driver)
            JOIN deliveries d FORCE INDEX (PRIMARY) ON d.id = p.delivery_id
            WHERE p.driver_id = @driverId {(before is null ? "" : "AND p.delivery_id < @before")} ORDER BY p.delivery_id DESC LIMIT @limit)
            ORDER BY id DESC LIMIT @limit
            """, new { driverId, before, limit });

    /// <summary>Deliveries in these statuses that exist since before a moment, oldest first.</summary>
    public Task<IReadOnlyList<Delivery>> ListAsync(
        Session session, IReadOnlyCollection<DeliveryStatus> statuses, DateTimeOffset before, Guid? after, int limit) =>
        // Ids grow with time. Without the hint the server may walk through all deliveries there ever were, because they are in order.
        session.QueryAsync<Delivery>(
            $"""
            SELECT * FROM deliveries FORCE INDEX (ix_deliveries_status)
            WHERE status IN @wanted AND created_at <= @before {(after is null ? "" : "AND id > @after")} ORDER BY id LIMIT @limit
            """, new { wanted = statuses.Select(status => status.Wire()).ToArray(), before, after, limit });
}
