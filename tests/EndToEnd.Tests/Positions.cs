using System.Diagnostics;
using FoodDelivery.TestKit;

namespace FoodDelivery.EndToEnd.Tests;

public sealed class Positions(Stack stack) : Scenario(stack, 10)
{
    private static readonly TimeSpan Ride = TimeSpan.FromSeconds(4);

    [Fact]
    public async Task The_customer_sees_the_courier_move_at_most_once_a_second()
    {
        var courier = await CourierAsync(6);
        var order = (await Customer.PlaceAsync(Kitchen.RestaurantId)).Id();
        await Kitchen.AcceptAsync(order);
        await Kitchen.StartAsync(order);
        await Kitchen.ReadyAsync(order);
        await courier.PickUpAsync(order);

        var start = (await Customer.GetAsync($"/api/v1/restaurants/{Kitchen.RestaurantId}"))["location"]!;
        var (lat, lng) = (start["lat"]!.GetValue<double>(), start["lng"]!.GetValue<double>());
        var watch = Stopwatch.StartNew();
        var sent = 0;
        while (watch.Elapsed < Ride)
        {
            lat += 0.0001;
            await courier.BeAtAsync(lat, lng);
            sent++;
            await Task.Delay(100);
        }

        var seen = new List<double>();
        while (seen.LastOrDefault() < lat && watch.Elapsed < TimeSpan.FromSeconds(30))
        {
            // A position within the second after the last one is not shown; the courier's next one is.
            await courier.BeAtAsync(lat, lng);
            foreach (var e in await Stream.ReceivedWithinAsync(TimeSpan.FromSeconds(1)))
            {
                if (e.Name == "delivery.position" && e.Data!.Id("orderId") == order) seen.Add(e.Data!["lat"]!.GetValue<double>());
            }
        }
        Assert.Equal(lat, seen.LastOrDefault());
        Assert.True(sent > 8, $"Only {sent} positions were sent in {Ride.TotalSeconds} s.");
        Assert.Equal(seen.Order(), seen);
        Assert.InRange(seen.Count, 3, (int)watch.Elapsed.TotalSeconds + 2);
    }
}
