using FoodDelivery.ProductService.Domain;

namespace FoodDelivery.ProductService.Tests.Domain;

/// <summary>Dates on which the weekly hours do not count, in the restaurant's own time.</summary>
public sealed class SpecialDays
{
    private static readonly DateOnly Holiday = new(2026, 12, 25); // a Friday

    [Theory]
    [InlineData("2026-12-24T18:00:00Z", true)] // Thursday, weekly hours
    [InlineData("2026-12-24T23:30:00Z", true)] // the night before goes on past midnight
    [InlineData("2026-12-25T18:00:00Z", false)]
    [InlineData("2026-12-26T18:00:00Z", true)]
    [InlineData("2027-01-01T18:00:00Z", true)] // the next Friday
    public void A_closed_day_is_closed_and_only_that_day(string now, bool isOpen) =>
        Assert.Equal(isOpen, Weekly(new SpecialDay(Holiday, [])).IsOpenAt(DateTimeOffset.Parse(now, null)));

    [Theory]
    [InlineData("2026-12-25T09:59:00Z", false)]
    [InlineData("2026-12-25T10:00:00Z", true)] // 11:00 there
    [InlineData("2026-12-25T13:00:00Z", false)]
    public void Other_hours_take_the_place_of_the_weekly_ones(string now, bool isOpen) =>
        Assert.Equal(isOpen, Weekly(new SpecialDay(Holiday, [new(new(11, 0), new(14, 0))])).IsOpenAt(DateTimeOffset.Parse(now, null)));

    [Fact]
    public void Always_open_does_not_count_on_a_special_day()
    {
        var hours = new OpeningHours("Europe/Berlin", true, [], [new SpecialDay(Holiday, [])]);
        Assert.True(hours.IsOpenAt(At("2026-12-24T22:59:00Z")));
        Assert.False(hours.IsOpenAt(At("2026-12-24T23:00:00Z")));
        Assert.Equal(At("2026-12-25T23:00:00Z"), hours.NextOpeningAfter(At("2026-12-25T12:00:00Z")));
        Assert.Equal(At("2026-12-24T23:00:00Z"), hours.ClosingAfter(At("2026-12-24T12:00:00Z")));
        Assert.True(hours.IsOpenAt(At("2026-12-25T23:00:00Z")));
    }

    [Fact]
    public void After_a_long_holiday_the_next_opening_is_still_known()
    {
        var days = Enumerable.Range(0, 20).Select(day => new SpecialDay(Holiday.AddDays(day), [])).ToArray();
        Assert.Equal(At("2027-01-14T16:00:00Z"), Weekly(days).NextOpeningAfter(At("2026-12-25T18:00:00Z")));
    }

    private static OpeningHours Weekly(params SpecialDay[] days) =>
        new("Europe/Berlin", false, [.. Enum.GetValues<DayOfWeek>().Select(day => new OpeningSpan(day, new(17, 0), new(1, 0)))], days);

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, null);
}
