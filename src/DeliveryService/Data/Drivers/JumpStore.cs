using System.Globalization;
using FoodDelivery.BuildingBlocks;
using FoodDelivery.DeliveryService.Domain;
using StackExchange.Redis;

namespace FoodDelivery.DeliveryService.Data;

/// <summary>A driver's device was somewhere, and then where no vehicle can have come to since.</summary>
/// <param name="At">When it was there.</param>
public sealed record Jump(DateTimeOffset At, long Metres);

/// <summary>
/// Marks drivers whose places do not fit together, within a shift and from one to the next: ops look at it, nothing else follows. The last
/// place of a shift is kept for the comparison, and like the mark for a day at most.
/// </summary>
public sealed class JumpStore(RedisConnection redis, IConfiguration configuration)
{
    private readonly RedisKey left = PositionStore.Key(configuration, "left");
    private readonly RedisKey jumped = PositionStore.Key(configuration, "jumped");

    /// <summary>A place was taken: is it one that can be reached?</summary>
    /// <param name="from">The one before; null for the first of a shift.</param>
    public async Task LookAsync(Guid driverId, Position? from, Position to, CancellationToken ct)
    {
        var before = from
            ?? PositionStore.Parse(await redis.RunAsync(database => database.HashGetAsync(left, driverId.ToString()), ct))?.Last;
        if (before is null || before.CanReach(to)) return;
        var mark = string.Create(
            CultureInfo.InvariantCulture, $"{to.At.ToUnixTimeMilliseconds()} {(long)before.Point.MetresTo(to.Point)}");
        await redis.RunAsync(database => database.HashSetAsync(jumped, driverId.ToString(), mark), ct);
    }

    /// <summary>The last jump of each of these drivers, of those who have made one.</summary>
    public async Task<IReadOnlyDictionary<Guid, Jump>> FindAllAsync(IReadOnlyCollection<Guid> driverIds, CancellationToken ct)
    {
        if (driverIds.Count == 0) return new Dictionary<Guid, Jump>();
        var members = driverIds.Select(id => (RedisValue)id.ToString()).ToArray();
        var values = await redis.RunAsync(database => database.HashGetAsync(jumped, members), ct);
        return driverIds.Zip(values).Where(pair => !pair.Second.IsNullOrEmpty).ToDictionary(pair => pair.First, pair => Parse(pair.Second));
    }

    /// <summary>Erases what is older.</summary>
    public Task ForgetAsync(DateTimeOffset before, CancellationToken ct) => redis.RunAsync(async database =>
    {
        foreach (var key in new[] { left, jumped })
        {
            var entries = await database.HashGetAllAsync(key);
            var old = entries.Where(entry => At(entry.Value.ToString().Split(' ')) < before).Select(entry => entry.Name).ToArray();
            if (old.Length > 0) await database.HashDeleteAsync(key, old);
        }
        return true;
    }, ct);

    private static Jump Parse(RedisValue value)
    {
        var parts = value.ToString().Split(' ');
        return new Jump(At(parts), long.Parse(parts[1], CultureInfo.InvariantCulture));
    }

    // Both begin with their time.
    private static DateTimeOffset At(string[] parts) =>
        DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(parts[0], CultureInfo.InvariantCulture));
}
