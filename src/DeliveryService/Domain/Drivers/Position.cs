using FoodDelivery.Contracts;

namespace FoodDelivery.DeliveryService.Domain;

/// <summary>Where a device was, and when it measured that.</summary>
public sealed record Position(double Lat, double Lng, DateTimeOffset At)
{
    private const double MaxMetresPerSecond = 150 / 3.6;

    // Satellite positions jump a little; a short interval must not turn that into an impossible speed.
    private const double JitterMetres = 100;

    public GeoPoint Point => new(Lat, Lng);

    public bool IsFresh(DateTimeOffset now, TimeSpan freshFor) => At > now - freshFor;

    public bool CanReach(Position later) =>
        Point.MetresTo(later.Point) <= JitterMetres + (later.At - At).TotalSeconds * MaxMetresPerSecond;
}

/// <summary>
/// What is known of a driver's way: the last place, and the newest fix that no vehicle can have reached from there. One such fix is taken
/// for an error of the device; when several agree, the last place was the error, and they replace it.
/// </summary>
/// <param name="Agreeing">How many doubted fixes in a row can have followed one another.</param>
public sealed record Track(Position Last, Position? Doubted = null, int Agreeing = 0)
{
    private const int Enough = 3;

    /// <summary>The way after these points; what is known already when none of them is newer.</summary>
    public static Track? Follow(Track? known, IEnumerable<Position> points) =>
        points.OrderBy(point => point.At).Aggregate(known, (track, point) => track is null ? new Track(point) : track.Then(point));

    private Track Then(Position point)
    {
        if (point.At <= Last.At) return this;
        if (Last.CanReach(point)) return new Track(point);
        if (Doubted is null) return this with { Doubted = point, Agreeing = 1 };
        if (point.At <= Doubted.At) return this;
        var agreeing = Doubted.CanReach(point) ? Agreeing + 1 : 1;
        return agreeing < Enough ? this with { Doubted = point, Agreeing = agreeing } : new Track(point);
    }
}
