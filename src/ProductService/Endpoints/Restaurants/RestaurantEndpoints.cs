using System.Globalization;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.Contracts;
using FoodDelivery.ProductService.Data;

namespace FoodDelivery.ProductService.Endpoints;

/// <summary>Reading restaurants: public, from memory.</summary>
public static class RestaurantEndpoints
{
    private const int MaxRadius = 100_000;
    private const int MaxQuery = 100;
    private const string Degrees =
        @"^-?([0-8]?[0-9](\.[0-9]{1,15})?|90(\.0{1,15})?),-?((1[0-7][0-9]|[0-9]{1,2})(\.[0-9]{1,15})?|180(\.0{1,15})?)$";

    public static void MapRestaurants(this WebApplication app)
    {
        var group = app.MapGroup("/api/v1/restaurants").WithTags("Restaurants").AllowAnonymous();
        group.MapGet("", List).Describe(
            "listRestaurants", "Find restaurants",
            "Nearest first when `near=lat,lng` is given, else by name. `query` looks into names, cuisines and items and ignores case " +
            "and accents; every word must occur. `radiusMeters` needs `near`.",
            response: Examples.Page, problems: [400]);
        group.MapGet("/{id:guid}", Get).Describe(
            "getRestaurant", "Get a restaurant with its opening hours", "The ETag holds the version for If-Match.",
            response: Examples.Restaurant, problems: [404]);
    }

    private static Page<RestaurantSummary> List(
        Catalogue catalogue, TimeProvider clock, [DescribedAs(Pattern = Degrees)] string? near,
        [DescribedAs(Minimum = 1, Maximum = MaxRadius)] int? radiusMeters, [DescribedAs(MaximumLength = MaxQuery)] string? query,
        string? cuisine, bool? openNow, string? cursor, int? limit)
    {
        var size = Paging.Limit(limit);
        var centre = near is null ? null : ParsePoint(near);
        if (radiusMeters is not null && centre is null) throw ProblemException.Invalid("query:radiusMeters", "radiusMeters needs near.");
        if (radiusMeters is < 1 or > MaxRadius) throw ProblemException.Invalid("query:radiusMeters", $"radiusMeters is 1 to {MaxRadius}.");
        if (query?.Length > MaxQuery) throw ProblemException.Invalid("query:query", $"query has at most {MaxQuery} characters.");

        var now = clock.GetUtcNow();
        var terms = SearchTerms.Split(query ?? "");
        var found = catalogue.All.Where(entry => entry.Restaurant.ClosedAt is null)
            .Where(entry => terms.All(term => entry.SearchText.Contains(term, StringComparison.Ordinal)))
            .Where(entry => cuisine is null || entry.Restaurant.Cuisines.Contains(cuisine, StringComparer.OrdinalIgnoreCase))
            .Select(entry => new Hit(entry, centre is null ? null : (int)Math.Round(centre.MetresTo(entry.Restaurant.Location))))
            .Where(hit => radiusMeters is null || hit.Distance <= radiusMeters);
        if (Paging.Decode(cursor) is { } last)
        {
            CheckOrder(last, centre is not null);
            found = found.Where(hit => string.CompareOrdinal(hit.Key, last) > 0);
        }

        var page = found.OrderBy(hit => hit.Key, StringComparer.Ordinal)
            .Select(hit => (hit.Key, Summary: RestaurantSummary.From(
                hit.Entry.Restaurant, catalogue.RatingOf(hit.Entry.Restaurant.Id), hit.Distance, now)))
            .Where(hit => openNow is not true || hit.Summary.IsOpen)
            .Take(size + 1).ToList()
            .ToPage(size, hit => hit.Key);
        return new Page<RestaurantSummary>([.. page.Items.Select(hit => hit.Summary)], page.NextCursor);
    }

    private static RestaurantResponse Get(Guid id, Catalogue catalogue, TimeProvider clock, HttpContext http)
    {
        var restaurant = catalogue.Find(id)?.Restaurant ?? throw ProblemException.NotFound("The restaurant");
        http.SetVersion(restaurant.Version);
        return RestaurantResponse.From(restaurant, catalogue.RatingOf(id), clock.GetUtcNow());
    }

    private static GeoPoint ParsePoint(string text)
    {
        var parts = text.Split(',');
        return parts.Length == 2
            && double.TryParse(parts[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var lat) && lat is >= -90 and <= 90
            && double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out var lng) && lng is >= -180 and <= 180
            ? new GeoPoint(lat, lng)
            : throw ProblemException.Invalid("query:near", "near is lat,lng in degrees, for example 48.2,11.6.");
    }

    // A cursor of the other order would skip or repeat silently.
    private static void CheckOrder(string key, bool byDistance)
    {
        if (key.StartsWith(byDistance ? 'd' : 'n')) return;
        throw ProblemException.Invalid("query:cursor", "The cursor belongs to a list in another order.");
    }

    /// <summary>A restaurant with its place in the order: the key is unique and sorts as text.</summary>
    private sealed record Hit(ListedRestaurant Entry, int? Distance)
    {
        public string Key { get; } = Distance is { } metres
            ? string.Create(CultureInfo.InvariantCulture, $"d{metres:D8}|{Entry.Restaurant.Id}")
            : $"n{Entry.SortName}|{Entry.Restaurant.Id}";
    }
}
