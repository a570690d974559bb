using FoodDelivery.ProductService.Domain;

namespace FoodDelivery.ProductService.Tests.Domain;

public sealed class OpeningTimes
{
    private static OpeningHours Berlin(params OpeningSpan[] spans) => new("Europe/Berlin", false, spans);

    private static OpeningSpan Span(DayOfWeek day, string opens, string closes) => new(day, TimeOnly.Parse(opens), TimeOnly.Parse(closes));

    private static DateTimeOffset Utc(string text) => DateTimeOffset.Parse(text + "Z");

    // 2026-05-04 is a Monday; Berlin is two hours ahead of UTC.
    [Theory]
    [InlineData("2026-05-04T08:59:59", false)]
    [InlineData("2026-05-04T09:00:00", true)]
    [InlineData("2026-05-04T19:59:59", true)]
    [InlineData("2026-05-04T20:00:00", false)]
    [InlineData("2026-05-05T10:00:00", false)]
    public void Open_from_opening_until_just_before_closing(string now, bool open) =>
        Assert.Equal(open, Berlin(Span(DayOfWeek.Monday, "11:00", "22:00")).IsOpenAt(Utc(now)));

    [Theory]
    [InlineData("2026-05-04T15:59:00", false)]
    [InlineData("2026-05-04T23:00:00", true)]
    [InlineData("2026-05-04T23:59:00", true)]
    [InlineData("2026-05-05T00:00:00", false)]
    [InlineData("2026-05-05T16:30:00", false)]
    public void A_span_over_midnight_belongs_to_the_day_it_opens(string now, bool open) =>
        Assert.Equal(open, Berlin(Span(DayOfWeek.Monday, "18:00", "02:00")).IsOpenAt(Utc(now)));

    [Theory]
    [InlineData("2026-05-04T10:00:00", "2026-05-04T13:00:00")]
    [InlineData("2026-05-04T17:00:00", "2026-05-05T00:00:00")]
    [InlineData("2026-05-04T14:00:00", null)]
    [InlineData("2026-05-06T10:00:00", null)]
    public void Closing_is_the_end_of_spans_that_touch(string now, string? closes) => Assert.Equal(
        closes is null ? null : Utc(closes),
        Berlin(Span(DayOfWeek.Monday, "11:00", "15:00"), Span(DayOfWeek.Monday, "18:00", "22:00"), Span(DayOfWeek.Monday, "22:00", "02:00")).ClosingAfter(Utc(now)));

    [Fact]
    public void What_is_open_around_the_clock_never_closes()
    {
        Assert.Null(Berlin([.. Enum.GetValues<DayOfWeek>().Select(day => Span(day, "06:00", "06:00"))]).ClosingAfter(Utc("2026-05-04T10:00:00")));
        Assert.Null(new OpeningHours("Europe/Berlin", true, []).ClosingAfter(Utc("2026-05-04T10:00:00")));
    }

    [Fact]
    public void A_saturday_night_reaches_into_sunday() =>
        Assert.True(Berlin(Span(DayOfWeek.Saturday, "18:00", "03:00")).IsOpenAt(Utc("2026-05-10T00:30:00")));

    [Fact]
    public void Closing_at_midnight_means_the_end_of_the_day()
    {
        var hours = Berlin(Span(DayOfWeek.Monday, "18:00", "00:00"));
        Assert.True(hours.IsOpenAt(Utc("2026-05-04T21:59:00")));
        Assert.False(hours.IsOpenAt(Utc("2026-05-04T22:00:00")));
    }

    [Fact]
    public void Equal_times_mean_a_whole_day()
    {
        var hours = Berlin(Span(DayOfWeek.Monday, "06:00", "06:00"));
        Assert.True(hours.IsOpenAt(Utc("2026-05-05T03:59:00")));
        Assert.False(hours.IsOpenAt(Utc("2026-05-05T04:00:00")));
    }

    // Clocks go forward on 2026-03-29 at 02:00 to 03:00 (01:00 UTC), back on 2026-10-25 at 03:00 to 02:00 (01:00 UTC).
    [Theory]
    [InlineData("2026-03-28T08:00:00", true)]
    [InlineData("2026-03-28T07:59:00", false)]
    [InlineData("2026-03-29T07:00:00", true)]
    [InlineData("2026-03-29T06:59:00", false)]
    public void Nine_o_clock_is_nine_o_clock_before_and_after_the_clocks_change(string now, bool open) =>
        Assert.Equal(open, Berlin(Span(DayOfWeek.Saturday, "09:00", "12:00"), Span(DayOfWeek.Sunday, "09:00", "12:00")).IsOpenAt(Utc(now)));

    [Theory]
    [InlineData("2026-03-29T00:59:00", false)]
    [InlineData("2026-03-29T01:29:00", false)]
    [InlineData("2026-03-29T01:30:00", true)]
    public void Opening_inside_the_skipped_hour_opens_that_much_after_it_began(string now, bool open) =>
        Assert.Equal(open, Berlin(Span(DayOfWeek.Sunday, "02:30", "05:00")).IsOpenAt(Utc(now)));

    [Theory]
    [InlineData("2026-10-25T00:15:00", true)]
    [InlineData("2026-10-25T00:45:00", true)]
    [InlineData("2026-10-25T01:15:00", true)]
    [InlineData("2026-10-25T01:30:00", false)]
    public void Closing_inside_the_repeated_hour_closes_at_its_second_occurrence(string now, bool open) =>
        Assert.Equal(open, Berlin(Span(DayOfWeek.Saturday, "20:00", "02:30")).IsOpenAt(Utc(now)));

    [Fact]
    public void Next_opening_is_the_soonest_start_after_now()
    {
        var hours = Berlin(Span(DayOfWeek.Monday, "11:00", "14:00"), Span(DayOfWeek.Monday, "17:00", "22:00"));
        Assert.Equal(Utc("2026-05-04T09:00:00"), hours.NextOpeningAfter(Utc("2026-05-04T05:00:00")));
        Assert.Equal(Utc("2026-05-04T15:00:00"), hours.NextOpeningAfter(Utc("2026-05-04T13:00:00")));
        Assert.Equal(Utc("2026-05-11T09:00:00"), hours.NextOpeningAfter(Utc("2026-05-04T21:00:00")));
    }

    [Fact]
    public void Who_never_opens_has_no_next_opening()
    {
        Assert.False(Berlin().IsOpenAt(Utc("2026-05-04T10:00:00")));
        Assert.Null(Berlin().NextOpeningAfter(Utc("2026-05-04T10:00:00")));
    }

    [Fact]
    public void Always_open_is_open_at_any_time() => Assert.True(new OpeningHours("Europe/Berlin", true, []).IsOpenAt(Utc("2026-10-25T01:15:00")));
}
