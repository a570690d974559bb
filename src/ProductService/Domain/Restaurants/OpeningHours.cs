namespace FoodDelivery.ProductService.Domain;

/// <summary>One span of local time. Closing at or before opening means the next day; equal times mean 24 hours.</summary>
/// <param name="Day">Day on which it opens.</param>
public sealed record OpeningSpan(DayOfWeek Day, TimeOnly Opens, TimeOnly Closes);

/// <summary>When a restaurant is open, in its own local time.</summary>
/// <param name="TimeZone">IANA name.</param>
/// <param name="SpecialDays">Dates on which neither the spans nor <paramref name="AlwaysOpen"/> count.</param>
public sealed record OpeningHours(
    string TimeZone, bool AlwaysOpen, IReadOnlyList<OpeningSpan> Spans, IReadOnlyList<SpecialDay> SpecialDays)
{
    private static readonly ClockSpan[] WholeDay = [new(TimeOnly.MinValue, TimeOnly.MinValue)];

    public OpeningHours(string timeZone, bool alwaysOpen, IReadOnlyList<OpeningSpan> spans) : this(timeZone, alwaysOpen, spans, []) { }

    private bool NeverCloses => AlwaysOpen && SpecialDays.Count == 0;

    // As many days may be closed in a row as are special.
    private int LastDay => 8 + SpecialDays.Count;

    public static bool IsKnownTimeZone(string name) =>
        name.Contains('/', StringComparison.Ordinal) && TimeZoneInfo.TryFindSystemTimeZoneById(name, out _);

    public bool IsOpenAt(DateTimeOffset now) =>
        NeverCloses || Intervals(now, -1, 0).Any(interval => interval.From <= now && now < interval.To);

    /// <summary>The next moment at which it opens; null when it never closes or never opens.</summary>
    public DateTimeOffset? NextOpeningAfter(DateTimeOffset now)
    {
        if (NeverCloses) return null;
        var openings = Intervals(now, 0, LastDay).Where(interval => interval.From > now).Select(interval => interval.From).ToList();
        return openings.Count == 0 ? null : openings.Min();
    }

    /// <summary>When it closes, which spans that touch put off; null when it is not open, or never closes.</summary>
    public DateTimeOffset? ClosingAfter(DateTimeOffset now)
    {
        if (NeverCloses) return null;
        var end = now;
        foreach (var (from, to) in Intervals(now, -1, LastDay).OrderBy(interval => interval.From))
        {
            if (from <= end && to > end) end = to;
        }
        return end == now || end > now.AddDays(7) ? null : end;
    }

    private IEnumerable<(DateTimeOffset From, DateTimeOffset To)> Intervals(DateTimeOffset now, int firstDay, int lastDay)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(TimeZone);
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);
        for (var offset = firstDay; offset <= lastDay; offset++)
        {
            var day = today.AddDays(offset);
            foreach (var span in SpansOf(day))
            {
                var closingDay = span.Closes <= span.Opens ? day.AddDays(1) : day;
                var opens = ToUtc(day.ToDateTime(span.Opens), zone, last: false);
                yield return (opens, ToUtc(closingDay.ToDateTime(span.Closes), zone, last: true));
            }
        }
    }

    private IEnumerable<ClockSpan> SpansOf(DateOnly day)
    {
        if (SpecialDays.FirstOrDefault(special => special.Date == day) is { } special) return special.Spans;
        if (AlwaysOpen) return WholeDay;
        return Spans.Where(span => span.Day == day.DayOfWeek).Select(span => new ClockSpan(span.Opens, span.Closes));
    }

    // Clocks that go forward skip an hour: a time inside it is as long after midnight as the span says. Clocks that go back
    // repeat one: it opens at the first and closes at the last occurrence, so that nobody is shut out for an hour.
    private static DateTimeOffset ToUtc(DateTime local, TimeZoneInfo zone, bool last)
    {
        if (zone.IsAmbiguousTime(local))
        {
            var offsets = zone.GetAmbiguousTimeOffsets(local);
            return new DateTimeOffset(local, last ? offsets.Min() : offsets.Max()).ToUniversalTime();
        }
        var offset = zone.IsInvalidTime(local) ? zone.GetUtcOffset(local.AddHours(-1)) : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }
}
