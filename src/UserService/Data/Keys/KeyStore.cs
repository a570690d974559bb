using FoodDelivery.BuildingBlocks.Sql;

namespace FoodDelivery.UserService.Data;

/// <summary>Place of a key that is not retired.</summary>
internal enum KeySlot { Current, Next }

/// <summary>A stored signing key; <c>Slot</c> is null when it is retired.</summary>
internal sealed record KeyRow
{
    public string Kid { get; init; } = "";
    public string? Slot { get; init; }
    public byte[] PrivateKey { get; init; } = [];
}

/// <summary>SQL of the signing keys.</summary>
internal sealed class KeyStore(Database database)
{
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
    /// <paramref name="forgetBefore"/>.
    /// </summary>
    public Task RotateAsync(KeyRow next, DateTimeOffset forgetBefore, CancellationToken ct) => database.WriteAsync(async transaction =>
    {
        // The lock puts two rotations one after the other; without it both would retire the same key.
        await transaction.QueryAsync<string>("SELECT kid FROM signing_keys WHERE slot IS NOT NULL ORDER BY kid FOR UPDATE");
        await transaction.ExecuteAsync(
            """
            UPDATE signing_keys SET slot = NULL, retired_at = @Now WHERE slot = 'current';
            UPDATE signing_keys SET slot = 'current' WHERE slot = 'next';
            INSERT INTO signing_keys (kid, slot, private_key, created_at) VALUES (@Kid, 'next', @PrivateKey, @Now);
            DELETE FROM signing_keys WHERE slot IS NULL AND retired_at < @forgetBefore
            """, new { next.Kid, next.PrivateKey, transaction.Now, forgetBefore });
    }, ct);
}
