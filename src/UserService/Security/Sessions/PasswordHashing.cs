using System.Diagnostics.Metrics;
using FoodDelivery.BuildingBlocks;
using FoodDelivery.UserService.Domain;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace FoodDelivery.UserService.Security;

/// <summary>
/// Passwords as PBKDF2-HMAC-SHA512 by ASP.NET Core Identity's hasher. A hash costs about a tenth of a second of one core, so at most two
/// run at once and at most 32 callers wait; beyond that callers are told to come back, and everything else in this process stays quick.
/// </summary>
internal sealed class PasswordHashing : IDisposable
{
    public const int Iterations = 220_000;
    public const int AtOnce = 2;
    public const int Queue = 32;

    private static readonly Meter Meter = new("FoodDelivery.UserService");
    private static readonly Counter<long> Computed = Meter.CreateCounter<long>("password_hashes");
    private static readonly object Nobody = new();

    private readonly PasswordHasher<object> hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = Iterations }));
    private readonly SemaphoreSlim slots = new(AtOnce, AtOnce);
    private readonly string nobodysHash;
    private int callers;

    public PasswordHashing() => nobodysHash = hasher.HashPassword(Nobody, RefreshToken.New());

    public Task<string> HashAsync(string password, CancellationToken ct) => 
        RunAsync(() => hasher.HashPassword(Nobody, PasswordRules.Normalise(password)), ct);

    /// <summary>Compares a password with a hash. Without one (no such account) it does the same work and answers <c>Failed</c>.</summary>
    public Task<PasswordVerificationResult> VerifyAsync(string? hash, string password, CancellationToken ct) => RunAsync(() =>
    {
        var spellings = PasswordRules.Spellings(password);
        for (var i = 0; i < spellings.Count; i++)
        {
            var result = hasher.VerifyHashedPassword(Nobody, hash ?? nobodysHash, spellings[i]);
            if (hash is null || result == PasswordVerificationResult.Failed) continue;
            // An earlier spelling is replaced like an earlier way of hashing.
            return i == 0 ? result : PasswordVerificationResult.SuccessRehashNeeded;
        }
        return PasswordVerificationResult.Failed;
    }, ct);

    public void Dispose() => slots.Dispose();

    private async Task<T> RunAsync<T>(Func<T> work, CancellationToken ct)
    {
        if (Interlocked.Increment(ref callers) > AtOnce + Queue)
        {
            Interlocked.Decrement(ref callers);
            throw new RefusedException("busy", "Too many people are logging in right now; try again.", Refusal.Busy)
            {
                RetryAfter = TimeSpan.FromSeconds(2),
            };
        }

        try
        {
            await slots.WaitAsync(ct);
            try
            {
                Computed.Add(1);
                // A thread of its own: the pool has few, and all other requests need them meanwhile.
                return await Task.Factory.StartNew(work, ct, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            }
            finally
            {
                slots.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref callers);
        }
    }
}
