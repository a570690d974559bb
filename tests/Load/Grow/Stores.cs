namespace FoodDelivery.Load.Grow;

/// <summary>
/// What an order leaves in the stores. Not filled: receipts of the provider, keys of repeated requests (kept a day), and inbox rows of more
/// than a month, which would be most of all rows and are never read again.
/// </summary>
public static class Stores
{
    private const string ByOrder = "{x} ON x.order_id = t.order_id";
    private const string ByAggregate = "{x} ON x.aggregate_id = t.order_id";
    private const string ByPayment = "fd_payment.payments p ON p.order_id = t.order_id JOIN {x} ON x.payment_id = p.id";
    private const string ByDelivery = "fd_delivery.deliveries d ON d.order_id = t.order_id JOIN {x} ON x.delivery_id = d.id";
    // What this mode has copied before lies below zero.
    private const string ByText = "{x} ON x.recipient_no > 0 AND x.data LIKE CONCAT('%', t.text, '%')";

    public static IReadOnlyList<CopiedTable> Tables() =>
    [
        new("order", "orders", "{x} ON x.id = t.order_id"),
        new("order", "order_history", ByOrder),
        new("order", "order_reports", ByOrder),
        new("order", "outbox", ByAggregate + " AND x.published_at IS NOT NULL", 7),
        new("order", "inbox", ByAggregate, 30),
        new("payment", "payments", ByOrder),
        new("payment", "payment_operations", ByPayment),
        new("payment", "ledger_entries", ByPayment),
        new("payment", "outbox", ByAggregate + " AND x.published_at IS NOT NULL", 7),
        new("payment", "inbox", ByAggregate, 30),
        new("delivery", "deliveries", ByOrder),
        new("delivery", "offers", ByDelivery, 30),
        new("delivery", "outbox", ByAggregate + " AND x.published_at IS NOT NULL", 7),
        new("delivery", "inbox", ByAggregate, 30),
        new("notification", "stream_events", ByText, 7),
        new("notification", "order_drivers", ByOrder, 7),
        new("notification", "inbox", ByAggregate, 30),
        new("analytics", "order_facts", ByOrder),
        new("analytics", "order_fact_lines", ByOrder),
        new("analytics", "inbox", ByAggregate, 30),
    ];
}
