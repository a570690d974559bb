using System.Net;
using System.Text.Json.Nodes;
using FoodDelivery.Contracts;
using FoodDelivery.OrderService.Data;
using FoodDelivery.TestKit;

namespace FoodDelivery.OrderService.Tests;

/// <summary>The Order service with stand-ins for Cart, Product, Payment and User, and words for what people do.</summary>
public sealed class OrderApi() : ServiceApi<OrderStore>("order")
{
    public const string Address = "Hidden Street 7";

    public Guid Restaurant { get; } = Guid.CreateVersion7();

    public HttpClient Staff => ClientFor(Guid.CreateVersion7(), Roles.Restaurant, Restaurant);

    public HttpClient Ops => ClientFor(Guid.CreateVersion7(), Roles.Ops);

    public static Guid NewCustomer() => Guid.CreateVersion7();

    public HttpClient Customer(Guid id) => ClientFor(id, Roles.Customer);

    /// <summary>Cart knows a quote of this customer, Product agrees with it, Payment answers as given.</summary>
    public Guid Quote(Guid customer, string payment = "authorized", string fulfilment = "delivery", TimeSpan? validFor = null, long priceNow = 950, int? offBy = null, Guid? wish = null)
    {
        var quoteId = Guid.CreateVersion7();
        var itemId = Guid.CreateVersion7();
        var now = Clock.GetUtcNow();
        Others.On($"GET /internal/v1/quotes/{quoteId}", new
        {
            quoteId, customerId = customer, cartVersion = 3, restaurantId = Restaurant, restaurantName = "Trattoria Test",
            restaurantLocation = new { lat = 52.52, lng = 13.4 }, menuVersion = 1, prepMinutes = 15, fulfilment,
            dropoff = fulfilment == "delivery" ? new { lat = 52.51234, lng = 13.38765, address = Address, notes = "2nd floor", leaveAtDoor = true, offByMeters = offBy } : null,
            lines = new[] { new { itemId, name = "Margherita", quantity = 2, unitPrice = Eur(950), lineTotal = Eur(1900), optionIds = Array.Empty<Guid>(), options = new[] { "Large" } } },
            subtotal = Eur(1900), deliveryFee = Eur(290), serviceFee = Eur(60), tax = Eur(124), tip = Eur(200), discount = Eur(0), total = Eur(2450),
            promise = new { earliest = now.AddMinutes(30), latest = now.AddMinutes(45) }, createdAt = now, expiresAt = now + (validFor ?? TimeSpan.FromMinutes(10)), wish,
        });
        Others.On("POST /internal/v1/price-check", new
        {
            restaurantId = Restaurant, restaurantAddress = "Market Square 1", restaurantPhone = "+43 1 5550", timeZone = "Europe/Berlin", orderable = true, reasons = Array.Empty<object>(), subtotal = Eur(2 * priceNow),
            lines = new[] { new { itemId, name = "Margherita", unitPrice = Eur(priceNow), taxRateBasisPoints = 700, options = Array.Empty<object>(), quantity = 2, lineTotal = Eur(2 * priceNow) } },
        });
        PaymentAnswers(payment);
        return quoteId;
    }

    /// <summary>What Payment says from now on; <c>away</c> when it cannot be reached.</summary>
    public void PaymentAnswers(string status)
    {
        if (status == "away") Others.On("POST /internal/v1/payments", (_, _) => StubServices.Unreachable());
        else Others.On("POST /internal/v1/payments", new { paymentId = Guid.CreateVersion7(), status, declineCode = status == "failed" ? "insufficient_funds" : null });
    }

    public Task<HttpResponseMessage> PlaceAsync(Guid customer, Guid quoteId, string? key = null, string method = "tok_ok") =>
        Customer(customer).PostJsonAsync("/api/v1/orders", new { quoteId, paymentMethod = method }, key ?? Guid.NewGuid().ToString());

    /// <summary>A placed order, from the customer's view.</summary>
    public async Task<JsonNode> PlacedAsync(Guid? customer = null, string payment = "authorized", string fulfilment = "delivery")
    {
        var who = customer ?? NewCustomer();
        return await PlaceAsync(who, Quote(who, payment, fulfilment)).ShouldBe(HttpStatusCode.Created);
    }

    /// <summary>An order that has come as far as <paramref name="status"/> on the way of a good order.</summary>
    public async Task<TestOrder> OrderInAsync(string status, string fulfilment = "delivery")
    {
        var placed = await PlacedAsync(fulfilment: fulfilment, payment: status == "pendingPayment" ? "pending" : "authorized");
        var order = new TestOrder(placed.Id(), placed.Id("customerId"), Restaurant, placed);
        if (status is "pendingPayment" or "awaitingAcceptance") return order;
        await StaffAsync(order, "accept", new { prepMinutes = 20 }).ShouldBe(HttpStatusCode.OK);
        if (status == "accepted") return order;
        await StaffAsync(order, "start").ShouldBe(HttpStatusCode.OK);
        if (status == "preparing") return order;
        await StaffAsync(order, "ready").ShouldBe(HttpStatusCode.OK);
        if (status == "ready") return order;
        await DeliverAsync(order.Id, 1, new DeliveryPickedUpV1(Guid.CreateVersion7(), order.Id, order.Customer, Restaurant, Guid.CreateVersion7(), Clock.GetUtcNow(), 0));
        return order;
    }

    public Task<HttpResponseMessage> StaffAsync(TestOrder order, string command, object? body = null) => Staff.PostJsonAsync($"/api/v1/orders/{order.Id}/{command}", body);

    public Task<HttpResponseMessage> CustomerAsync(TestOrder order, string command, object? body = null) =>
        Customer(order.Customer).PostJsonAsync($"/api/v1/orders/{order.Id}/{command}", body);

    public async Task<string> StatusAsync(Guid orderId) => (await QueryAsync<string>("SELECT status FROM orders WHERE id = @orderId", new { orderId }))[0];

    public async Task<IReadOnlyList<string>> EventsAsync(Guid orderId) => [.. (await PublishedAsync(orderId)).Select(e => e.Type)];

    /// <summary>Version, history and outbox of an order agree: the same steps, without holes.</summary>
    public async Task ShouldBeConsistentAsync(Guid orderId)
    {
        var version = (await QueryAsync<int>("SELECT version FROM orders WHERE id = @orderId", new { orderId }))[0];
        var events = await PublishedAsync(orderId);
        Assert.Equal(Enumerable.Range(1, version).Select(i => (long)i), events.Select(e => e.Sequence));
        var history = await QueryAsync<(int Seq, string? From, string To, string Type)>("SELECT seq, from_status, to_status, type FROM order_history WHERE order_id = @orderId ORDER BY seq", new { orderId });
        Assert.Equal(events.Select(e => e.Type), history.Select(row => row.Type));
        Assert.Equal(Enumerable.Range(1, version), history.Select(row => row.Seq));
        Assert.Equal(history.Select(row => row.To).SkipLast(1), history.Skip(1).Select(row => row.From));
        Assert.Equal(await StatusAsync(orderId), history[^1].To);
    }

    public static object Eur(long amount) => new { amount, currency = "EUR" };
}

/// <summary>An order under test.</summary>
public sealed record TestOrder(Guid Id, Guid Customer, Guid Restaurant, JsonNode Placed);
