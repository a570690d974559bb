using System.Diagnostics.Metrics;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.UserService.Data;
using FoodDelivery.UserService.Domain;
using Microsoft.AspNetCore.Identity;

namespace FoodDelivery.UserService.Security;

/// <summary>
/// Checks passwords under the throttle of <see cref="LoginFailures"/>. An address without account takes the same path: the same statements, one hash, the same answers.
/// </summary>
internal sealed class Login(LoginStore logins, SessionStore sessions, PasswordHashing passwords, TimeProvider clock)
{
    private static readonly Meter Meter = new("FoodDelivery.UserService");
    private static readonly Counter<long> Failures = Meter.CreateCounter<long>("login_failures", null, "Logins with a wrong address or password.");

    /// <param name="email">Normalised.</param>
    /// <exception cref="ProblemException">401 <c>invalid_credentials</c> or 429 <c>login_throttled</c>.</exception>
    public async Task<(Account Account, Guid SessionId, string RefreshToken)> OpenSessionAsync(string email, string password, CancellationToken ct)
    {
        var (candidate, needsRehash) = await CheckAsync(email, password, ct)
            ?? throw new ProblemException(401, "invalid_credentials", "The e-mail address or the password is wrong.");
        var rehashed = needsRehash ? await passwords.HashAsync(password, ct) : null;
        var session = await sessions.OpenAsync(candidate, rehashed, ct) ?? throw Throttled(TimeSpan.FromSeconds(1));
        return (candidate.Account!, session.SessionId, session.RefreshToken);
    }

    /// <summary>The account when the password is right, else null; failures are counted.</summary>
    /// <exception cref="ProblemException">429 <c>login_throttled</c>.</exception>
    public async Task<(LoginCandidate Candidate, bool NeedsRehash)?> CheckAsync(string email, string password, CancellationToken ct)
    {
        var candidate = await logins.FindAsync(email, ct);
        RefuseFor(candidate.Failures.WaitAt(clock.GetUtcNow()));
        var result = await passwords.VerifyAsync(candidate.Account?.PasswordHash, password, ct);
        if (result != PasswordVerificationResult.Failed) return (candidate, result == PasswordVerificationResult.SuccessRehashNeeded);

        Failures.Add(1);
        // Guesses made in parallel are counted one after the other: those beyond the free ones learn nothing either.
        RefuseFor(await logins.RecordFailureAsync(candidate.EmailHash, ct));
        return null;
    }

    private static void RefuseFor(TimeSpan wait)
    {
        if (wait > TimeSpan.Zero) throw Throttled(wait);
    }

    private static ProblemException Throttled(TimeSpan wait) =>
        new(429, "login_throttled", "Too many failed logins for this address; wait and try again.") { RetryAfterSeconds = (int)Math.Ceiling(wait.TotalSeconds) };
}
