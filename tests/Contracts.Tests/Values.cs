using FoodDelivery.Contracts;

namespace FoodDelivery.Contracts.Tests;

public sealed class Values
{
    [Fact]
    public void Money_adds_up_and_refuses_mixed_currencies_and_overflow()
    {
        Assert.Equal(new Money(350, "EUR"), new Money(100, "EUR") + new Money(125, "EUR") * 2);
        Assert.Equal(new Money(-25, "EUR"), new Money(100, "EUR") - new Money(125, "EUR"));
        Assert.Throws<InvalidOperationException>(() => new Money(1, "EUR") + new Money(1, "USD"));
        Assert.Throws<OverflowException>(() => new Money(long.MaxValue, "EUR") + new Money(1, "EUR"));
        Assert.Throws<OverflowException>(() => new Money(long.MaxValue, "EUR") * 2);
    }

    [Fact]
    public void Distances_are_great_circles()
    {
        Assert.InRange(new GeoPoint(52.5200, 13.4050).MetresTo(new GeoPoint(48.1372, 11.5756)), 503_000, 506_000);
        Assert.Equal(0, new GeoPoint(48, 11).MetresTo(new GeoPoint(48, 11)));
        Assert.InRange(new GeoPoint(0, 179.999).MetresTo(new GeoPoint(0, -179.999)), 222, 223);
    }

    [Fact]
    public void A_coarse_point_hides_the_house() => Assert.Equal(new GeoPoint(48.137, 11.576), new GeoPoint(48.13743, 11.57561).Coarse());
}
