using FoodDelivery.Contracts;

namespace FoodDelivery.ProductService.Domain;

/// <summary>What a restaurant must keep; each refuses with the place in the request.</summary>
internal static class RestaurantRules
{
    public const int MaxSpecialDays = 60;

    public static void Check(RestaurantDraft draft)
    {
        CheckMinimum(draft.MinimumOrder, draft.MinimumOrder.Currency);
        CheckPlace(draft.Cuisines, draft.Location);
        Check(draft.Hours);
    }

    public static void CheckPlace(IReadOnlyList<string> cuisines, GeoPoint location)
    {
        if (cuisines.Any(cuisine => cuisine is not { Length: >= 1 and <= 40 }))
        {
            throw Refused.Invalid("/cuisines", "A cuisine has 1 to 40 characters.");
        }
        if (location is not { Lat: >= -90 and <= 90, Lng: >= -180 and <= 180 })
        {
            throw Refused.Invalid("/location", "lat is -90 to 90, lng is -180 to 180.");
        }
    }

    public static void Check(OpeningHours hours)
    {
        if (!OpeningHours.IsKnownTimeZone(hours.TimeZone))
        {
            throw Refused.Invalid("/timeZone", "timeZone is an IANA name, for example Europe/Berlin.");
        }
        if (hours.SpecialDays.Count > MaxSpecialDays || hours.SpecialDays.DistinctBy(day => day.Date).Count() != hours.SpecialDays.Count)
        {
            throw Refused.Invalid("/specialDays", $"At most {MaxSpecialDays} special days, each date once.");
        }
    }

    public static void CheckMinimum(Money money, string currency)
    {
        if (money.Currency != currency || currency is not { Length: 3 } || !currency.All(char.IsAsciiLetterUpper)
            || money.Amount is < 0 or > 1_000_000)
        {
            throw Refused.Invalid("/minimumOrder", "minimumOrder is 0 to 1000000 minor units in the restaurant's currency.");
        }
    }

    /// <summary>An end in the future, or none.</summary>
    public static DateTimeOffset? End(DateTimeOffset? until, DateTimeOffset now)
    {
        if (until is null) return null;
        // Stored with microseconds; what comes back must equal what went in.
        var utc = until.Value.ToUniversalTime();
        utc = utc.AddTicks(-(utc.Ticks % TimeSpan.TicksPerMicrosecond));
        return utc > now && utc < now.AddYears(1) ? utc : throw Refused.Invalid("/until", "until is in the future, at most a year.");
    }
}
