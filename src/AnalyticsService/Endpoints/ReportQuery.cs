using System.Globalization;
using System.Security.Claims;
using FoodDelivery.AnalyticsService.Domain;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.Contracts;

namespace FoodDelivery.AnalyticsService.Endpoints;

/// <summary>Reads what a report is asked about and whether the caller may ask it.</summary>
internal static class ReportQuery
{
    private static readonly TimeSpan DefaultLength = TimeSpan.FromHours(24);

    /// <summary>The window: the 24 hours before <paramref name="to"/> (now when left out) unless it says otherwise.</summary>
    /// <exception cref="ProblemException">Not instants, empty, or too long; or not the caller's restaurant.</exception>
    public static ReportWindow Window(ClaimsPrincipal caller, TimeProvider clock, string? from, string? to, Guid? restaurantId)
    {
        var restaurant = Restaurant(caller, restaurantId);
        var end = to is null ? clock.GetUtcNow() : Instant("to", to);
        var start = from is null ? end - DefaultLength : Instant("from", from);
        if (start >= end) throw ProblemException.Invalid("query:to", "to is after from.");
        if (end - start > ReportWindow.Longest)
        {
            throw ProblemException.Invalid("query:from", $"A report covers at most {ReportWindow.Longest.TotalDays} days.");
        }
        return new ReportWindow(start, end, restaurant);
    }

    /// <summary>hour (also when left out) or day.</summary>
    public static Bucket ParseBucket(string? bucket) => bucket switch
    {
        null or "hour" => Bucket.Hour,
        "day" => Bucket.Day,
        _ => throw ProblemException.Invalid("query:bucket", "bucket is hour or day."),
    };

    /// <summary>The position in the list of restaurants that a cursor holds.</summary>
    public static (long Orders, Guid Id)? Position(string? cursor) => Paging.Decode(cursor)?.Split(' ') switch
    {
        null => null,
        [var orders, var id] when long.TryParse(orders, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && Guid.TryParse(id, out var restaurant) => (number, restaurant),
        _ => throw ProblemException.Invalid("query:cursor", "Not a cursor of this list."),
    };

    // Ops see all or any; staff see their own, and another's is as if it did not exist.
    private static Guid? Restaurant(ClaimsPrincipal caller, Guid? asked)
    {
        if (caller.Has(Roles.Ops)) return asked;
        var own = caller.RestaurantIds(StaffRole.Manager);
        return (asked, own) switch
        {
            ({ } id, _) when own.Contains(id) => id,
            (null, [var only]) => only,
            (null, { Count: > 1 }) =>
                throw ProblemException.Invalid("query:restaurantId", "You work for several restaurants; say which one."),
            _ => throw ProblemException.NotFound("The restaurant"),
        };
    }

    private static DateTimeOffset Instant(string name, string text)
    {
        var known = Instants.TryParse(text, out var instant);
        return known && instant.Year is >= 2000 and < 2200 ? instant : throw ProblemException.Invalid(
            $"query:{name}",
            $"{name} is an RFC 3339 instant such as 2026-11-22T18:30:00Z (a plus sign in it is written %2B), from the years 2000 to 2199.");
    }
}
