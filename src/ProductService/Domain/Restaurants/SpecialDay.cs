namespace FoodDelivery.ProductService.Domain;

/// <summary>A span of local time on a day that is named elsewhere; closing at or before opening means the next day.</summary>
public sealed record ClockSpan(TimeOnly Opens, TimeOnly Closes);

/// <summary>A date on which the weekly hours do not count: a holiday, or a long night.</summary>
/// <param name="Spans">None: closed all day.</param>
/// <param name="Note">For customers.</param>
public sealed record SpecialDay(DateOnly Date, IReadOnlyList<ClockSpan> Spans, string? Note = null);
