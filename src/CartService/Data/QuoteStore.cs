using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using FoodDelivery.BuildingBlocks;
using FoodDelivery.CartService.Domain;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace FoodDelivery.CartService.Data;

/// <summary>How many quotes one customer may have, section <c>Quotes</c>.</summary>
public sealed class QuoteLimits
{
    /// <summary>Quotes that are kept; with another one the oldest goes.</summary>
    [Range(1, 100)]
    public int Open { get; set; } = 5;

    [Range(1, 10_000)]
    public int PerMinute { get; set; } = 60;
}

/// <summary>
/// Quotes in Redis: string <c>cart:quote:{quoteId}</c> (JSON), kept an hour beyond their validity so that "expired" can be told
/// from "unknown". A customer has a few, listed in <c>cart:quotes:{customerId}</c>, newest first: whoever asks again and again fills
/// nobody's memory.
/// </summary>
public sealed class QuoteStore(RedisConnection redis, IOptions<QuoteLimits> limits, TimeProvider clock)
{
    public static readonly TimeSpan Validity = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Kept = Validity + TimeSpan.FromHours(1);

    private const string Add =
        """
        redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
        redis.call('LPUSH', KEYS[2], KEYS[1])
        redis.call('PEXPIRE', KEYS[2], ARGV[2])
        for _, old in ipairs(redis.call('LRANGE', KEYS[2], ARGV[3], -1)) do redis.call('DEL', old) end
        redis.call('LTRIM', KEYS[2], 0, ARGV[3] - 1)
        return 1
        """;

    private readonly Allowance asking = new(TimeSpan.FromMinutes(1) / limits.Value.PerMinute, limits.Value.PerMinute, clock);

    /// <summary>Counts that a customer asks for a quote.</summary>
    /// <exception cref="RefusedException"><c>rate_limited</c>: too often within a minute.</exception>
    public void Admit(Guid customerId) => asking.Take(customerId);

    public Task AddAsync(Quote quote, CancellationToken ct)
    {
        var doc = JsonSerializer.SerializeToUtf8Bytes(quote, CartStore.Stored);
        RedisKey[] keys = [Key(quote.QuoteId), List(quote.CustomerId)];
        RedisValue[] values = [doc, (long)Kept.TotalMilliseconds, limits.Value.Open];
        return redis.RunAsync(database => database.ScriptEvaluateAsync(Add, keys, values), ct);
    }

    public async Task<Quote?> FindAsync(Guid quoteId, CancellationToken ct)
    {
        var doc = await redis.RunAsync(database => database.StringGetAsync(Key(quoteId)), ct);
        return doc.IsNull ? null : JsonSerializer.Deserialize<Quote>((byte[])doc!, CartStore.Stored);
    }

    /// <summary>Somebody's quotes, newest first.</summary>
    public async Task<IReadOnlyList<Quote>> ListAsync(Guid customerId, CancellationToken ct)
    {
        var keys = await KeysAsync(customerId, ct);
        if (keys.Length == 0) return [];
        var docs = await redis.RunAsync(database => database.StringGetAsync(keys), ct);
        return [.. docs.Where(doc => !doc.IsNull).Select(doc => JsonSerializer.Deserialize<Quote>((byte[])doc!, CartStore.Stored)!)];
    }

    /// <summary>Erases somebody's quotes.</summary>
    /// <returns>How many keys that were.</returns>
    public async Task<long> EraseAsync(Guid customerId, CancellationToken ct)
    {
        RedisKey[] keys = [.. await KeysAsync(customerId, ct), List(customerId)];
        return await redis.RunAsync(database => database.KeyDeleteAsync(keys), ct);
    }

    private Task<RedisKey[]> KeysAsync(Guid customerId, CancellationToken ct) => redis.RunAsync(
        async database => (await database.ListRangeAsync(List(customerId))).Select(key => (RedisKey)(string)key!).ToArray(), ct);

    private static RedisKey List(Guid customerId) => $"cart:quotes:{customerId}";

    private static RedisKey Key(Guid quoteId) => $"cart:quote:{quoteId}";
}
