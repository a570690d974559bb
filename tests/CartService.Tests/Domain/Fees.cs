using FoodDelivery.CartService.Domain;
using FoodDelivery.Contracts;

namespace FoodDelivery.CartService.Tests.Domain;

public sealed class Fees
{
    private static readonly PricingOptions Options = new();
    private static readonly DateTimeOffset Now = new(2026, 5, 4, 10, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, 199)]
    [InlineData(1000, 199)]
    [InlineData(1001, 249)]
    [InlineData(2000, 249)]
    [InlineData(2001, 299)]
    [InlineData(6500, 499)]
    public void Delivery_costs_a_base_and_each_started_kilometre_beyond(int metres, long fee) =>
        Assert.Equal(fee, Pricing.DeliveryFee(metres, Options));

    [Theory]
    [InlineData(100, 49)]
    [InlineData(979, 49)]
    [InlineData(990, 50)]
    [InlineData(2000, 100)]
    [InlineData(5980, 299)]
    [InlineData(100_000, 299)]
    public void Service_fee_is_a_share_within_bounds(long subtotal, long fee) => Assert.Equal(fee, Pricing.ServiceFee(subtotal, Options));

    [Fact]
    public void Tax_is_the_part_contained_in_the_prices_of_each_rate()
    {
        Assert.Equal(70, Pricing.ContainedTax([(1070, 700)]));
        Assert.Equal(70 + 190, Pricing.ContainedTax([(1070, 700), (1190, 1900)]));
        Assert.Equal(0, Pricing.ContainedTax([(1000, 0)]));
        // 0.5 exactly rounds up; two lines of one rate round once.
        Assert.Equal(1, Pricing.ContainedTax([(1, 10_000)]));
        Assert.Equal(1, Pricing.ContainedTax([(1, 10_000), (1, 10_000)]));
    }

    [Theory]
    [InlineData(0, "EUR", true)]
    [InlineData(2000, "EUR", true)]
    [InlineData(2001, "EUR", false)]
    [InlineData(-1, "EUR", false)]
    [InlineData(100, "USD", false)]
    public void A_tip_is_at_most_the_subtotal(long amount, string currency, bool allowed) =>
        Assert.Equal(allowed, Pricing.IsTip(new Money(amount, currency), new Money(2000, "EUR")));

    [Fact]
    public void A_tip_is_at_most_a_hundred()
    {
        Assert.True(Pricing.IsTip(new Money(10_000, "EUR"), new Money(50_000, "EUR")));
        Assert.False(Pricing.IsTip(new Money(10_001, "EUR"), new Money(50_000, "EUR")));
    }

    [Fact]
    public void Promise_counts_cooking_way_and_hand_over()
    {
        // 2.5 km at 15 km/h are 10 minutes.
        Assert.Equal(new Promise(Now.AddMinutes(15 + 10 + 4), Now.AddMinutes(15 + 10 + 4 + 10)), Pricing.Promise(Now, 15, 2500, Options));
        Assert.Equal(new Promise(Now.AddMinutes(15), Now.AddMinutes(25)), Pricing.Promise(Now, 15, null, Options));
    }
}
