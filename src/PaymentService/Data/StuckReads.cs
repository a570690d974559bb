using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.PaymentService.Domain;

namespace FoodDelivery.PaymentService.Data;

/// <summary>A movement that does not come to its end.</summary>
public sealed record StuckOperation
{
    public Guid Id { get; init; }
    public Guid OrderId { get; init; }
    public Guid PaymentId { get; init; }
    public OperationKind Kind { get; init; }
    public OperationStatus Status { get; init; }
    public string? FailureCode { get; init; }
    public int Attempts { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
}

/// <summary>What ops have to look at.</summary>
public sealed class StuckReads(Database database)
{
    private const string GivenUp =
        "o.status = 'failed' AND o.kind = 'capture' AND p.status = 'authorized' AND p.capture_wanted AND p.ended_reason IS NULL";

    /// <summary>Captures that were given up: food was eaten and not paid for.</summary>
    public const string FailedCaptures =
        $"""
        SELECT COUNT(*) AS number, MIN(o.created_at) AS since FROM payment_operations o JOIN payments p ON p.id = o.payment_id
        WHERE {GivenUp}
        """;

    /// <summary>Messages of the provider that name nothing of ours.</summary>
    public const string ParkedWebhooks = "SELECT COUNT(*) AS number, MIN(received_at) AS since FROM webhook_receipts WHERE parked";

    /// <summary>Oldest first, one more than the limit when there are more.</summary>
    /// <param name="before">Of those whose outcome is open, only those asked for before this.</param>
    public Task<IReadOnlyList<StuckOperation>> ListAsync(DateTimeOffset before, Guid? after, int limit, CancellationToken ct)
    {
        const string Columns =
            "o.id, p.order_id, o.payment_id, o.kind, o.status, o.failure_code, o.attempts, o.created_at "
            + "FROM payment_operations o JOIN payments p ON p.id = o.payment_id";
        return database.ReadAsync(session => session.QueryAsync<StuckOperation>(
            $"""
            SELECT * FROM (
                SELECT {Columns} WHERE o.status IN ('pending', 'unknown') AND o.created_at < @before
                UNION ALL SELECT {Columns} WHERE {GivenUp}) AS stuck
            {(after is null ? "" : "WHERE id > @after")} ORDER BY id LIMIT @take
            """, new { before, after, take = limit + 1 }), ct);
    }
}
