using Dapper;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.PaymentService.Domain;

namespace FoodDelivery.PaymentService.Data;

public sealed record LedgerRow
{
    public long Id { get; init; }
    public Guid TxnId { get; init; }
    public string Account { get; init; } = "";
    public long AmountMinor { get; init; }
    public string Currency { get; init; } = "";
    public Guid OperationId { get; init; }
    public OperationKind Kind { get; init; }
    public DateTimeOffset BookedAt { get; init; }
}

/// <summary>A booking whose sides do not agree.</summary>
public sealed record UnbalancedRow
{
    public Guid TxnId { get; init; }
    public Guid? OrderId { get; init; }
    public string Currency { get; init; } = "";
    public long AmountMinor { get; init; }
    public int Entries { get; init; }
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
    public OperationKind Kind { get; init; }
    public OperationStatus Status { get; init; }
    public int Count { get; init; }
    public DateTimeOffset Oldest { get; init; }
}

/// <summary>The books at a glance.</summary>
public sealed record Reconciliation(
    IReadOnlyList<AccountSum> Accounts, int Unbalanced, IReadOnlyList<OperationCount> Operations, int ParkedWebhooks);

/// <summary>Read-only views for ops.</summary>
public sealed class LedgerReads(Database database)
{
    /// <summary>Operations of which nobody knows whether the provider has carried them out.</summary>
    public const string Unknown = "SELECT COUNT(*) AS number, MIN(created_at) AS since FROM payment_operations WHERE status = 'unknown'";

    /// <summary>
    /// Transactions that do not sum to 0, among the latest: asked often, so not of the whole ledger as <see cref="ReconcileAsync"/> does.
    /// </summary>
    public const string Unbalanced =
        """
        SELECT COUNT(*) AS number, MIN(wrong.booked_at) AS since FROM (
            SELECT MIN(l.booked_at) AS booked_at
            FROM (SELECT DISTINCT txn_id FROM ledger_entries WHERE id > (SELECT COALESCE(MAX(id), 0) - 1000 FROM ledger_entries)) AS latest
            JOIN ledger_entries l ON l.txn_id = latest.txn_id
            GROUP BY l.txn_id, l.currency HAVING SUM(l.amount_minor) <> 0
        ) AS wrong
        """;

    public Task<IReadOnlyList<LedgerRow>> OfOrderAsync(Guid orderId, CancellationToken ct) =>
        database.ReadAsync(session => session.QueryAsync<LedgerRow>(
            """
            SELECT l.id, l.txn_id, l.account, l.amount_minor, l.currency, l.operation_id, o.kind, l.booked_at
            FROM payments p JOIN ledger_entries l ON l.payment_id = p.id JOIN payment_operations o ON o.id = l.operation_id
            WHERE p.order_id = @orderId ORDER BY l.id
            """, new { orderId }), ct);

    /// <summary>Transactions that do not sum to 0, in the whole ledger, oldest first; at most a hundred.</summary>
    public Task<IReadOnlyList<UnbalancedRow>> UnbalancedAsync(CancellationToken ct) =>
        database.ReadAsync(session => session.QueryAsync<UnbalancedRow>(
            """
            SELECT l.txn_id, p.order_id, l.currency, CAST(SUM(l.amount_minor) AS SIGNED) AS amount_minor, COUNT(*) AS entries,
                MIN(l.booked_at) AS booked_at
            FROM ledger_entries l LEFT JOIN payments p ON p.id = l.payment_id
            GROUP BY l.txn_id, l.currency, p.order_id HAVING SUM(l.amount_minor) <> 0 ORDER BY booked_at LIMIT 100
            """), ct);

    public Task<Reconciliation> ReconcileAsync(CancellationToken ct) => database.ReadAsync(async session =>
    {
        using var results = await session.QueryMultipleAsync(
            """
            SELECT account, currency, CAST(SUM(amount_minor) AS SIGNED) AS amount_minor FROM ledger_entries
            GROUP BY account, currency ORDER BY account, currency;
            SELECT COUNT(*) FROM (SELECT txn_id FROM ledger_entries GROUP BY txn_id, currency HAVING SUM(amount_minor) <> 0) AS unbalanced;
            SELECT kind, status, COUNT(*) AS count, MIN(created_at) AS oldest FROM payment_operations WHERE status <> 'done'
            GROUP BY kind, status ORDER BY kind, status;
            SELECT COUNT(*) FROM webhook_receipts WHERE parked
            """);
        return new Reconciliation((await results.ReadAsync<AccountSum>()).AsList(), await results.ReadSingleAsync<int>(),
            (await results.ReadAsync<OperationCount>()).AsList(), await results.ReadSingleAsync<int>());
    }, ct);
}
