using FoodDelivery.Contracts;
using FoodDelivery.DeliveryService.Domain;

namespace FoodDelivery.DeliveryService.Tests;

public sealed class Estimates
{
    private static readonly DateTimeOffset Now = new(2026, 3, 14, 18, 0, 0, TimeSpan.Zero);
    private static readonly DeliveryOptions Options = new();

    [Theory]
    [InlineData(30, 22)]
    [InlineData(8, 0)]
    [InlineData(5, 0)]
    public void Dispatch_is_eight_minutes_before_ready_but_never_in_the_past(int readyIn, int dispatchIn) =>
        Assert.Equal(Now.AddMinutes(dispatchIn), Planning.DispatchAt(Now.AddMinutes(readyIn), Now, Options));

    [Theory]
    [InlineData(30, 22, 30)]
    [InlineData(2, 0, 6)]
    public void Pick_up_is_when_the_food_is_ready_or_a_typical_driver_has_come(int readyIn, int dispatchIn, int pickupIn) =>
        Assert.Equal(Now.AddMinutes(pickupIn), Planning.PickupEta(Now.AddMinutes(readyIn), Now.AddMinutes(dispatchIn), Options));

    [Theory]
    [InlineData("bike", 312)]
    [InlineData("scooter", 195)]
    [InlineData("car", 195)]
    [InlineData("on foot", 260)]
    public void A_driver_a_kilometre_away_rides_as_long_as_his_vehicle_needs(string vehicle, int seconds)
    {
        Assert.Equal(Now.AddSeconds(seconds), Planning.PickupEta(Now, Now, 1000, vehicle));
        Assert.Equal(Now.AddHours(1), Planning.PickupEta(Now.AddHours(1), Now, 1000, vehicle));
        Assert.Equal(Now.AddSeconds(seconds + 120), Planning.DropoffEta(Now, 1000, vehicle));
    }

    [Fact]
    public void Before_a_driver_is_known_a_typical_one_rides() => Assert.Equal(Now.AddSeconds(260 + 120), Planning.DropoffEta(Now, 1000, null));

    [Fact]
    public void Pay_is_base_and_distance_and_the_whole_tip() =>
        Assert.Equal(new Money(300 + 208 + 150, "EUR"), Planning.Pay(2000, new Money(150, "EUR"), Options));

    [Fact]
    public void The_nearest_is_asked_and_within_200_m_the_one_who_waited_longest()
    {
        Candidate near = new(Guid.NewGuid(), 500, Now, false), patient = new(Guid.NewGuid(), 690, Now.AddMinutes(-9), false), far = new(Guid.NewGuid(), 710, Now.AddHours(-2), false);
        Assert.Equal(patient, DriverChoice.Best([far, near, patient]));
        Assert.Equal(near, DriverChoice.Best([far, near]));
        Assert.Null(DriverChoice.Best([]));
    }

    [Fact]
    public void Who_was_asked_before_comes_last()
    {
        Candidate asked = new(Guid.NewGuid(), 10, Now.AddHours(-1), true), fresh = new(Guid.NewGuid(), 2900, Now, false);
        Assert.Equal(fresh, DriverChoice.Best([asked, fresh]));
        Assert.Equal(asked, DriverChoice.Best([asked]));
    }

    [Fact]
    public void The_radius_grows_and_stays() => Assert.Equal([3000, 5000, 8000, 8000], new[] { 1, 2, 3, 9 }.Select(DriverChoice.Radius));

    [Fact]
    public void The_newest_reachable_point_wins()
    {
        var known = new Position(48, 16, Now);
        var near = new Position(48.001, 16, Now.AddSeconds(10));
        var leap = new Position(48.5, 16, Now.AddSeconds(20));
        Assert.Equal(near, Track.Follow(new Track(known), [leap, near])!.Last);
        Assert.Equal(near, Track.Follow(null, [near])!.Last);
        Assert.Equal(new Track(near), Track.Follow(new Track(near), [known]));
        Assert.Equal(known, Track.Follow(new Track(known), [leap])!.Last);
    }
}
