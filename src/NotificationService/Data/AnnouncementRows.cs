using System.Text;
using Dapper;
using FoodDelivery.BuildingBlocks.Sql;

namespace FoodDelivery.NotificationService.Data;

/// <summary>What a batch of announcements reads and writes: each once, for all of its recipients.</summary>
internal static class AnnouncementRows
{
    /// <summary>
    /// Locks the rows of the recipients, and of the drivers who carry some orders; makes those that are missing. One statement, ordered by
    /// id: batches that tell the same people take turns and do not deadlock.
    /// </summary>
    /// <returns>The recipients' last numbers, the drivers, and those of all these people who are to be forgotten.</returns>
    public static async Task<(Dictionary<Guid, long> Last, Dictionary<Guid, Guid> Drivers, HashSet<Guid> Erased)> LockAsync(
        Transaction transaction, IReadOnlyCollection<Guid> recipients, IReadOnlyCollection<Guid> orders)
    {
        var carried = orders.Count > 0;
        var parameters = new DynamicParameters(new { recipients, orders });
        var sql = new StringBuilder();
        if (carried) sql.Append("SELECT order_id, driver_id FROM order_drivers WHERE order_id IN @orders FOR UPDATE; ");
        sql.Append("INSERT INTO recipients (recipient_id, last_no) SELECT id, 0 FROM (");
        foreach (var (i, recipient) in recipients.Index())
        {
            parameters.Add($"r{i}", recipient);
            sql.Append(i == 0 ? "SELECT @r0 AS id" : $" UNION ALL SELECT @r{i}");
        }
        if (carried) sql.Append(" UNION ALL SELECT driver_id FROM order_drivers WHERE order_id IN @orders");
        sql.Append(") told ORDER BY id ON DUPLICATE KEY UPDATE last_no = recipients.last_no; ");
        const string Known = "SELECT recipient_id, last_no, user_id FROM recipients LEFT JOIN erasures ON user_id = recipient_id";
        sql.Append(Known).Append(" WHERE recipient_id IN @recipients");
        if (carried)
        {
            sql.Append(" UNION ").Append(Known).Append(" JOIN order_drivers ON driver_id = recipient_id WHERE order_id IN @orders");
        }

        using var results = await transaction.QueryMultipleAsync(sql.ToString(), parameters);
        var drivers = carried ? await results.ReadAsync<(Guid OrderId, Guid DriverId)>() : [];
        var last = (await results.ReadAsync<(Guid Id, long LastNo, Guid? Erased)>()).AsList();
        return (last.ToDictionary(row => row.Id, row => row.LastNo), drivers.ToDictionary(row => row.OrderId, row => row.DriverId),
            [.. last.Where(row => row.Erased is not null).Select(row => row.Id)]);
    }

    /// <summary>Leaves events with their numbers to be stored with the commit.</summary>
    public static void Add(Transaction transaction, IReadOnlyList<(StreamEvent Event, Guid Cause)> announced)
    {
        transaction.WriteRows(
            "INSERT INTO stream_events (recipient_id, recipient_no, name, data, cause_event_id, created_at, traceparent)",
            announced.Select(row => new object?[]
            {
                row.Event.RecipientId, row.Event.No, row.Event.Name, row.Event.Data, row.Cause, row.Event.CreatedAt, row.Event.TraceParent,
            }));
        SetLast(transaction, announced.Select(row => row.Event));
    }

    /// <summary>Some of the events that the release before has stored, which nobody else numbers meanwhile.</summary>
    public static Task<IReadOnlyList<StreamEvent>> LockUnnumberedAsync(Transaction transaction) => transaction.QueryAsync<StreamEvent>(
        $"""
        SELECT no AS Id, recipient_id AS RecipientId, name, data, created_at AS CreatedAt, traceparent AS TraceParent
        FROM stream_events WHERE {StreamReads.Unnumbered} ORDER BY no LIMIT 100 FOR UPDATE
        """);

    /// <summary>Leaves their numbers to be stored with the commit.</summary>
    public static void Number(Transaction transaction, IReadOnlyList<StreamEvent> events)
    {
        foreach (var e in events) transaction.Write("UPDATE stream_events SET recipient_no = @No WHERE no = @Id", e);
        SetLast(transaction, events);
    }

    /// <summary>Leaves to be stored who carries orders now; nobody where the driver is null.</summary>
    public static void SetDrivers(Transaction transaction, IReadOnlyDictionary<Guid, Guid?> changed)
    {
        var carried = changed.Where(order => order.Value is not null).Select(order => new object?[] { order.Key, order.Value });
        var free = changed.Where(order => order.Value is null).Select(order => order.Key).ToList();
        transaction.WriteRows(
            "INSERT INTO order_drivers (order_id, driver_id)", carried, "ON DUPLICATE KEY UPDATE driver_id = VALUES(driver_id)");
        foreach (var orderId in free) transaction.Write("DELETE FROM order_drivers WHERE order_id = @orderId", new { orderId });
    }

    private static void SetLast(Transaction transaction, IEnumerable<StreamEvent> events) => transaction.WriteRows(
        "INSERT INTO recipients (recipient_id, last_no)",
        events.GroupBy(e => e.RecipientId).Select(own => new object?[] { own.Key, own.Max(e => e.No) }),
        "ON DUPLICATE KEY UPDATE last_no = VALUES(last_no)");
}
