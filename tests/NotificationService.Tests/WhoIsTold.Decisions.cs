using FoodDelivery.Contracts;

namespace FoodDelivery.NotificationService.Tests;

public sealed partial class WhoIsTold
{
    [Theory]
    [InlineData("paused", "")]
    [InlineData("busy", "")]
    [InlineData("open", "restaurant:restaurant_reopened")]
    [InlineData("closed", "restaurant:restaurant_closed")]
    public async Task A_restaurant_hears_that_it_is_open_again_or_closed_for_good_and_knows_what_it_has_set_itself(string status, string told)
    {
        var (cast, id) = (Cast.New(), Guid.CreateVersion7());
        await api.DeliverAsync(cast.Restaurant, 1, new RestaurantStatusChangedV1(cast.Restaurant, status, null, "Renovation", Guid.CreateVersion7()), id);
        Assert.Equal(told, await ToldAsync(cast, id));
    }

    [Fact]
    public async Task Who_is_refused_hears_why()
    {
        var (cast, restaurant, driver) = (Cast.New(), Guid.CreateVersion7(), Guid.CreateVersion7());
        var application = Guid.CreateVersion7();
        await api.DeliverAsync(application, 1, new RestaurantApplicationDecidedV1(application, cast.Customer, "Trattoria", false, null, "No kitchen there"), restaurant);
        await api.DeliverAsync(cast.Driver, 1, new DriverRefusedV1(cast.Driver, "The licence cannot be read"), driver);
        Assert.Equal("Trattoria: No kitchen there", (await DataAsync(cast.Customer, restaurant, "notification"))["text"]!.GetValue<string>());
        Assert.Contains("The licence cannot be read", (await DataAsync(cast.Driver, driver, "notification"))["text"]!.GetValue<string>());
    }
}
