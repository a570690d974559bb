using System.Text.Encodings.Web;
using System.Text.Json;
using FoodDelivery.BuildingBlocks;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.CartService.Domain;
using StackExchange.Redis;

namespace FoodDelivery.CartService.Data;

/// <summary>
/// Carts in Redis: hash <c>cart:cart:{customerId}</c> with <c>version</c> and <c>doc</c> (JSON), 7 days after the last change. A change is
/// computed here and stored by a script that compares the version, so that none is lost; changes of one customer wait for each other in
/// this process.
/// </summary>
public sealed class CartStore(RedisConnection redis) : IDisposable
{
    private const int Attempts = 10;
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    /// <summary>Of a cart as it is stored: fifty lines, and notes for most of them.</summary>
    public const int MaxBytes = 32 * 1024;

    /// <summary>JSON as it is stored: letters as they are, not as six bytes each.</summary>
    internal static JsonSerializerOptions Stored { get; } =
        new(JsonDefaults.Tolerant) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private const string Replace =
        """
        if (redis.call('HGET', KEYS[1], 'version') or '0') ~= ARGV[1] then return 0 end
        redis.call('HSET', KEYS[1], 'version', ARGV[2], 'doc', ARGV[3])
        redis.call('PEXPIRE', KEYS[1], ARGV[4])
        return 1
        """;

    // Striped: two customers who share a gate wait for each other now and then, which costs less than a gate for everyone.
    private readonly SemaphoreSlim[] gates = [.. Enumerable.Range(0, 256).Select(_ => new SemaphoreSlim(1, 1))];

    public async Task<Cart> GetAsync(Guid customerId, CancellationToken ct)
    {
        var doc = await redis.RunAsync(database => database.HashGetAsync(Key(customerId), "doc"), ct);
        if (doc.IsNull) return Cart.Empty;
        return JsonSerializer.Deserialize<Cart>((byte[])doc!, Stored)
            ?? throw new InvalidOperationException("A stored cart is null.");
    }

    /// <summary>Changes a cart and answers with the changed one. The change may run again when another one was faster.</summary>
    /// <exception cref="RefusedException">
    /// <c>cart_version_conflict</c>: others are always faster; <c>cart_limit_reached</c>: too large.
    /// </exception>
    public async Task<Cart> ChangeAsync(Guid customerId, Func<Cart, Cart> change, CancellationToken ct)
    {
        var gate = gates[(customerId.GetHashCode() & int.MaxValue) % gates.Length];
        await gate.WaitAsync(ct);
        try
        {
            for (var attempt = 1; attempt <= Attempts; attempt++)
            {
                var cart = await GetAsync(customerId, ct);
                var changed = change(cart);
                CheckSize(cart, changed);
                if (changed.Version == cart.Version || await TryReplaceAsync(customerId, cart.Version, changed, ct)) return changed;
            }
            throw new RefusedException("cart_version_conflict", "The cart was changed in the meantime; read it again.");
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Stores a cart if the stored one still has the version.</summary>
    public async Task<bool> TryReplaceAsync(Guid customerId, long version, Cart cart, CancellationToken ct)
    {
        var doc = JsonSerializer.SerializeToUtf8Bytes(cart, Stored);
        var stored = await redis.RunAsync(database => database.ScriptEvaluateAsync(
            Replace, [Key(customerId)], [version.ToString(), cart.Version.ToString(), doc, (long)Lifetime.TotalMilliseconds]), ct);
        return (long)stored == 1;
    }

    /// <summary>Erases somebody's cart.</summary>
    /// <returns>How many keys that were.</returns>
    public Task<long> EraseAsync(Guid customerId, CancellationToken ct) =>
        redis.RunAsync(database => database.KeyDeleteAsync([Key(customerId)]), ct);

    // A cart from before the limit must be able to shrink.
    private static void CheckSize(Cart before, Cart after)
    {
        var size = JsonSerializer.SerializeToUtf8Bytes(after, Stored).Length;
        if (size <= MaxBytes || size <= JsonSerializer.SerializeToUtf8Bytes(before, Stored).Length) return;
        throw new RefusedException("cart_limit_reached", $"A cart has at most {MaxBytes / 1024} KB; shorten its notes.");
    }

    public void Dispose()
    {
        foreach (var gate in gates) gate.Dispose();
    }

    private static RedisKey Key(Guid customerId) => $"cart:cart:{customerId}";
}
