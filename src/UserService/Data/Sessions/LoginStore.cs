using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.UserService.Domain;
using Microsoft.EntityFrameworkCore;

namespace FoodDelivery.UserService.Data;

/// <summary>What a login starts from. <c>Account</c> is null when the address has none; everything else is the same then.</summary>
internal sealed record LoginCandidate(Account? Account, byte[] EmailHash, LoginFailures Failures, bool HasExpiredSessions);

/// <summary>What logging in reads, and the counting of failures, one after the other however many guess at once.</summary>
internal sealed class LoginStore(Database database, IDbContextFactory<UserContext> contexts, TimeProvider clock)
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(1);

    public Task<LoginCandidate> FindAsync(string email, CancellationToken ct)
    {
        var emailHash = EmailAddress.Hash(email);
        return database.ReadAsync(async session =>
        {
            await using var users = session.Enter(contexts);
            var account = await users.Accounts.SingleOrDefaultAsync(user => user.Email == email);
            // Asked without an account as well: how much work there is must not tell whether there is one.
            var row = await session.QuerySingleAsync<Row>(
                """
                SELECT f.failures, f.window_started_at, f.last_failed_at,
                       (SELECT COUNT(*) FROM sessions s WHERE s.user_id = @userId AND s.expires_at < @now) AS expired_sessions
                FROM (SELECT 1 AS one) k LEFT JOIN login_failures f ON f.email_hash = @emailHash
                """, new { emailHash, userId = account?.Id ?? Guid.Empty, now = clock.GetUtcNow() });
            return new LoginCandidate(account, emailHash, row.ToFailures(), row.ExpiredSessions > 0);
        }, ct);
    }

    /// <summary>Counts a failure, unless the address was blocked while the attempt was under way: then how long to wait.</summary>
    public Task<TimeSpan> RecordFailureAsync(byte[] emailHash, CancellationToken ct) => database.WriteAsync(async transaction =>
    {
        await transaction.ExecuteAsync(
            """
            INSERT IGNORE INTO login_failures (email_hash, failures, window_started_at, last_failed_at)
            VALUES (@emailHash, 0, @Now, @Now)
            """, new { emailHash, transaction.Now });
        var known = (await transaction.QuerySingleAsync<Row>(
            "SELECT failures, window_started_at, last_failed_at FROM login_failures WHERE email_hash = @emailHash FOR UPDATE",
            new { emailHash })).ToFailures();
        if (known.WaitAt(transaction.Now) is var wait && wait > TimeSpan.Zero) return wait;

        var next = known.Next(transaction.Now);
        transaction.Write(
            """
            UPDATE login_failures SET failures = @Count, window_started_at = @WindowStartedAt, last_failed_at = @LastFailedAt
            WHERE email_hash = @emailHash
            """, new { emailHash, next.Count, next.WindowStartedAt, next.LastFailedAt });
        // Rows of addresses that nobody tries any more go a few at a time, with the failures of others.
        transaction.Write("DELETE FROM login_failures WHERE last_failed_at < @old LIMIT 10", new { old = transaction.Now - KeptFor });
        return TimeSpan.Zero;
    }, ct);

    private sealed record Row
    {
        public int? Failures { get; init; }
        public DateTimeOffset? WindowStartedAt { get; init; }
        public DateTimeOffset? LastFailedAt { get; init; }
        public long ExpiredSessions { get; init; }

        public LoginFailures ToFailures() =>
            Failures is > 0 ? new(Failures.Value, WindowStartedAt!.Value, LastFailedAt!.Value) : LoginFailures.None;
    }
}
