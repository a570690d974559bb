using System.Globalization;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.ProductService.Domain;

namespace FoodDelivery.ProductService.Endpoints;

/// <summary>One span of local opening time.</summary>
/// <param name="Opens">HH:mm.</param>
/// <param name="Closes">HH:mm; at or before <paramref name="Opens"/> it means the next day.</param>
public sealed record OpeningSpanText(
    DayOfWeek Day,
    [property: Pattern(OpeningSpanText.ClockTime, ErrorMessage = OpeningSpanText.ClockTimeError)] string Opens,
    [property: Pattern(OpeningSpanText.ClockTime, ErrorMessage = OpeningSpanText.ClockTimeError)] string Closes)
{
    private const string Format = "HH:mm";
    internal const string ClockTimeError = "A time is HH:mm, 00:00 to 23:59.";
    internal const string ClockTime = "^([01][0-9]|2[0-3]):[0-5][0-9]$";

    public static OpeningSpanText From(OpeningSpan span) => new(span.Day, Text(span.Opens), Text(span.Closes));

    public OpeningSpan ToSpan() => new(Day, Time(Opens), Time(Closes));

    private static string Text(TimeOnly time) => time.ToString(Format, CultureInfo.InvariantCulture);

    private static TimeOnly Time(string text) => TimeOnly.ParseExact(text, Format, CultureInfo.InvariantCulture);
}
