using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.UserService.Domain;
using FoodDelivery.UserService.Security;
using Microsoft.EntityFrameworkCore;

namespace FoodDelivery.UserService.Data;

/// <summary>What a login starts from. <c>Account</c> is null when the address has none; everything else is the same then.</summary>
/// <param name="ClientKey">What its failures are counted under.</param>
/// <param name="ClientHash">Where it comes from.</param>
/// <param name="Failures">Of this client.</param>
/// <param name="ClientName">What it says it is.</param>
/// <param name="OfEverybody">Of all strangers at this account; null for who is none: then they lock this client not.</param>
internal sealed record LoginCandidate(
    Account? Account, byte[] EmailHash, byte[] ClientKey, byte[] ClientHash,
    LoginFailures Failures, LoginFailures? OfEverybody, bool HasExpiredSessions, string? ClientName)
{
    public TimeSpan WaitAt(DateTimeOffset now) =>
        new(Math.Max(Failures.WaitAt(now).Ticks, OfEverybody?.WaitAt(now).Ticks ?? 0));
}

/// <summary>What logging in reads, and the counting of failures, one after the other however many guess at once.</summary>
internal sealed class LoginStore(Database database, IDbContextFactory<UserContext> contexts, TimeProvider clock)
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(1);

    public Task<LoginCandidate> FindAsync(string email, LoginClient client, CancellationToken ct)
    {
        var emailHash = EmailAddress.Hash(email);
        var networkKey = Networks.Key(email, client.Network);
        return database.ReadAsync(async session =>
        {
            await using var users = session.Enter(contexts);
            var account = await users.Accounts.SingleOrDefaultAsync(user => user.Email == email);
            var userId = account?.Id ?? Guid.Empty;
            // Asked without an account as well: how much work there is must not tell whether there is one.
            var known = await session.QuerySingleAsync<Known>(
                """
                SELECT (SELECT COUNT(*) FROM sessions s WHERE s.user_id = @userId AND s.expires_at < @now) AS expired_sessions,
                       EXISTS (SELECT 1 FROM sessions s WHERE s.user_id = @userId AND s.client_hash = @networkKey) AS known_network,
                       COALESCE(
                           (SELECT s.id FROM sessions s WHERE s.id = @SessionId AND s.user_id = @userId),
                           (SELECT s.id FROM refresh_tokens t JOIN sessions s ON s.id = t.session_id
                            WHERE t.token_hash = @tokenHash AND s.user_id = @userId)) AS session_id
                """, new
                {
                    userId, networkKey, client.SessionId, now = clock.GetUtcNow(),
                    tokenHash = RefreshToken.Hash(client.RefreshToken ?? ""),
                });
            var key = known.SessionId is { } sessionId ? Networks.Key(email, $"session {sessionId}") : networkKey;
            var rows = await session.QueryAsync<Row>(
                """
                SELECT email_hash, failures, window_started_at, last_failed_at FROM login_failures WHERE email_hash IN (@key, @emailHash)
                """, new { key, emailHash });
            var isStranger = known.SessionId is null && !known.KnownNetwork;
            return new LoginCandidate(account, emailHash, key, networkKey, Of(rows, key, LoginFailures.FreeOfClient),
                isStranger ? Of(rows, emailHash, LoginFailures.FreeOfEverybody) : null, known.ExpiredSessions > 0, client.Name);
        }, ct);
    }

    /// <summary>Counts a failure, unless the client was blocked while the attempt was under way: then how long to wait.</summary>
    public Task<TimeSpan> RecordFailureAsync(LoginCandidate login, CancellationToken ct) => database.WriteAsync(async transaction =>
    {
        // Everybody's first: those who guess at one account at once lock the two rows in the same order.
        var everybody = login.OfEverybody is null
            ? null
            : await LockAsync(transaction, login, login.EmailHash, LoginFailures.FreeOfEverybody);
        var client = await LockAsync(transaction, login, login.ClientKey, LoginFailures.FreeOfClient);
        var wait = (login with { Failures = client, OfEverybody = everybody }).WaitAt(transaction.Now);
        if (wait > TimeSpan.Zero) return wait;

        Write(transaction, login.ClientKey, client.Next(transaction.Now));
        if (everybody is not null) Write(transaction, login.EmailHash, everybody.Next(transaction.Now));
        // Rows of addresses that nobody tries any more go a few at a time, with the failures of others.
        transaction.Write("DELETE FROM login_failures WHERE last_failed_at < @old LIMIT 10", new { old = transaction.Now - KeptFor });
        return TimeSpan.Zero;
    }, ct);

    /// <summary>Ends every lock of an account.</summary>
    public static void Forget(Transaction transaction, string email) => transaction.Write(
        "DELETE FROM login_failures WHERE account_hash = @hash OR email_hash = @hash", new { hash = EmailAddress.Hash(email) });

    private static async Task<LoginFailures> LockAsync(Transaction transaction, LoginCandidate login, byte[] key, int free)
    {
        await transaction.ExecuteAsync(
            """
            INSERT IGNORE INTO login_failures (email_hash, account_hash, failures, window_started_at, last_failed_at)
            VALUES (@key, @EmailHash, 0, @Now, @Now)
            """, new { key, login.EmailHash, transaction.Now });
        return Of(await transaction.QueryAsync<Row>(
            "SELECT email_hash, failures, window_started_at, last_failed_at FROM login_failures WHERE email_hash = @key FOR UPDATE",
            new { key }), key, free);
    }

    private static void Write(Transaction transaction, byte[] key, LoginFailures next) => transaction.Write(
        """
        UPDATE login_failures SET failures = @Count, window_started_at = @WindowStartedAt, last_failed_at = @LastFailedAt
        WHERE email_hash = @key
        """, new { key, next.Count, next.WindowStartedAt, next.LastFailedAt });

    private static LoginFailures Of(IEnumerable<Row> rows, byte[] key, int free) =>
        rows.FirstOrDefault(row => row.EmailHash.AsSpan().SequenceEqual(key)) is { Failures: > 0 } row
            ? new(row.Failures, row.WindowStartedAt, row.LastFailedAt, free)
            : LoginFailures.None with { Free = free };

    private sealed record Known
    {
        public long ExpiredSessions { get; init; }
        public bool KnownNetwork { get; init; }
        public Guid? SessionId { get; init; }
    }

    private sealed record Row
    {
        public byte[] EmailHash { get; init; } = [];
        public int Failures { get; init; }
        public DateTimeOffset WindowStartedAt { get; init; }
        public DateTimeOffset LastFailedAt { get; init; }
    }
}
