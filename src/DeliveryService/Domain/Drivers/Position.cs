using FoodDelivery.Contracts;

namespace FoodDelivery.DeliveryService.Domain;

/// <summary>Where a device was, and when it measured that.</summary>
public sealed record Position(double Lat, double Lng, DateTimeOffset At)
{
    private const double MaxMetresPerSecond = 150 / 3.6;

    // Satellite positions jump a little; a short interval must not turn that into an impossible speed.
    private const double JitterMetres = 100;

    public GeoPoint Point => new(Lat, Lng);

    /// <summary>
    /// The newest of the points that a vehicle can have reached one after the other; null when none is newer than the known one.
    /// </summary>
    public static Position? Newest(Position? known, IEnumerable<Position> points)
    {
        var last = known;
        foreach (var point in points.OrderBy(point => point.At))
        {
            if (last is null || (point.At > last.At && last.CanReach(point))) last = point;
        }
        return last == known ? null : last;
    }

    public bool IsFresh(DateTimeOffset now, TimeSpan freshFor) => At > now - freshFor;

    private bool CanReach(Position later) =>
        Point.MetresTo(later.Point) <= JitterMetres + (later.At - At).TotalSeconds * MaxMetresPerSecond;
}
