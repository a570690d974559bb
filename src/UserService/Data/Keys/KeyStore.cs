using FoodDelivery.BuildingBlocks;
using FoodDelivery.BuildingBlocks.Audit;
using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;

namespace FoodDelivery.UserService.Data;

/// <summary>Place of a key that is not retired.</summary>
internal enum KeySlot { Current, Next }

/// <summary>A stored signing key; <c>Slot</c> is null when it is retired.</summary>
internal sealed record KeyRow
{
    public string Kid { get; init; } = "";
    public string? Slot { get; init; }
    public byte[] PrivateKey { get; init; } = [];
    public DateTimeOffset CreatedAt { get; init; }
}

/// <summary>SQL of the signing keys.</summary>
internal sealed class KeyStore(Database database)
{
    private const string RetireCurrent = "UPDATE signing_keys SET slot = NULL, retired_at = @Now WHERE slot = 'current'";
    private const string PromoteNext = "UPDATE signing_keys SET slot = 'current' WHERE slot = 'next'";
    private const string InsertNext =
        "INSERT INTO signing_keys (kid, slot, private_key, created_at) VALUES (@Kid, 'next', @PrivateKey, @Now)";
    private const string ForgetOld = "DELETE FROM signing_keys WHERE slot IS NULL AND retired_at < @forgetBefore";

    /// <summary>Keys in use, and keys retired after <paramref name="retiredAfter"/>.</summary>
    public Task<IReadOnlyList<KeyRow>> ListAsync(DateTimeOffset retiredAfter, CancellationToken ct) =>
        database.ReadAsync(session => session.QueryAsync<KeyRow>(
            "SELECT kid, slot, private_key FROM signing_keys WHERE slot IS NOT NULL OR retired_at > @retiredAfter ORDER BY created_at, kid",
            new { retiredAfter }), ct);

    /// <summary>Fills a slot unless another replica was first.</summary>
    public Task OfferAsync(KeyRow key, CancellationToken ct) => database.WriteAsync(transaction => transaction.ExecuteAsync(
        "INSERT IGNORE INTO signing_keys (kid, slot, private_key, created_at) VALUES (@Kid, @Slot, @PrivateKey, @Now)",
        new { key.Kid, key.Slot, key.PrivateKey, transaction.Now }), ct);

    /// <summary>
    /// Retires the current key, makes the next one current and <paramref name="next"/> the next; forgets keys retired before
    /// <paramref name="forgetBefore"/>. Not before the next key has been published for <paramref name="propagation"/>: verifiers that have
    /// not read it yet would refuse what it signs.
    /// </summary>
    /// <exception cref="RefusedException"><c>rotation_too_soon</c>.</exception>
    public Task RotateAsync(KeyRow next, Guid actor, DateTimeOffset forgetBefore, TimeSpan propagation, CancellationToken ct) =>
        database.WriteAsync(async transaction =>
        {
            var keys = await LockAsync(transaction);
            var promoted = keys.Single(key => key.Slot == KeySlot.Next.Wire());
            var safeAt = promoted.CreatedAt + propagation;
            if (safeAt > transaction.Now)
            {
                throw new RefusedException("rotation_too_soon", "The next key has not reached every verifier yet; rotate from safeAt on.")
                {
                    RetryAfter = safeAt - transaction.Now,
                }.With("safeAt", safeAt);
            }
            transaction.Audit(actor, "signingKey.rotate", Guid.ParseExact(promoted.Kid, "N"), null);
            await transaction.ExecuteAsync($"{RetireCurrent}; {PromoteNext}; {InsertNext}; {ForgetOld}",
                new { next.Kid, next.PrivateKey, transaction.Now, forgetBefore });
        }, ct);

    /// <summary>
    /// Forgets a key at once and tells everybody; <paramref name="next"/> fills the place that becomes free. The one that was next
    /// signs when it was the current one.
    /// </summary>
    /// <exception cref="RefusedException"><c>not_found</c>.</exception>
    public Task<SigningKeyWithdrawnV1> WithdrawAsync(Guid keyId, KeyRow next, Guid actor, CancellationToken ct) =>
        database.WriteAsync(transaction => WithdrawAsync(transaction, keyId, next, actor), ct);

    private static async Task<SigningKeyWithdrawnV1> WithdrawAsync(Transaction transaction, Guid keyId, KeyRow next, Guid actor)
    {
        var kid = keyId.ToString("N");
        var slot = (await LockAsync(transaction)).FirstOrDefault(key => key.Kid == kid)?.Slot;
        if (await transaction.ExecuteAsync("DELETE FROM signing_keys WHERE kid = @kid", new { kid }) == 0)
        {
            throw new RefusedException("not_found", "The key was not found.", Refusal.NotFound);
        }
        if (slot is not null)
        {
            await transaction.ExecuteAsync(slot == KeySlot.Current.Wire() ? $"{PromoteNext}; {InsertNext}" : InsertNext,
                new { next.Kid, next.PrivateKey, transaction.Now });
        }
        var withdrawn = new SigningKeyWithdrawnV1(keyId);
        transaction.Publish(keyId, 1, withdrawn);
        transaction.Audit(actor, "signingKey.withdraw", keyId, null);
        return withdrawn;
    }

    // The lock puts two changes one after the other; without it two rotations would retire the same key.
    private static Task<IReadOnlyList<KeyRow>> LockAsync(Transaction transaction) => transaction.QueryAsync<KeyRow>(
        "SELECT kid, slot, created_at FROM signing_keys WHERE slot IS NOT NULL ORDER BY kid FOR UPDATE");
}
