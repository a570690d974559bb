using FoodDelivery.BuildingBlocks;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.UserService.Domain;
using FoodDelivery.UserService.Security;
using System.Security.Cryptography;

namespace FoodDelivery.UserService.Data;

/// <summary>Answer to a refresh: account and token are null unless the outcome is Rotate or Repeat.</summary>
internal sealed record RefreshResult(RefreshOutcome Outcome, Guid SessionId, Account? Account = null, string? RefreshToken = null);

/// <summary>SQL of sessions and their refresh tokens.</summary>
internal sealed class SessionStore(Database database)
{
    /// <summary>
    /// Opens a session for somebody whose password was right. Null when that is no longer enough: the password was changed, or parallel wrong guesses
    /// blocked the address, while this attempt was being checked.
    /// </summary>
    public Task<(Guid SessionId, string RefreshToken)?> OpenAsync(LoginCandidate login, string? rehashed, CancellationToken ct) => database.WriteAsync(async transaction =>
    {
        var account = login.Account!;
        var (sessionId, token, expiresAt) = (Guid.CreateVersion7(transaction.Now), RefreshToken.New(), transaction.Now + RefreshPolicy.Lifetime);
        // The shared lock waits for a change of password that is being committed; without it the session would outlive that change.
        var inserted = await transaction.ExecuteAsync(
            """
            INSERT INTO sessions (id, user_id, secret, generation, created_at, expires_at)
            SELECT @sessionId, u.id, @secret, 1, @Now, @expiresAt FROM users u
            WHERE u.id = @Id AND u.password_hash = @PasswordHash
              AND NOT EXISTS (SELECT 1 FROM login_failures f WHERE f.email_hash = @EmailHash AND f.failures >= @Free AND f.failures > @Count)
            LOCK IN SHARE MODE;
            INSERT INTO refresh_tokens (token_hash, session_id, generation, expires_at) SELECT @tokenHash, id, 1, @expiresAt FROM sessions WHERE id = @sessionId
            """, new
            {
                sessionId, secret = RandomNumberGenerator.GetBytes(32), transaction.Now, expiresAt, account.Id, account.PasswordHash,
                login.EmailHash, LoginFailures.Free, login.Failures.Count, tokenHash = RefreshToken.Hash(token),
            });
        if (inserted == 0) return ((Guid, string)?)null;

        var housekeeping = (login.Failures.Count > 0 ? "DELETE FROM login_failures WHERE email_hash = @EmailHash;" : "")
            + (login.HasExpiredSessions ? "DELETE FROM sessions WHERE user_id = @Id AND expires_at < @Now;" : "")
            + (rehashed is not null ? "UPDATE users SET password_hash = @rehashed WHERE id = @Id AND password_hash = @PasswordHash;" : "");
        if (housekeeping.Length > 0) await transaction.ExecuteAsync(housekeeping, new { login.EmailHash, account.Id, transaction.Now, rehashed, account.PasswordHash });
        return (sessionId, token);
    }, ct);

    /// <summary>Replaces a refresh token by its successor.</summary>
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
            SELECT s.id AS session_id, s.user_id, s.secret, t.generation, t.expires_at, s.generation AS newest_generation, s.rotated_at, s.revoked_at
            FROM refresh_tokens t JOIN sessions s ON s.id = t.session_id WHERE t.token_hash = @tokenHash FOR UPDATE
            """, new { tokenHash = RefreshToken.Hash(token) });
        var outcome = RefreshPolicy.Decide(state, transaction.Now);
        if (state is null || outcome == RefreshOutcome.Invalid) return new RefreshResult(RefreshOutcome.Invalid, Guid.Empty);
        if (outcome == RefreshOutcome.Reused)
        {
            await transaction.ExecuteAsync("UPDATE sessions SET revoked_at = @Now WHERE id = @SessionId", new { transaction.Now, state.SessionId });
            return new RefreshResult(outcome, state.SessionId);
        }

        var successor = RefreshToken.Successor(token, state.Secret);
        const string rotate =
            """
            UPDATE sessions SET generation = generation + 1, rotated_at = @Now, expires_at = @expiresAt WHERE id = @SessionId AND generation = @Generation;
            INSERT INTO refresh_tokens (token_hash, session_id, generation, expires_at) VALUES (@successorHash, @SessionId, @Generation + 1, @expiresAt);
            DELETE FROM refresh_tokens WHERE session_id = @SessionId AND expires_at < @Now;

            """;
        var account = await transaction.QuerySingleAsync<AccountRow>(
            $"{(outcome == RefreshOutcome.Rotate ? rotate : "")} SELECT {AccountRow.Columns} FROM users u WHERE u.id = @UserId",
            new { transaction.Now, expiresAt = transaction.Now + RefreshPolicy.Lifetime, state.SessionId, state.Generation, state.UserId, successorHash = RefreshToken.Hash(successor) });
        return new RefreshResult(outcome, state.SessionId, account.ToAccount(), successor);
    }, ct);

    /// <summary>Ends the session that a token belongs to, whichever of its tokens that is; nothing when there is none.</summary>
    public Task EndAsync(string token, CancellationToken ct) => database.WriteAsync(transaction => transaction.ExecuteAsync(
        "UPDATE refresh_tokens t JOIN sessions s ON s.id = t.session_id SET s.revoked_at = @Now WHERE t.token_hash = @tokenHash AND s.revoked_at IS NULL",
        new { transaction.Now, tokenHash = RefreshToken.Hash(token) }), ct);
}
