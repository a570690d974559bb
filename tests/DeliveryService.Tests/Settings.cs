using FoodDelivery.DeliveryService.Domain;

namespace FoodDelivery.DeliveryService.Tests;

public sealed class Settings
{
    public static TheoryData<string, Action<DeliveryOptions>> Wrong() => new()
    {
        { "no time for an offer", options => options.OfferWithin = TimeSpan.Zero },
        { "an alert that comes at once and for ever", options => options.StuckAfter = TimeSpan.Zero },
        { "a silence of days", options => options.DriverSilentAfter = TimeSpan.FromDays(2) },
        { "a ride into the past", options => options.TypicalTravel = TimeSpan.FromSeconds(-1) },
        { "no round", options => options.Rounds = 0 },
        { "a driver who pays", options => options.PayBase = -1 },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Are_refused_at_the_start_when_they_make_no_sense(string what, Action<DeliveryOptions> change)
    {
        var options = new DeliveryOptions();
        Assert.True(DeliveryOptions.IsValid(options));
        change(options);
        Assert.False(DeliveryOptions.IsValid(options), what);
    }
}
