using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.PaymentService.Domain;

namespace FoodDelivery.PaymentService.Data;

/// <summary>An operation that this process may work on until its claim lapses.</summary>
public sealed record ClaimedOperation
{
    public Guid Id { get; init; }
    public Guid PaymentId { get; init; }
}

/// <summary>
/// Hands out due operations. Replicas share the work by SKIP LOCKED; a crash gives an operation back when its claim lapses. A time further
/// ahead than any that is ever written comes from a replica with a wrong clock: money must not wait for that.
/// </summary>
public sealed class OperationQueue(Database database)
{
    private static readonly TimeSpan ClocksDiffer = TimeSpan.FromSeconds(30);

    public Task<IReadOnlyList<ClaimedOperation>> ClaimAsync(int atMost, CancellationToken ct) => database.WriteAsync(async transaction =>
    {
        var noAttempt = transaction.Now + Operation.LongestBackOff + ClocksDiffer;
        var noClaim = transaction.Now + Operation.Lease + ClocksDiffer;
        var due = await transaction.QueryAsync<ClaimedOperation>(
            """
            SELECT id, payment_id FROM payment_operations
            WHERE (next_attempt_at <= @Now OR next_attempt_at > @noAttempt)
                AND (claimed_until IS NULL OR claimed_until <= @Now OR claimed_until > @noClaim)
            ORDER BY next_attempt_at LIMIT @atMost FOR UPDATE SKIP LOCKED
            """, new { transaction.Now, noAttempt, noClaim, atMost });
        foreach (var operation in due)
        {
            // Counted before the attempt: whoever finds an attempt without outcome asks the provider first.
            transaction.Write("UPDATE payment_operations SET attempts = attempts + 1, claimed_until = @until WHERE id = @Id",
                new { operation.Id, until = transaction.Now + Operation.Lease });
        }
        return due;
    }, ct);
}
