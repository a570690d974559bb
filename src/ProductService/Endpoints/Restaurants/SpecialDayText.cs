using System.ComponentModel.DataAnnotations;
using System.Globalization;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.ProductService.Domain;

namespace FoodDelivery.ProductService.Endpoints;

/// <summary>One span of local time on a special day.</summary>
/// <param name="Opens">HH:mm.</param>
/// <param name="Closes">HH:mm; at or before <paramref name="Opens"/> it means the next day.</param>
public sealed record ClockSpanText(
    [property: Pattern(OpeningSpanText.ClockTime, ErrorMessage = OpeningSpanText.ClockTimeError)] string Opens,
    [property: Pattern(OpeningSpanText.ClockTime, ErrorMessage = OpeningSpanText.ClockTimeError)] string Closes);

/// <summary>A date on which the weekly hours do not count.</summary>
/// <param name="Hours">Absent or empty: closed all day.</param>
/// <param name="Note">For customers, for example the holiday's name.</param>
public sealed record SpecialDayText(
    DateOnly Date,
    [property: MaxLength(5)] IReadOnlyList<ClockSpanText>? Hours = null,
    [property: Text(100, MinimumLength = 1)] string? Note = null)
{
    private const string Format = "HH:mm";

    public static SpecialDayText From(SpecialDay day) => new(
        day.Date, [.. day.Spans.Select(span => new ClockSpanText(Text(span.Opens), Text(span.Closes)))], day.Note);

    public SpecialDay ToDay() => new(Date, [.. (Hours ?? []).Select(span => new ClockSpan(Time(span.Opens), Time(span.Closes)))], Note);

    private static string Text(TimeOnly time) => time.ToString(Format, CultureInfo.InvariantCulture);

    private static TimeOnly Time(string text) => TimeOnly.ParseExact(text, Format, CultureInfo.InvariantCulture);
}
