using System.Globalization;
using FoodDelivery.BuildingBlocks;
using FoodDelivery.Contracts;
using FoodDelivery.DeliveryService.Domain;
using StackExchange.Redis;

namespace FoodDelivery.DeliveryService.Data;

/// <summary>
/// Drivers' last positions in Redis: a GEO set for searching, a hash for time and exact place. Nobody is tracked off duty: see
/// <see cref="PositionEraser"/> for what was not erased at once.
/// </summary>
public sealed class PositionStore(RedisConnection redis, IConfiguration configuration, ILogger<PositionStore> log)
{
    // One script, so that two uploads of a driver cannot overwrite a newer point with an older one.
    // Answers 0: not newer; 1: stored; 2: stored, and the last announcement is a second old.
    private const string Store =
        """
        local old = redis.call('HGET', KEYS[2], ARGV[1])
        if old and tonumber(string.match(old, '^%d+')) >= tonumber(ARGV[2]) then return 0 end
        redis.call('HSET', KEYS[2], ARGV[1], ARGV[2] .. ' ' .. ARGV[3] .. ' ' .. ARGV[4])
        redis.call('GEOADD', KEYS[1], ARGV[4], ARGV[3], ARGV[1])
        local sent = redis.call('HGET', KEYS[3], ARGV[1])
        if sent and tonumber(ARGV[5]) - tonumber(sent) < 1000 then return 1 end
        redis.call('HSET', KEYS[3], ARGV[1], ARGV[5])
        return 2
        """;

    private readonly RedisKey geo = Key(configuration, "geo");
    private readonly RedisKey last = Key(configuration, "last");
    private readonly RedisKey announced = Key(configuration, "announced");

    /// <returns>Whether it was newer than the stored one, and whether the driver's place may be announced again.</returns>
    public async Task<(bool Stored, bool Announce)> StoreAsync(Guid driverId, Position position, DateTimeOffset now, CancellationToken ct)
    {
        var answer = (int)await redis.RunAsync(database => database.ScriptEvaluateAsync(Store, [geo, last, announced],
        [
            driverId.ToString(), position.At.ToUnixTimeMilliseconds(), Text(position.Lat), Text(position.Lng), now.ToUnixTimeMilliseconds(),
        ]), ct);
        return (answer > 0, answer == 2);
    }

    public async Task<Position?> FindAsync(Guid driverId, CancellationToken ct) =>
        Parse(await redis.RunAsync(database => database.HashGetAsync(last, driverId.ToString()), ct));

    /// <summary>Erases a driver's place. Without Redis it is not readable either, and it is too old to match when Redis is back.</summary>
    public async Task ForgetAsync(Guid driverId, CancellationToken ct)
    {
        try
        {
            await redis.RunAsync(async database =>
            {
                var member = driverId.ToString();
                await Task.WhenAll(
                    database.SortedSetRemoveAsync(geo, member), database.HashDeleteAsync(last, member),
                    database.HashDeleteAsync(announced, member));
                return true;
            }, ct);
        }
        catch (DependencyUnavailableException e)
        {
            log.LogWarning("Position of {DriverId} not erased yet: {Dependency} does not answer", driverId, e.Dependency);
        }
    }

    /// <summary>Every driver whose place is known, and when he or she was there.</summary>
    public Task<IReadOnlyList<(Guid DriverId, DateTimeOffset At)>> AllAsync(CancellationToken ct) =>
        redis.RunAsync<IReadOnlyList<(Guid, DateTimeOffset)>>(async database =>
            [.. (await database.HashGetAllAsync(last)).Select(entry => (Guid.Parse(entry.Name.ToString()), Parse(entry.Value)!.At))], ct);

    /// <summary>Drivers around a place with a position not older than <paramref name="notBefore"/>, by distance.</summary>
    public Task<IReadOnlyList<(Guid DriverId, double Metres)>> NearAsync(
        GeoPoint place, double radius, DateTimeOffset notBefore, CancellationToken ct) =>
        redis.RunAsync<IReadOnlyList<(Guid, double)>>(async database =>
        {
            var found = await database.GeoRadiusAsync(
                geo, place.Lng, place.Lat, radius, GeoUnit.Meters, order: Order.Ascending, options: GeoRadiusOptions.WithDistance);
            if (found.Length == 0) return [];
            var positions = await database.HashGetAsync(last, [.. found.Select(result => result.Member)]);
            return
            [
                .. found.Zip(positions).Where(pair => Parse(pair.Second) is { } position && position.At > notBefore)
                    .Select(pair => (Guid.Parse(pair.First.Member.ToString()), pair.First.Distance ?? 0)),
            ];
        }, ct);

    // The braces keep the three keys on one node of a cluster, which the script needs.
    private static RedisKey Key(IConfiguration configuration, string name) => $"{configuration["Redis:Prefix"]}delivery:{{drivers}}:{name}";

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static Position? Parse(RedisValue value)
    {
        if (value.IsNullOrEmpty) return null;
        var parts = value.ToString().Split(' ');
        return new Position(double.Parse(parts[1], CultureInfo.InvariantCulture), double.Parse(parts[2], CultureInfo.InvariantCulture),
            DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(parts[0], CultureInfo.InvariantCulture)));
    }
}
