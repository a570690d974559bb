using System.Diagnostics;
using FoodDelivery.TestKit;

namespace FoodDelivery.EndToEnd.Tests;

/// <summary>One story with its own customer, restaurant and drivers, so that stories do not meet.</summary>
[Collection(nameof(Stack))]
public abstract class Scenario(Stack stack, int number) : IAsyncLifetime
{
    // Stories run at any hour: the demo city's first eight restaurants never close.
    private const int AlwaysOpen = 8;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly List<Courier> couriers = [];

    protected Customer Customer { get; private set; } = null!;

    protected Kitchen Kitchen { get; private set; } = null!;

    /// <summary>What the customer's live stream shows, from before the first order.</summary>
    protected LiveStream Stream { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Customer = new Customer(await Person.LoginAsync(stack.Gateway, $"customer{number:000}@demo.test"));
        var staff = await Person.LoginAsync(stack.Gateway, $"restaurant{((number - 1) % AlwaysOpen) + 1:00}@demo.test");
        var me = await new Person(staff).GetAsync("/api/v1/users/me");
        Kitchen = new Kitchen(staff, Guid.Parse(me["restaurantIds"]![0]!.GetValue<string>()));
        Stream = await Customer.OpenStreamAsync();
    }

    public async Task DisposeAsync()
    {
        Stream.Dispose();
        foreach (var courier in couriers) await courier.GoOfflineAsync();
    }

    /// <summary>A driver who waits at the restaurant, <paramref name="metresAway"/> north of it.</summary>
    protected async Task<Courier> CourierAsync(int driver, int metresAway = 0)
    {
        var courier = new Courier(await Person.LoginAsync(stack.Gateway, $"driver{driver:00}@demo.test"));
        couriers.Add(courier);
        var location = (await Customer.GetAsync($"/api/v1/restaurants/{Kitchen.RestaurantId}"))["location"]!.DeepClone();
        location["lat"] = location["lat"]!.GetValue<double>() + (metresAway / 111_000.0);
        await courier.GoOnlineAsync(location);
        return courier;
    }

    protected async Task<string> PinAsync(Guid order) => (await Customer.OrderAsync(order)).Text("deliveryPin");

    /// <summary>Reads the stream until an order status appears; returns all order and delivery statuses of the order up to there.</summary>
    protected async Task<(List<string> Order, List<string> Delivery)> SeenUntilAsync(Guid order, string lastStatus)
    {
        var (orderStatuses, deliveryStatuses) = (new List<string>(), new List<string>());
        var watch = Stopwatch.StartNew();
        while (orderStatuses.LastOrDefault() != lastStatus)
        {
            // Heartbeats come without end, so each wait alone would never be too long.
            if (watch.Elapsed > Patience) throw new TimeoutException($"{lastStatus} was not shown within {Patience.TotalSeconds} s after {string.Join(", ", orderStatuses)}.");
            var e = await Stream.NextAsync(Patience);
            if (e.Name is not ("order.status" or "delivery.status") || e.Data!.Id("orderId") != order) continue;
            (e.Name == "order.status" ? orderStatuses : deliveryStatuses).Add(e.Data!.Text("status"));
        }
        return (orderStatuses, deliveryStatuses);
    }
}
