using System.Net;
using FoodDelivery.TestKit;

namespace FoodDelivery.EndToEnd.Tests;

public sealed class FullRedis(Stack stack) : Scenario(stack, 11)
{
    [Fact]
    public async Task Where_carts_take_the_last_byte_drivers_still_say_where_they_are()
    {
        var courier = await CourierAsync(7);
        var start = (await Customer.GetAsync($"/api/v1/restaurants/{Kitchen.RestaurantId}"))["location"]!;
        var (lat, lng) = (start["lat"]!.GetValue<double>(), start["lng"]!.GetValue<double>());
        await Customer.QuoteAsync(Kitchen.RestaurantId);
        using var carts = new RedisWire(TestEnvironment.Redis);
        await carts.AskAsync("CONFIG GET maxmemory");
        for (var line = 0; line < 3; line++) await carts.ReadAsync();
        var limit = await carts.ReadAsync();
        try
        {
            Assert.Equal("+OK", await carts.AskAsync("CONFIG SET maxmemory 1"));
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await Customer.Http.DeleteAsync("/api/v1/cart")).StatusCode);
            for (var i = 1; i <= 3; i++)
            {
                await Task.Delay(1000);
                await courier.BeAtAsync(lat + i * 0.0001, lng);
            }
        }
        finally
        {
            Assert.Equal("+OK", await carts.AskAsync($"CONFIG SET maxmemory {limit}"));
        }
        Assert.True((await Customer.Http.DeleteAsync("/api/v1/cart")).IsSuccessStatusCode);
    }
}
