using FoodDelivery.BuildingBlocks;
using FoodDelivery.BuildingBlocks.People;
using StackExchange.Redis;

namespace FoodDelivery.CartService.Data;

/// <summary>
/// Who was forgotten, in Redis: hash <c>cart:erasure:{userId}</c>, for a month. When Redis loses it, it has lost the carts as well.
/// </summary>
public sealed class ErasureLog(RedisConnection redis, CartStore carts, QuoteStore quotes, TimeProvider clock) : IErasures
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    public async Task<ErasureState?> FindAsync(Guid userId, CancellationToken ct)
    {
        var entry = await redis.RunAsync(database => database.HashGetAllAsync(Key(userId)), ct);
        if (entry.Length == 0) return null;
        var values = entry.ToDictionary(field => field.Name.ToString(), field => (long)field.Value);
        return new ErasureState(At(values["requestedAt"]), At(values["finishedAt"]), values["rows"]);
    }

    /// <summary>Forgets somebody at once; repeated, it changes nothing that was noted before.</summary>
    public async Task BeginAsync(Guid userId, DateTimeOffset requestedAt, CancellationToken ct)
    {
        var keys = await carts.EraseAsync(userId, ct) + await quotes.EraseAsync(userId, ct);
        await redis.RunAsync(async database =>
        {
            var key = Key(userId);
            await database.HashSetAsync(key, "requestedAt", requestedAt.ToUnixTimeMilliseconds(), When.NotExists);
            await database.HashSetAsync(key, "finishedAt", clock.GetUtcNow().ToUnixTimeMilliseconds(), When.NotExists);
            await database.HashIncrementAsync(key, "rows", keys);
            return await database.KeyExpireAsync(key, Kept);
        }, ct);
    }

    private static DateTimeOffset At(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    private static RedisKey Key(Guid userId) => $"cart:erasure:{userId}";
}
