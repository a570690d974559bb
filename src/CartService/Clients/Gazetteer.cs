using System.ComponentModel.DataAnnotations;
using System.Globalization;
using FoodDelivery.Contracts;
using Microsoft.Extensions.Options;

namespace FoodDelivery.CartService.Clients;

/// <summary>Knows where addresses are.</summary>
public interface IGeocoder
{
    /// <summary>Where a written address is; null when that is not known.</summary>
    GeoPoint? Find(string address);
}

/// <summary>Section <c>Geocoder</c>.</summary>
public sealed class GeocoderOptions
{
    /// <summary>A file of addresses (<see cref="Gazetteer"/>); without one no address is known.</summary>
    public string? File { get; set; }

    /// <summary>How many metres a place may be from its address.</summary>
    [Range(50, 100_000)]
    public int ToleranceMeters { get; set; } = 300;
}

/// <summary>
/// Addresses of a file, as registers of addresses are given out: a line each, with a tab between address, latitude and longitude, the
/// address as <c>street number, town</c>. The town may be left out where only one has the street; what follows (floor, bell) is ignored.
/// </summary>
public sealed class Gazetteer : IGeocoder
{
    private readonly Dictionary<string, GeoPoint?> places = [];

    public Gazetteer(IOptions<GeocoderOptions> options)
    {
        if (options.Value.File is not { Length: > 0 } file) return;
        foreach (var fields in File.ReadLines(file).Select(line => line.Split('\t')).Where(fields => fields.Length == 3))
        {
            var place = new GeoPoint(
                double.Parse(fields[1], CultureInfo.InvariantCulture), double.Parse(fields[2], CultureInfo.InvariantCulture));
            var parts = Parts(fields[0]);
            places[string.Join(", ", parts)] = place;
            // Known from two towns it is known from none.
            if (parts.Length > 1 && !places.TryAdd(parts[0], place)) places[parts[0]] = null;
        }
    }

    public GeoPoint? Find(string address)
    {
        var parts = Parts(address);
        return parts.Length == 0 ? null : Enumerable.Range(1, parts.Length).Reverse()
            .Select(count => string.Join(", ", parts.Take(count)))
            .Append($"{parts[0]}, {parts[^1]}")
            .Select(text => places.GetValueOrDefault(text)).FirstOrDefault(place => place is not null);
    }

    private static string[] Parts(string address) =>
    [
        .. address.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(part => string.Join(' ', part.ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries))),
    ];
}
