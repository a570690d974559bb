using System.Diagnostics.Metrics;
using FoodDelivery.BuildingBlocks;
using FoodDelivery.UserService.Data;
using FoodDelivery.UserService.Domain;
using Microsoft.AspNetCore.Identity;

namespace FoodDelivery.UserService.Security;

/// <summary>
/// Checks passwords under the throttle of <see cref="LoginFailures"/>. An address without account takes the same path: the same
/// statements, one hash, the same answers.
/// </summary>
internal sealed class Login(LoginStore logins, SessionStore sessions, PasswordHashing passwords, TimeProvider clock)
{
    private static readonly Meter Meter = new("FoodDelivery.UserService");
    private static readonly Counter<long> Failures =
        Meter.CreateCounter<long>("login_failures", null, "Logins with a wrong address or password.");

    /// <summary>A session for who knows the password, else null.</summary>
    /// <param name="email">Normalised.</param>
    /// <exception cref="RefusedException"><c>login_throttled</c>, <c>account_blocked</c>.</exception>
    public async Task<OpenedSession?> OpenSessionAsync(string email, string password, LoginClient client, CancellationToken ct)
    {
        if (await CheckAsync(email, password, client, ct) is not (var candidate, var needsRehash)) return null;
        if (candidate.Account!.BlockedAt is not null)
        {
            throw new RefusedException("account_blocked", "This account is blocked; write to the support.", Refusal.NotAllowed);
        }
        var rehashed = needsRehash ? await passwords.HashAsync(password, ct) : null;
        var session = await sessions.OpenAsync(candidate, rehashed, ct) ?? throw Throttled(TimeSpan.FromSeconds(1));
        return new OpenedSession(candidate.Account!, session.SessionId, session.RefreshToken);
    }

    /// <summary>The account when the password is right, else null; failures are counted.</summary>
    /// <exception cref="RefusedException"><c>login_throttled</c>.</exception>
    public async Task<(LoginCandidate Candidate, bool NeedsRehash)?> CheckAsync(
        string email, string password, LoginClient client, CancellationToken ct)
    {
        var candidate = await logins.FindAsync(email, client, ct);
        RefuseFor(candidate.WaitAt(clock.GetUtcNow()));
        var result = await passwords.VerifyAsync(candidate.Account?.PasswordHash, password, ct);
        if (result != PasswordVerificationResult.Failed) return (candidate, result == PasswordVerificationResult.SuccessRehashNeeded);

        Failures.Add(1);
        // Guesses made in parallel are counted one after the other: those beyond the free ones learn nothing either.
        RefuseFor(await logins.RecordFailureAsync(candidate, ct));
        return null;
    }

    private static void RefuseFor(TimeSpan wait)
    {
        if (wait > TimeSpan.Zero) throw Throttled(wait);
    }

    private static RefusedException Throttled(TimeSpan wait) =>
        new("login_throttled", "Too many failed logins; wait and try again.", Refusal.TooOften) { RetryAfter = wait };
}

/// <summary>A session that has just begun.</summary>
internal sealed record OpenedSession(Account Account, Guid SessionId, string RefreshToken);
