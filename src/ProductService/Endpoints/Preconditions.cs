using System.Security.Claims;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.Contracts;
using FoodDelivery.ProductService.Domain;

namespace FoodDelivery.ProductService.Endpoints;

/// <summary>What must hold before a restaurant is changed.</summary>
internal static class Preconditions
{
    public static string ETag(Restaurant restaurant) => $"\"{restaurant.Version}\"";

    /// <summary>The version in If-Match; null without the header or with <c>*</c>.</summary>
    public static long? IfMatch(HttpContext http)
    {
        var value = http.Request.Headers.IfMatch.ToString();
        if (value is "" or "*") return null;
        var text = value.StartsWith("W/", StringComparison.Ordinal) ? value[2..] : value;
        return long.TryParse(text.Trim('"'), out var version) ? version : throw ProblemException.Invalid("header:If-Match", "If-Match holds the ETag of the restaurant, for example \"7\".");
    }

    /// <summary>Whether If-None-Match names this tag (weak comparison: a gateway that compresses weakens tags).</summary>
    public static bool HasCurrent(HttpRequest request, string etag)
    {
        foreach (var header in request.Headers.IfNoneMatch)
        {
            if (header is null) continue;
            foreach (var part in header.Split(',', StringSplitOptions.TrimEntries))
            {
                if (part == "*" || part.AsSpan(part.StartsWith("W/", StringComparison.Ordinal) ? 2 : 0).SequenceEqual(etag)) return true;
            }
        }
        return false;
    }

    /// <summary>Staff change their own restaurants, ops any; another's restaurant does not exist for staff.</summary>
    public static void CheckMayEdit(ClaimsPrincipal caller, Guid restaurantId)
    {
        if (!caller.Has(Roles.Ops) && !caller.WorksFor(restaurantId)) throw ProblemException.NotFound("The restaurant");
    }

    /// <summary>An end in the future, or none.</summary>
    public static DateTimeOffset? CheckUntil(DateTimeOffset? until, DateTimeOffset now)
    {
        if (until is null) return null;
        // Stored with microseconds; what comes back must equal what went in.
        var utc = until.Value.ToUniversalTime();
        utc = utc.AddTicks(-(utc.Ticks % 10));
        return utc > now && utc < now.AddYears(1) ? utc : throw ProblemException.Invalid("/until", "until is in the future, at most a year.");
    }
}
