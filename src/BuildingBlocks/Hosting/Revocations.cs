using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Claims;
using FoodDelivery.Contracts;

namespace FoodDelivery.BuildingBlocks.Hosting;

/// <summary>
/// Access that was taken back while tokens of it are still good: ended sessions, accounts whose password or rights changed, withdrawn
/// keys. Asked at every request. An entry is kept as long as a token that it stops can live, so there are never more of them than
/// happen in that time. Thread-safe (docs/adr/0020).
/// </summary>
public sealed class Revocations(TimeProvider clock)
{
    /// <summary>Life of a person's access token.</summary>
    public static readonly TimeSpan UserTokenLife = TimeSpan.FromMinutes(10);

    /// <summary>Life of a service's token.</summary>
    public static readonly TimeSpan ServiceTokenLife = TimeSpan.FromHours(1);

    // Clocks differ, and tokens are accepted for a little longer than they say.
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan SweepEvery = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<Guid, DateTimeOffset> sessions = new();
    private readonly ConcurrentDictionary<Guid, (long Revision, DateTimeOffset Until)> accounts = new();
    private readonly ConcurrentDictionary<string, DateTimeOffset> keys = new();
    private long sweepAt;
    private long blindSince = long.MaxValue;

    /// <summary>For how long something can concern anybody.</summary>
    public static TimeSpan KeptFor => ServiceTokenLife + Margin;

    /// <summary>How many are kept.</summary>
    public int Count => sessions.Count + accounts.Count + keys.Count;

    /// <summary>
    /// What was taken back before this moment is not known (yet): tokens from before are refused. A new one takes a refresh, and the
    /// issuer knows everything. Null when all is known.
    /// </summary>
    public DateTimeOffset? BlindSince
    {
        get => Volatile.Read(ref blindSince) is var ticks && ticks == long.MaxValue ? null : new DateTimeOffset(ticks, TimeSpan.Zero);
        set => Volatile.Write(ref blindSince, value?.UtcTicks ?? long.MaxValue);
    }

    /// <summary>A session ended, or everything that an account was given up to a revision.</summary>
    /// <param name="at">When.</param>
    public void Add(AccessRevokedV1 revoked, DateTimeOffset at)
    {
        Sweep();
        var until = at + UserTokenLife + Margin;
        if (until < clock.GetUtcNow()) return;
        if (revoked.SessionId is { } session) sessions[session] = until;
        if (revoked.Revision is not { } revision) return;
        accounts.AddOrUpdate(revoked.UserId, (revision, until), (_, known) => known.Revision > revision ? known : (revision, until));
    }

    /// <summary>Nothing that this key signed is good any more.</summary>
    public void Add(SigningKeyWithdrawnV1 withdrawn, DateTimeOffset at)
    {
        Sweep();
        if (at + KeptFor >= clock.GetUtcNow()) keys[withdrawn.KeyId.ToString("N")] = at + KeptFor;
    }

    /// <summary>Whether a token of this key is stopped.</summary>
    public bool IsWithdrawn(string? keyId) => keyId is not null && keys.ContainsKey(keyId);

    /// <summary>Whether a token that is otherwise good is stopped.</summary>
    /// <param name="token">Its claims.</param>
    /// <param name="keyId">The key that signed it.</param>
    public bool Refuse(ClaimsPrincipal token, string? keyId)
    {
        if (IsWithdrawn(keyId)) return true;
        // Services have neither sessions nor accounts.
        if (!token.HasClaim("aud", Authentication.PublicAudience)) return false;
        if (BlindSince is { } blind && Number(token, "iat") is var issued && issued < blind.ToUnixTimeSeconds()) return true;
        if (Guid.TryParse(token.FindFirstValue("sid"), out var session) && sessions.ContainsKey(session)) return true;
        return Guid.TryParse(token.FindFirstValue("sub"), out var user) && accounts.TryGetValue(user, out var known)
            && Number(token, "rev") < known.Revision;
    }

    private static long Number(ClaimsPrincipal token, string claim) =>
        long.TryParse(token.FindFirstValue(claim), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private void Sweep()
    {
        var now = clock.GetUtcNow();
        var due = Volatile.Read(ref sweepAt);
        if (now.UtcTicks < due || Interlocked.CompareExchange(ref sweepAt, (now + SweepEvery).UtcTicks, due) != due) return;
        foreach (var (id, until) in sessions) if (until < now) sessions.TryRemove(id, out _);
        foreach (var (id, known) in accounts) if (known.Until < now) accounts.TryRemove(id, out _);
        foreach (var (id, until) in keys) if (until < now) keys.TryRemove(id, out _);
    }
}
