using FoodDelivery.BuildingBlocks;
using FoodDelivery.BuildingBlocks.Audit;
using FoodDelivery.BuildingBlocks.People;
using FoodDelivery.BuildingBlocks.Sql;

namespace FoodDelivery.UserService.Data;

/// <summary>Somebody who left for good.</summary>
internal sealed record ErasureRow
{
    public Guid UserId { get; init; }
    public DateTimeOffset RequestedAt { get; init; }
    public DateTimeOffset? FinishedAt { get; init; }
}

/// <summary>Who left for good.</summary>
internal sealed class ErasureReads(Database database)
{
    /// <summary>Has this service look again, as an act of ops.</summary>
    /// <returns>When the person asked for it.</returns>
    /// <exception cref="RefusedException"><c>not_found</c>: nobody who left.</exception>
    public Task<DateTimeOffset> RepeatAsync(Guid userId, Guid actor, string reason, CancellationToken ct) => database.WriteAsync(
        async transaction =>
        {
            // Of the account, which a restored service's own table may not know of any more.
            var erasedAt = await transaction.QuerySingleOrDefaultAsync<DateTimeOffset?>(
                "SELECT erased_at FROM users WHERE id = @userId AND erased_at IS NOT NULL", new { userId })
                ?? throw new RefusedException("not_found", "The erasure was not found.", Refusal.NotFound);
            Erasures.Begin(transaction, userId, erasedAt);
            transaction.Audit(actor, "user.eraseAgain", userId, reason);
            return erasedAt;
        }, ct);

    /// <summary>Newest first.</summary>
    public Task<IReadOnlyList<ErasureRow>> ListAsync(Guid? after, int count, CancellationToken ct) => database.ReadAsync(
        session => session.QueryAsync<ErasureRow>(
            $"""
            SELECT user_id, requested_at, finished_at FROM erasures
            {(after is null ? "" : "WHERE (requested_at, user_id) < (SELECT requested_at, user_id FROM erasures WHERE user_id = @after)")}
            ORDER BY requested_at DESC, user_id DESC LIMIT @count
            """, new { after, count }), ct);
}
