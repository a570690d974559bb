using System.Diagnostics;
using FoodDelivery.Load.Orders;

namespace FoodDelivery.Load.City;

/// <summary>Somebody who orders, one order after the other.</summary>
public sealed class Customer(Person person, OrdersRun run)
{
    private const double MetresPerDegree = 111_320;

    /// <summary>Orders at a restaurant and waits until the stream shows how it ended.</summary>
    /// <param name="intended">When the order should have begun.</param>
    public async Task OrderAsync(long intended, Kitchen kitchen, CancellationToken ct)
    {
        var order = await PlaceAsync(intended, kitchen, Random.Shared.Next(1, 4), ct);
        var (status, arrived) = await order.Ended.WaitAsync(ct);
        if (status == "delivered") run.Figures.Delivered(intended, arrived);
        else run.Errors.Add($"order ended as {status}", $"order {order.Id} of {person.Email}");
    }

    /// <summary>Orders three dishes and waits until the stream shows that they are paid.</summary>
    /// <inheritdoc cref="OrderAsync" path="/param" />
    public async Task CheckOutAsync(long intended, Kitchen kitchen, CancellationToken ct)
    {
        var order = await PlaceAsync(intended, kitchen, 3, ct);
        if (await Task.WhenAny(order.Paid, order.Ended).WaitAsync(ct) == order.Paid) run.Figures.Paid(intended, await order.Paid);
        else run.Errors.Add($"order ended as {(await order.Ended).Status}", $"order {order.Id} of {person.Email}");
    }

    /// <summary>What the customer tells the courier at the door.</summary>
    public async Task<string> ReadPinAsync(Guid orderId, CancellationToken ct) =>
        (await GetOrderAsync(orderId, ct)).DeliveryPin ?? throw new CallFailedException("order without deliveryPin", 200, null, $"order {orderId} of {person.Email}");

    public Task<Order> GetOrderAsync(Guid orderId, CancellationToken ct) => person.GetAsync<Order>($"/api/v1/orders/{orderId}", ct);

    public void OnEvent(StreamEvent e)
    {
        if (e.Data is not { OrderId: { } id, Status: { } status, At: { } at }) return;
        var isOrder = e.Name == "order.status";
        run.Figures.Streamed(isOrder, at, e);
        if (!isOrder) return;
        if (!run.Orders.Find(id).Show(status, e.Arrived)) run.Errors.Add("stream: a status came twice", $"{status} of order {id} to {person.Email}");
    }

    private async Task<TrackedOrder> PlaceAsync(long intended, Kitchen kitchen, int dishes, CancellationToken ct)
    {
        var began = Stopwatch.GetTimestamp();
        await FillCartAsync(kitchen, dishes, ct);
        var quote = await person.PostAsync<Quote>(
            "/api/v1/cart/quote", new { dropoff = DoorNear(kitchen.Place), fulfilment = "delivery" }, ct);

        var asked = Stopwatch.GetTimestamp();
        var order = await person.PostAsync<Order>(
            "/api/v1/orders", new { quote.QuoteId, paymentMethod = "tok_ok" }, ct, Guid.NewGuid().ToString());
        run.Figures.Placed(intended, began, asked, Stopwatch.GetTimestamp());
        return run.Orders.Placed(order.Id, this, kitchen);
    }

    // The cart is emptied by an event after the order before. Should that not have happened yet, the old lines must not be ordered again.
    private async Task FillCartAsync(Kitchen kitchen, int dishes, CancellationToken ct)
    {
        var lines = kitchen.Choose(Random.Shared, dishes);
        Cart cart;
        try
        {
            cart = await AddAsync(kitchen, lines[0], ct);
        }
        catch (CallFailedException e) when (e.Code == "cart_restaurant_mismatch")
        {
            cart = new Cart([]);
        }
        if (cart.Lines.Count != 1)
        {
            run.Figures.CartWasFull();
            foreach (var line in (await person.GetAsync<Cart>("/api/v1/cart", ct)).Lines) await RemoveAsync(line, ct);
            await AddAsync(kitchen, lines[0], ct);
        }
        foreach (var line in lines.Skip(1)) await AddAsync(kitchen, line, ct);
    }

    private async Task RemoveAsync(CartLine line, CancellationToken ct)
    {
        try
        {
            await person.SendAsync<Cart>(HttpMethod.Delete, $"/api/v1/cart/items/{line.LineId}", null, ct);
        }
        catch (CallFailedException e) when (e.Code == "not_found")
        {
            // The event was quicker.
        }
    }

    private Task<Cart> AddAsync(Kitchen kitchen, (Dish Dish, int Quantity) line, CancellationToken ct) => person.PostAsync<Cart>(
        "/api/v1/cart/items", new { restaurantId = kitchen.Place.Id, itemId = line.Dish.Id, line.Quantity, line.Dish.OptionIds }, ct);

    // 200 to 800 m away, and inside the delivery radius.
    private static object DoorNear(Restaurant place)
    {
        var metres = Math.Min(place.DeliveryRadiusMeters * 0.8, 200 + (Random.Shared.NextDouble() * 600));
        var angle = Random.Shared.NextDouble() * 2 * Math.PI;
        return new
        {
            lat = Math.Round(place.Location.Lat + (metres * Math.Cos(angle) / MetresPerDegree), 6),
            lng = Math.Round(place.Location.Lng + (metres * Math.Sin(angle) / (MetresPerDegree * Math.Cos(place.Location.Lat * Math.PI / 180))), 6),
            address = "Lindenweg 7",
        };
    }
}
