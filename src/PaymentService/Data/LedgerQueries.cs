using Dapper;
using FoodDelivery.BuildingBlocks.Sql;

namespace FoodDelivery.PaymentService.Data;

public sealed record LedgerRow
{
    public long Id { get; init; }
    public Guid TxnId { get; init; }
    public string Account { get; init; } = "";
    public long AmountMinor { get; init; }
    public string Currency { get; init; } = "";
    public Guid OperationId { get; init; }
    public string Kind { get; init; } = "";
    public DateTimeOffset BookedAt { get; init; }
}

public sealed record AccountSum
{
    public string Account { get; init; } = "";
    public string Currency { get; init; } = "";
    public long AmountMinor { get; init; }
}

public sealed record OperationCount
{
    public string Kind { get; init; } = "";
    public string Status { get; init; } = "";
    public int Count { get; init; }
    public DateTimeOffset Oldest { get; init; }
}

/// <summary>Read-only views for ops.</summary>
public sealed class LedgerQueries(Database database)
{
    public Task<IReadOnlyList<LedgerRow>> OfOrderAsync(Guid orderId, CancellationToken ct) => database.ReadAsync(session => session.QueryAsync<LedgerRow>(
        """
        SELECT l.id, l.txn_id, l.account, l.amount_minor, l.currency, l.operation_id, o.kind, l.booked_at
        FROM payments p JOIN ledger_entries l ON l.payment_id = p.id JOIN payment_operations o ON o.id = l.operation_id
        WHERE p.order_id = @orderId ORDER BY l.id
        """, new { orderId }), ct);

    public Task<(IReadOnlyList<AccountSum> Accounts, int Unbalanced, IReadOnlyList<OperationCount> Operations, int ParkedWebhooks)> ReconcileAsync(CancellationToken ct) => database.ReadAsync(async session =>
    {
        using var results = await session.QueryMultipleAsync(
            """
            SELECT account, currency, CAST(SUM(amount_minor) AS SIGNED) AS amount_minor FROM ledger_entries GROUP BY account, currency ORDER BY account, currency;
            SELECT COUNT(*) FROM (SELECT txn_id FROM ledger_entries GROUP BY txn_id, currency HAVING SUM(amount_minor) <> 0) AS unbalanced;
            SELECT kind, status, COUNT(*) AS count, MIN(created_at) AS oldest FROM payment_operations WHERE status <> 'done' GROUP BY kind, status ORDER BY kind, status;
            SELECT COUNT(*) FROM webhook_receipts WHERE parked
            """);
        return ((IReadOnlyList<AccountSum>)(await results.ReadAsync<AccountSum>()).AsList(), await results.ReadSingleAsync<int>(),
            (IReadOnlyList<OperationCount>)(await results.ReadAsync<OperationCount>()).AsList(), await results.ReadSingleAsync<int>());
    }, ct);
}
