using System.Security.Cryptography;
using FoodDelivery.BuildingBlocks;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.UserService.Domain;
using FoodDelivery.UserService.Security;
using Microsoft.EntityFrameworkCore;

namespace FoodDelivery.UserService.Data;

/// <summary>Answer to a refresh: account and token are null unless the outcome is Rotate or Repeat.</summary>
internal sealed record RefreshResult(RefreshOutcome Outcome, Guid SessionId, Account? Account = null, string? RefreshToken = null);

/// <summary>A session as its owner sees it.</summary>
internal sealed record SessionRow
{
    public Guid Id { get; init; }
    public string? Client { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? RotatedAt { get; init; }
    public DateTimeOffset ExpiresAt { get; init; }
}

/// <summary>Sessions and their refresh tokens, by statements that look and act in one: what they guard against comes between two.</summary>
internal sealed class SessionStore(
    Database database, IDbContextFactory<UserContext> contexts, Revocations revocations, TimeProvider clock)
{
    // A session has no use for more: each answer is good for ten minutes.
    private readonly Allowance refreshes = new(TimeSpan.FromSeconds(10), 10, clock);

    /// <summary>
    /// Opens a session for somebody whose password was right. Null when that is no longer enough: the password was changed, or parallel
    /// wrong guesses blocked the address, while this attempt was being checked.
    /// </summary>
    public Task<(Guid SessionId, string RefreshToken)?> OpenAsync(LoginCandidate login, string? rehashed, CancellationToken ct) =>
        database.WriteAsync(transaction => OpenAsync(transaction, login, rehashed), ct);

    private static async Task<(Guid SessionId, string RefreshToken)?> OpenAsync(
        Transaction transaction, LoginCandidate login, string? rehashed)
    {
        var account = login.Account!;
        var (sessionId, token) = (Guid.CreateVersion7(transaction.Now), RefreshToken.New());
        // The shared lock waits for a change of password that is being committed; without it the session would outlive that change.
        var inserted = await transaction.ExecuteAsync(
            """
            INSERT INTO sessions (id, user_id, secret, generation, created_at, expires_at, client_hash, client)
            SELECT @sessionId, u.id, @secret, 1, @Now, @expiresAt, @ClientHash, @ClientName FROM users u
            WHERE u.id = @Id AND u.password_hash = @PasswordHash AND u.blocked_at IS NULL
              AND NOT EXISTS (
                SELECT 1 FROM login_failures f WHERE f.email_hash = @ClientKey AND f.failures >= @Free AND f.failures > @Count)
            LOCK IN SHARE MODE;
            INSERT INTO refresh_tokens (token_hash, session_id, generation, expires_at)
            SELECT @tokenHash, id, 1, @expiresAt FROM sessions WHERE id = @sessionId
            """, new
            {
                sessionId, secret = RandomNumberGenerator.GetBytes(32), tokenHash = RefreshToken.Hash(token),
                transaction.Now, expiresAt = transaction.Now + RefreshPolicy.Lifetime,
                account.Id, account.PasswordHash, login.ClientKey, login.ClientHash, login.ClientName,
                login.Failures.Free, login.Failures.Count,
            });
        if (inserted == 0) return null;

        if (login.Failures.Count > 0) transaction.Write("DELETE FROM login_failures WHERE email_hash = @ClientKey", login);
        if (login.HasExpiredSessions)
        {
            transaction.Write("DELETE FROM sessions WHERE user_id = @Id AND expires_at < @Now", new { account.Id, transaction.Now });
        }
        if (rehashed is not null)
        {
            transaction.Write("UPDATE users SET password_hash = @rehashed WHERE id = @Id AND password_hash = @PasswordHash",
                new { rehashed, account.Id, account.PasswordHash });
        }
        return (sessionId, token);
    }

    /// <summary>Replaces a refresh token by its successor.</summary>
    /// <exception cref="RefusedException"><c>rate_limited</c>.</exception>
    public async Task<RefreshResult> RefreshAsync(string token, CancellationToken ct)
    {
        var result = await RotateAsync(token, ct);
        Failpoint.Hit("user.refresh.before_reply");
        return result;
    }

    private Task<RefreshResult> RotateAsync(string token, CancellationToken ct) => database.WriteAsync(async transaction =>
    {
        // Locks the family: requests with any of its tokens follow one after the other.
        var state = await transaction.QuerySingleOrDefaultAsync<RefreshState>(
            """
            SELECT s.id AS session_id, s.user_id, s.secret, t.generation, t.expires_at, s.generation AS newest_generation,
                   s.rotated_at, s.revoked_at
            FROM refresh_tokens t JOIN sessions s ON s.id = t.session_id WHERE t.token_hash = @tokenHash FOR UPDATE
            """, new { tokenHash = RefreshToken.Hash(token) });
        var outcome = RefreshPolicy.Decide(state, transaction.Now);
        if (state is null || outcome == RefreshOutcome.Invalid) return new RefreshResult(RefreshOutcome.Invalid, Guid.Empty);
        if (outcome == RefreshOutcome.Reused)
        {
            await EndAsync(transaction, state.SessionId, state.UserId);
            return new RefreshResult(outcome, state.SessionId);
        }

        var (successor, expiresAt) = (RefreshToken.Successor(token, state.Secret), transaction.Now + RefreshPolicy.Lifetime);
        await using var users = transaction.Enter(contexts);
        var account = await users.Accounts.SingleAsync(user => user.Id == state.UserId);
        if (outcome == RefreshOutcome.Rotate)
        {
            refreshes.Take(state.SessionId);
            var next = new { transaction.Now, expiresAt, state.SessionId, state.Generation, successorHash = RefreshToken.Hash(successor) };
            transaction.Write(
                """
                UPDATE sessions SET generation = generation + 1, rotated_at = @Now, expires_at = @expiresAt
                WHERE id = @SessionId AND generation = @Generation
                """, next);
            transaction.Write(
                """
                INSERT INTO refresh_tokens (token_hash, session_id, generation, expires_at)
                VALUES (@successorHash, @SessionId, @Generation + 1, @expiresAt)
                """, next);
            transaction.Write("DELETE FROM refresh_tokens WHERE session_id = @SessionId AND expires_at < @Now", next);
        }
        return new RefreshResult(outcome, state.SessionId, account, successor);
    }, ct);

    /// <summary>Ends the session that a token belongs to, whichever of its tokens that is; nothing when there is none.</summary>
    public Task EndAsync(string token, CancellationToken ct) => database.WriteAsync(async transaction =>
    {
        var session = await transaction.QuerySingleOrDefaultAsync<RefreshState>(
            """
            SELECT s.id AS session_id, s.user_id FROM refresh_tokens t JOIN sessions s ON s.id = t.session_id
            WHERE t.token_hash = @tokenHash AND s.revoked_at IS NULL
            """, new { tokenHash = RefreshToken.Hash(token) });
        if (session is not null) await EndAsync(transaction, session.SessionId, session.UserId);
    }, ct);

    /// <summary>Sessions of somebody that can still be used, newest first.</summary>
    public Task<IReadOnlyList<SessionRow>> ListAsync(Guid userId, Guid? before, int count, CancellationToken ct) =>
        database.ReadAsync(session => session.QueryAsync<SessionRow>(
            $"""
            SELECT id, client, created_at, rotated_at, expires_at FROM sessions
            WHERE user_id = @userId AND expires_at > @now AND revoked_at IS NULL {(before is null ? "" : "AND id < @before")}
            ORDER BY id DESC LIMIT @count
            """, new { userId, before, count, now = clock.GetUtcNow() }), ct);

    /// <summary>Ends one of somebody's sessions.</summary>
    /// <exception cref="RefusedException"><c>not_found</c>, also when it has ended already.</exception>
    public Task EndAsync(Guid userId, Guid sessionId, CancellationToken ct) => database.WriteAsync(async transaction =>
    {
        var found = await transaction.QuerySingleOrDefaultAsync<Guid?>(
            "SELECT id FROM sessions WHERE id = @sessionId AND user_id = @userId AND expires_at > @Now AND revoked_at IS NULL",
            new { sessionId, userId, transaction.Now });
        if (found is null) throw new RefusedException("not_found", "The session was not found.", Refusal.NotFound);
        await EndAsync(transaction, sessionId, userId);
    }, ct);

    private async Task EndAsync(Transaction transaction, Guid sessionId, Guid userId)
    {
        var account = await (await transaction.JoinAsync(contexts)).LockAsync(userId);
        account.EndSession(sessionId);
        revocations.AfterCommit(transaction, account);
        transaction.Save(account);
        transaction.Write("UPDATE sessions SET revoked_at = @Now WHERE id = @sessionId", new { transaction.Now, sessionId });
    }

    /// <summary>Ends every session of somebody.</summary>
    public static void EndAll(Transaction transaction, Guid userId) => transaction.Write(
        "UPDATE sessions SET revoked_at = @Now WHERE user_id = @userId AND revoked_at IS NULL", new { transaction.Now, userId });
}
