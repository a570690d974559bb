using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using FoodDelivery.BuildingBlocks;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.UserService.Data;
using Microsoft.IdentityModel.Tokens;

namespace FoodDelivery.UserService.Security;

/// <summary>The keys at one moment: one signs, all verify and are published.</summary>
internal sealed record KeyRing(RsaSecurityKey Current, RsaSecurityKey Next, IReadOnlyList<RsaSecurityKey> All, DateTimeOffset LoadedAt);

/// <summary>
/// The keys that sign tokens. They live in the database, so that replicas agree, and are read again every 30 s. The next key is published
/// long before it signs, so that verifiers know it by then; a retired one until every token it signed has expired. Thread-safe.
/// </summary>
internal sealed class SigningKeys(
    KeyStore store, KeyProtector protector, Revocations revocations, TimeProvider clock, ILogger<SigningKeys> log) : IDisposable
{
    private const int KeyBits = 2048;
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan MinAge = TimeSpan.FromSeconds(5);

    // The longest token lives an hour; another replica may have signed with the key for MaxAge after it was retired; clocks differ.
    private static readonly TimeSpan PublishedAfterRetirement = TimeSpan.FromMinutes(65);

    // Verifiers read the keys again every 5 minutes, a minute more or less, and again when that failed.
    private static readonly TimeSpan Propagation = TimeSpan.FromMinutes(15);

    private readonly SemaphoreSlim gate = new(1, 1);
    private KeyRing? ring;

    public async ValueTask<KeyRing> GetAsync(CancellationToken ct)
    {
        if (ring is { } fresh && IsGood(fresh)) return fresh;
        await gate.WaitAsync(ct);
        try
        {
            if (ring is { } other && IsGood(other)) return other;
            return ring = await LoadAsync(ct);
        }
        catch (Exception e) when (ring is not null && e.IsUnavailable())
        {
            log.LogWarning("The signing keys could not be read again ({Error}); going on with those known", e.Message);
            return ring = ring with { LoadedAt = clock.GetUtcNow() };
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>The next key signs from now on, and a new next one is made.</summary>
    /// <exception cref="RefusedException"><c>rotation_too_soon</c>.</exception>
    public async Task<KeyRing> RotateAsync(Guid actor, CancellationToken ct)
    {
        await store.RotateAsync(Generate(KeySlot.Next), actor, clock.GetUtcNow() - PublishedAfterRetirement, Propagation, ct);
        var rotated = await ReadNowAsync(ct);
        log.LogInformation("Signing keys rotated: {Kid} signs now, {NextKid} is next", rotated.Current.KeyId, rotated.Next.KeyId);
        return rotated;
    }

    /// <summary>Whatever this key signed is refused from now on. If it was the current one, the next signs.</summary>
    /// <exception cref="RefusedException"><c>not_found</c>.</exception>
    public async Task<KeyRing> WithdrawAsync(Guid keyId, Guid actor, CancellationToken ct)
    {
        revocations.Add(await store.WithdrawAsync(keyId, Generate(KeySlot.Next), actor, ct), clock.GetUtcNow());
        var left = await ReadNowAsync(ct);
        log.LogWarning(
            "Signing key {Kid} withdrawn; {CurrentKid} signs now, {NextKid} is next",
            keyId.ToString("N"), left.Current.KeyId, left.Next.KeyId);
        return left;
    }

    // Read by itself: what somebody else is reading at this moment may have begun before the change.
    private async Task<KeyRing> ReadNowAsync(CancellationToken ct)
    {
        await gate.WaitAsync(ct);
        try
        {
            return ring = await LoadAsync(ct);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>
    /// Somebody met a key that is not known here: perhaps another replica rotated. Not heeded more than every 5 s, because anyone can make
    /// up key ids.
    /// </summary>
    public void ReadAgainSoon()
    {
        if (ring is { } known && Age(known) > MinAge) ring = known with { LoadedAt = DateTimeOffset.MinValue };
    }

    public void Dispose() => gate.Dispose();

    // Another replica may have withdrawn the key that signs.
    private bool IsGood(KeyRing known) => Age(known) < MaxAge && !revocations.IsWithdrawn(known.Current.KeyId);

    private TimeSpan Age(KeyRing of) => clock.GetUtcNow() - of.LoadedAt;

    private async Task<KeyRing> LoadAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var rows = await store.ListAsync(now - PublishedAfterRetirement, ct);
        foreach (var slot in Enum.GetValues<KeySlot>().Where(slot => rows.All(row => row.Slot != slot.Wire())))
        {
            await store.OfferAsync(Generate(slot), ct);
        }
        if (rows.Count(row => row.Slot is not null) < 2) rows = await store.ListAsync(now - PublishedAfterRetirement, ct);

        var keys = rows.ToDictionary(row => row.Kid, Read);
        RsaSecurityKey InSlot(KeySlot slot) => keys[rows.Single(row => row.Slot == slot.Wire()).Kid];
        return new KeyRing(InSlot(KeySlot.Current), InSlot(KeySlot.Next), [.. keys.Values], now);
    }

    private KeyRow Generate(KeySlot slot)
    {
        using var rsa = RSA.Create(KeyBits);
        var kid = Guid.CreateVersion7(clock.GetUtcNow()).ToString("N");
        return new KeyRow { Kid = kid, Slot = slot.Wire(), PrivateKey = protector.Protect(rsa.ExportPkcs8PrivateKey(), kid) };
    }

    // Parameters instead of an RSA object: the token library then makes one RSA per thread, and RSA objects are not thread-safe.
    [SuppressMessage("Security", "CA5385", Justification = "2048 bits, see KeyBits.")]
    private RsaSecurityKey Read(KeyRow row)
    {
        using var rsa = RSA.Create();
        rsa.ImportPkcs8PrivateKey(protector.Unprotect(row.PrivateKey, row.Kid), out _);
        return new RsaSecurityKey(rsa.ExportParameters(includePrivateParameters: true)) { KeyId = row.Kid };
    }
}

/// <summary>Makes or reads the keys before the first request.</summary>
internal sealed class SigningKeysAtStart(SigningKeys keys) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken) => await keys.GetAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
