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
    // One script, so that two uploads of a driver cannot overwrite a newer point with an older one: the point was chosen as one that can
    // be reached from ARGV[2], and if that is not the last one any more, another must be chosen.
    // Answers 0 and the last one; 1: stored; 2: stored, and the last announcement is a second old.
    private const string Store =
        """
        local old = redis.call('HGET', KEYS[2], ARGV[1]) or ''
        if old ~= ARGV[2] then return {0, old} end
        redis.call('HSET', KEYS[2], ARGV[1], ARGV[3])
        redis.call('GEOADD', KEYS[1], ARGV[5], ARGV[4], ARGV[1])
        local sent = redis.call('HGET', KEYS[3], ARGV[1])
        if sent and tonumber(ARGV[6]) - tonumber(sent) < 1000 then return {1, ''} end
        redis.call('HSET', KEYS[3], ARGV[1], ARGV[6])
        return {2, ''}
        """;

    // What this process stored last; mostly it is still the last one, and an upload is one call.
    private readonly Recent<Guid, string> stored = new(10_000);

    private readonly RedisKey geo = Key(configuration, "geo");
    private readonly RedisKey last = Key(configuration, "last");
    private readonly RedisKey announced = Key(configuration, "announced");
    private readonly RedisKey left = Key(configuration, "left");
    private readonly RedisKey jumped = Key(configuration, "jumped");

    /// <summary>Stores where these points lead (<see cref="Track"/>).</summary>
    /// <returns>The new place; null when there is none, and why.</returns>
    public async Task<(Moved? Moved, NotTaken? Why)> MoveAsync(
        Guid driverId, IReadOnlyCollection<Position> points, DateTimeOffset now, CancellationToken ct)
    {
        var member = driverId.ToString();
        var sure = !stored.TryGet(driverId, out var old);
        if (sure) old = "";
        while (true)
        {
            var known = Parse(old);
            if (Track.Follow(known, points) is not { } track || track == known)
            {
                if (sure) return (null, NotTaken.NotNewer);
                (old, sure) = ((string?)await redis.RunAsync(database => database.HashGetAsync(last, member), ct) ?? "", true);
                continue;
            }
            var (lat, lng) = (Text(track.Last.Lat), Text(track.Last.Lng));
            var text = Text(track);
            var answer = (RedisResult[])(await redis.RunAsync(database => database.ScriptEvaluateAsync(
                Store, [geo, last, announced], [member, old, text, lat, lng, now.ToUnixTimeMilliseconds()]), ct))!;
            var outcome = (int)answer[0];
            if (outcome > 0)
            {
                stored.Set(driverId, text);
                return track.Last == known?.Last
                    ? (null, NotTaken.OutOfReach)
                    : (new Moved(track.Last, known?.Last, outcome == 2), null);
            }
            (old, sure) = ((string)answer[1]!, true);
        }
    }

    public async Task<Position?> FindAsync(Guid driverId, CancellationToken ct) =>
        Parse(await redis.RunAsync(database => database.HashGetAsync(last, driverId.ToString()), ct))?.Last;

    /// <summary>The last places of these drivers, of those who have one.</summary>
    public async Task<IReadOnlyDictionary<Guid, Position>> FindAllAsync(IReadOnlyCollection<Guid> driverIds, CancellationToken ct)
    {
        if (driverIds.Count == 0) return new Dictionary<Guid, Position>();
        var members = driverIds.Select(id => (RedisValue)id.ToString()).ToArray();
        var values = await redis.RunAsync(database => database.HashGetAsync(last, members), ct);
        return driverIds.Zip(values.Select(Parse)).Where(pair => pair.Second is not null)
            .ToDictionary(pair => pair.First, pair => pair.Second!.Last);
    }

    /// <summary>
    /// Erases a driver's place, but for what <see cref="JumpStore"/> compares the next shift's first one with. Without Redis it is not
    /// readable either, and it is too old to match when Redis is back.
    /// </summary>
    /// <param name="forGood">Nothing is kept for the comparison either, and no mark of one.</param>
    public async Task ForgetAsync(Guid driverId, CancellationToken ct, bool forGood = false)
    {
        stored.Remove(driverId);
        try
        {
            await redis.RunAsync(async database =>
            {
                var member = driverId.ToString();
                var place = forGood ? null : Parse(await database.HashGetAsync(last, member))?.Last;
                if (place is not null) await database.HashSetAsync(left, member, Text(place));
                if (forGood) await Task.WhenAll(database.HashDeleteAsync(left, member), database.HashDeleteAsync(jumped, member));
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
            [.. (await database.HashGetAllAsync(last))
                .Select(entry => (Guid.Parse(entry.Name.ToString()), Parse(entry.Value)!.Last.At))], ct);

    /// <summary>Per place, the drivers around it with a position not older than <paramref name="notBefore"/>, by distance.</summary>
    /// <param name="wanted">Others are left out.</param>
    public Task<IReadOnlyList<IReadOnlyList<(Guid DriverId, double Metres)>>> NearAsync(
        IReadOnlyList<(GeoPoint Point, double Radius)> places, Func<Guid, bool> wanted, DateTimeOffset notBefore, CancellationToken ct) =>
        redis.RunAsync<IReadOnlyList<IReadOnlyList<(Guid, double)>>>(async database =>
        {
            // Begun together they are one round trip.
            var found = await Task.WhenAll(places.Select(place => database.GeoRadiusAsync(
                geo, place.Point.Lng, place.Point.Lat, place.Radius, GeoUnit.Meters, order: Order.Ascending,
                options: GeoRadiusOptions.WithDistance)));
            var near = found.Select(results => results
                .Select(result => (Id: Guid.Parse(result.Member.ToString()), Metres: result.Distance ?? 0))
                .Where(result => wanted(result.Id)).ToList()).ToList();
            var ids = near.SelectMany(results => results).Select(result => result.Id).Distinct().ToArray();
            if (ids.Length == 0) return near;
            var positions = await database.HashGetAsync(last, [.. ids.Select(id => (RedisValue)id.ToString())]);
            var fresh = ids.Zip(positions)
                .Where(pair => Parse(pair.Second) is { } track && track.Last.At > notBefore).Select(pair => pair.First).ToHashSet();
            foreach (var results in near) results.RemoveAll(result => !fresh.Contains(result.Id));
            return near;
        }, ct);

    // The braces keep the three keys on one node of a cluster, which the script needs.
    internal static RedisKey Key(IConfiguration configuration, string name) =>
        $"{configuration["Redis:Prefix"]}delivery:{{drivers}}:{name}";

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    // Time and place, and behind them what is doubted, which the release before does not look at.
    private static string Text(Track track) => track.Doubted is null
        ? Text(track.Last)
        : $"{Text(track.Last)} {Text(track.Doubted)} {track.Agreeing.ToString(CultureInfo.InvariantCulture)}";

    private static string Text(Position position) =>
        $"{position.At.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)} {Text(position.Lat)} {Text(position.Lng)}";

    internal static Track? Parse(RedisValue value)
    {
        if (value.IsNullOrEmpty) return null;
        var parts = value.ToString().Split(' ');
        return parts.Length < 7
            ? new Track(PositionAt(parts, 0))
            : new Track(PositionAt(parts, 0), PositionAt(parts, 3), int.Parse(parts[6], CultureInfo.InvariantCulture));
    }

    private static Position PositionAt(string[] parts, int i) => new(
        double.Parse(parts[i + 1], CultureInfo.InvariantCulture), double.Parse(parts[i + 2], CultureInfo.InvariantCulture),
        DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(parts[i], CultureInfo.InvariantCulture)));
}

/// <summary>Why an upload did not change a driver's place.</summary>
public enum NotTaken
{
    /// <summary>The driver is offline and carries nothing.</summary>
    OffDuty,

    /// <summary>No point is newer than the known one.</summary>
    NotNewer,

    /// <summary>No vehicle can have come there since the known one; taken when further points agree with it.</summary>
    OutOfReach,
}

/// <summary>A new position was stored.</summary>
/// <param name="From">The one before; null when none was known.</param>
/// <param name="Announce">Whether the driver's place may be announced again.</param>
public sealed record Moved(Position To, Position? From, bool Announce);
