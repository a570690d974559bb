namespace FoodDelivery.Contracts;

/// <summary>A place on earth, WGS 84.</summary>
/// <param name="Lat">Latitude in degrees, -90 to 90.</param>
/// <param name="Lng">Longitude in degrees, -180 to 180.</param>
public sealed record GeoPoint(double Lat, double Lng)
{
    /// <summary>
    /// Great-circle distance in metres (haversine, mean earth radius 6,371 km). Off by at most 0.5 %, which is enough for ranking and fees.
    /// </summary>
    public double MetresTo(GeoPoint other)
    {
        const double earthRadiusMetres = 6_371_000;
        static double Radians(double degrees) => degrees * Math.PI / 180;

        var dLat = Radians(other.Lat - Lat);
        var dLng = Radians(other.Lng - Lng);
        var a = Math.Pow(Math.Sin(dLat / 2), 2) + Math.Cos(Radians(Lat)) * Math.Cos(Radians(other.Lat)) * Math.Pow(Math.Sin(dLng / 2), 2);
        return 2 * earthRadiusMetres * Math.Asin(Math.Min(1, Math.Sqrt(a)));
    }

    /// <summary>The point rounded to three decimals (about 100 m): an area that may travel in events, where an address may not.</summary>
    public GeoPoint Coarse() => new(Math.Round(Lat, 3), Math.Round(Lng, 3));
}
