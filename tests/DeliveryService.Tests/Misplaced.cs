using System.Net;
using FoodDelivery.TestKit;

namespace FoodDelivery.DeliveryService.Tests;

/// <summary>The customer's address says one place and the coordinates another.</summary>
public sealed class Misplaced(DeliveryApi api) : IClassFixture<DeliveryApi>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_driver_sees_how_far_the_two_are_apart(bool far)
    {
        var place = api.NewPlace();
        var driver = await api.OnlineDriverAsync(place);
        var order = await api.AcceptedOrderAsync(place);
        if (far) api.Misplaced.Add(order.Id);
        var id = (await DeliveryApi.AcceptAsync(driver, await api.OfferAsync(driver, order)).ShouldBe(HttpStatusCode.OK)).Id();
        // Asked of Order once, and shown from what is stored.
        for (var i = 0; i < 2; i++)
        {
            var dropoff = (await driver.Client.GetAsync($"/api/v1/deliveries/{id}").ShouldBe(HttpStatusCode.OK))["dropoff"]!;
            Assert.Equal(far ? 2400 : null, dropoff["offByMeters"]?.GetValue<int>());
        }
    }
}
