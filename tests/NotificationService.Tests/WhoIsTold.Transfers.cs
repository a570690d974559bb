using FoodDelivery.Contracts;

namespace FoodDelivery.NotificationService.Tests;

public sealed partial class WhoIsTold
{
    [Theory]
    [InlineData(false, "assigned", "customer=assigned restaurant=assigned driver=assigned driver:delivery_given_to_you a stranger:delivery_no_longer_yours")]
    [InlineData(true, "returning", "customer=returning restaurant=returning driver=returning driver:delivery_given_to_you a stranger:delivery_handed_on")]
    public async Task All_four_sides_hear_of_a_transfer_wherever_it_stands(bool afterPickup, string status, string told)
    {
        var cast = Cast.New();
        var id = Guid.CreateVersion7();
        await api.DeliverAsync(cast.Order, 1, new DeliveryTransferredV1(
            cast.Delivery, cast.Order, cast.Customer, cast.Restaurant, Guid.CreateVersion7(), cast.Driver, "Dan", "bike", afterPickup, status, Now, Now), id);
        Assert.Equal(told, await ToldAsync(cast, id));
    }
}
