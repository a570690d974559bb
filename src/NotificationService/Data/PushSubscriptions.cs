using System.Security.Cryptography;
using System.Text;
using FoodDelivery.BuildingBlocks.Sql;

namespace FoodDelivery.NotificationService.Data;

/// <summary>A device that may be pushed to.</summary>
public sealed record PushSubscription
{
    public Guid Id { get; init; }
    public Guid UserId { get; init; }
    public Guid? SessionId { get; init; }
    public string Endpoint { get; init; } = "";

    /// <summary>Its public key, a point of P-256 in 65 bytes.</summary>
    public byte[] P256dh { get; init; } = [];

    /// <summary>The secret that it shares with us.</summary>
    public byte[] Auth { get; init; } = [];
    public DateTimeOffset CreatedAt { get; init; }
}

/// <summary>Who may be pushed to where.</summary>
public sealed class PushSubscriptionStore(Database database)
{
    private const string Columns = "id, user_id, session_id, endpoint, p256dh, auth, created_at";

    /// <summary>
    /// Stores a subscription, or takes the known one of the same endpoint over: a device belongs to who uses it now.
    /// </summary>
    /// <returns>Null when the person has too many.</returns>
    public Task<(PushSubscription Stored, bool IsNew)?> SaveAsync(
        PushSubscription wanted, IReadOnlyCollection<Guid> audiences, int most, CancellationToken ct) =>
        database.WriteAsync<(PushSubscription, bool)?>(async transaction =>
        {
            // Numbered by the person's row of preferences, which is locked: two at once must not both be the last one.
            await transaction.ExecuteAsync(
                """
                INSERT INTO preferences (user_id, switched_off, updated_at) VALUES (@UserId, '', @Now)
                ON DUPLICATE KEY UPDATE user_id = VALUES(user_id)
                """, new { wanted.UserId, transaction.Now });
            var hash = SHA256.HashData(Encoding.ASCII.GetBytes(wanted.Endpoint));
            var known = await transaction.QuerySingleOrDefaultAsync<PushSubscription>(
                $"SELECT {Columns} FROM push_subscriptions WHERE endpoint_hash = @hash FOR UPDATE", new { hash });
            if (known?.UserId != wanted.UserId && await transaction.QuerySingleAsync<long>(
                "SELECT COUNT(*) FROM push_subscriptions WHERE user_id = @UserId", new { wanted.UserId }) >= most) return null;
            var id = known?.Id ?? Guid.CreateVersion7(transaction.Now);
            transaction.Write(
                """
                INSERT INTO push_subscriptions (id, user_id, session_id, endpoint, endpoint_hash, p256dh, auth, created_at)
                VALUES (@id, @UserId, @SessionId, @Endpoint, @hash, @P256dh, @Auth, @Now)
                ON DUPLICATE KEY UPDATE user_id = VALUES(user_id), session_id = VALUES(session_id), p256dh = VALUES(p256dh),
                    auth = VALUES(auth)
                """,
                new { id, wanted.UserId, wanted.SessionId, wanted.Endpoint, hash, wanted.P256dh, wanted.Auth, transaction.Now });
            transaction.Write("DELETE FROM push_audiences WHERE subscription_id = @id", new { id });
            transaction.WriteRows(
                "INSERT INTO push_audiences (recipient_id, subscription_id)", audiences.Select(audience => new object?[] { audience, id }));
            return (wanted with { Id = id, CreatedAt = known?.CreatedAt ?? transaction.Now }, known is null);
        }, ct);

    public Task<IReadOnlyList<PushSubscription>> ListAsync(Guid userId, CancellationToken ct) => database.ReadAsync(
        session => session.QueryAsync<PushSubscription>(
            $"SELECT {Columns} FROM push_subscriptions WHERE user_id = @userId ORDER BY id", new { userId }), ct);

    public Task<PushSubscription?> FindAsync(Guid id, CancellationToken ct) => database.ReadAsync(
        session => session.QuerySingleOrDefaultAsync<PushSubscription>(
            $"SELECT {Columns} FROM push_subscriptions WHERE id = @id", new { id }), ct);

    /// <returns>False when it is not this person's.</returns>
    public Task<bool> DeleteAsync(Guid id, Guid userId, CancellationToken ct) => database.WriteAsync(async transaction =>
    {
        var deleted = await transaction.ExecuteAsync(
            "DELETE FROM push_subscriptions WHERE id = @id AND user_id = @userId", new { id, userId });
        if (deleted == 1) transaction.Write("DELETE FROM push_audiences WHERE subscription_id = @id", new { id });
        return deleted == 1;
    }, ct);

    /// <summary>All devices of a person.</summary>
    public Task DeleteAllAsync(Guid userId, CancellationToken ct) => database.WriteAsync(
        transaction =>
        {
            PushSubscriptionRows.Delete(transaction, userId, null);
            return Task.CompletedTask;
        }, ct);
}

/// <summary>Deletes subscriptions together with something else.</summary>
internal static class PushSubscriptionRows
{
    /// <summary>Leaves a person's subscriptions to be deleted with the commit; of one session, or all.</summary>
    public static void Delete(Transaction transaction, Guid userId, Guid? sessionId)
    {
        const string Own = "user_id = @userId AND (@sessionId IS NULL OR session_id = @sessionId)";
        transaction.Write(
            $"DELETE FROM push_audiences WHERE subscription_id IN (SELECT id FROM push_subscriptions WHERE {Own})",
            new { userId, sessionId });
        transaction.Write($"DELETE FROM push_subscriptions WHERE {Own}", new { userId, sessionId });
    }
}
