using System.Text.Json;
using FoodDelivery.BuildingBlocks;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.CartService.Domain;
using StackExchange.Redis;

namespace FoodDelivery.CartService.Data;

/// <summary>
/// Quotes in Redis: string <c>cart:quote:{quoteId}</c> (JSON), kept an hour beyond their validity so that "expired" can be told
/// from "unknown".
/// </summary>
public sealed class QuoteStore(RedisConnection redis)
{
    public static readonly TimeSpan Validity = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Kept = Validity + TimeSpan.FromHours(1);

    public Task AddAsync(Quote quote, CancellationToken ct)
    {
        var doc = JsonSerializer.SerializeToUtf8Bytes(quote, JsonDefaults.Tolerant);
        return redis.RunAsync(database => database.StringSetAsync(Key(quote.QuoteId), doc, Kept), ct);
    }

    public async Task<Quote?> FindAsync(Guid quoteId, CancellationToken ct)
    {
        var doc = await redis.RunAsync(database => database.StringGetAsync(Key(quoteId)), ct);
        return doc.IsNull ? null : JsonSerializer.Deserialize<Quote>((byte[])doc!, JsonDefaults.Tolerant);
    }

    private static RedisKey Key(Guid quoteId) => $"cart:quote:{quoteId}";
}
