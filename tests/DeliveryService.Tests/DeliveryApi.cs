using System.Net;
using System.Text.Json.Nodes;
using FoodDelivery.Contracts;
using FoodDelivery.DeliveryService.Data;
using FoodDelivery.DeliveryService.Matching;
using FoodDelivery.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace FoodDelivery.DeliveryService.Tests;

public sealed record TestDriver(Guid Id, HttpClient Client);

public sealed record TestOrder(Guid Id, Guid CustomerId, Guid RestaurantId, GeoPoint Pickup, HttpClient Customer, HttpClient Restaurant);

/// <summary>The delivery service with words for what tests do with it. Each scenario has a place of its own, far from all others.</summary>
public class DeliveryApi : ServiceApi<DeliveryStore>
{
    public const string Pin = "4711";
    public const string Address = "Example Street 12/3";

    private int places;

    public DeliveryApi() : this([]) { }

    protected DeliveryApi(params (string Key, string Value)[] settings)
        : base("delivery", [("Redis:Prefix", $"t:{Guid.NewGuid():N}:"), ("Kafka:Prefix", $"t-{Guid.NewGuid():N}-"), .. settings])
    {
        OrderIsUp();
        Ops = ClientFor(OpsId, Roles.Ops);
    }

    public HttpClient Ops { get; }

    public Guid OpsId { get; } = Guid.NewGuid();

    public void OrderIsUp() => Others.On("GET /internal/v1/orders/*", (request, _) => StubServices.Json(new
    {
        orderId = request.RequestUri!.Segments[4].Trim('/'), address = Address, lat = 48.2193, lng = 16.3881, notes = "Ring twice", contactName = "Kim", contactPhone = "+43 1 901820", deliveryPin = Pin,
        items = new[] { new { name = "Margherita", quantity = 2 } },
        leaveAtDoor = LeftAtDoor.Contains(Guid.Parse(request.RequestUri.Segments[4].Trim('/'))),
        offByMeters = Misplaced.Contains(Guid.Parse(request.RequestUri.Segments[4].Trim('/'))) ? 2400 : (int?)null,
        readyAt = NotReady.Contains(Guid.Parse(request.RequestUri.Segments[4].Trim('/'))) ? null : (DateTimeOffset?)Clock.GetUtcNow(),
    }));

    /// <summary>Orders whose customers want them left at the door.</summary>
    public System.Collections.Concurrent.ConcurrentBag<Guid> LeftAtDoor { get; } = [];

    /// <summary>Orders whose coordinates are far from their address.</summary>
    public System.Collections.Concurrent.ConcurrentBag<Guid> Misplaced { get; } = [];

    /// <summary>Orders of which Order says that the restaurant has not said ready.</summary>
    public System.Collections.Concurrent.ConcurrentBag<Guid> NotReady { get; } = [];

    public void OrderIsDown() => Others.On("GET /internal/v1/orders/*", (_, _) => StubServices.Unreachable());

    public GeoPoint NewPlace() => new(40 + 0.5 * (Interlocked.Increment(ref places) % 40), 10 + places / 40);

    /// <summary>A point north of another.</summary>
    public static GeoPoint North(GeoPoint of, double metres) => of with { Lat = of.Lat + metres / 111_195 };

    public async Task<TestDriver> ApprovedDriverAsync()
    {
        var id = Guid.NewGuid();
        await DeliverAsync(id, 1, new DriverApprovedV1(id, "Alex", "bike"));
        return new TestDriver(id, ClientFor(id, Roles.Driver));
    }

    /// <summary>Approved, online, with a position.</summary>
    public async Task<TestDriver> OnlineDriverAsync(GeoPoint at)
    {
        var driver = await ApprovedDriverAsync();
        await GoAsync(driver, "online");
        await MoveAsync(driver, at);
        return driver;
    }

    public static Task<JsonNode> GoAsync(TestDriver driver, string status) => driver.Client.PutJsonAsync("/api/v1/drivers/me/status", new { status }).ShouldBe(HttpStatusCode.OK);

    public Task<JsonNode> MoveAsync(TestDriver driver, GeoPoint to) =>
        driver.Client.PostJsonAsync("/api/v1/drivers/me/positions", new { points = new[] { new { lat = to.Lat, lng = to.Lng, at = Clock.GetUtcNow() } } }).ShouldBe(HttpStatusCode.Accepted);

    /// <summary>An accepted order; with the default preparation time its delivery searches at once.</summary>
    public async Task<TestOrder> AcceptedOrderAsync(GeoPoint pickup, int prepMinutes = 5, string fulfilment = "delivery")
    {
        var order = new TestOrder(Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), pickup, null!, null!);
        order = order with { Customer = ClientFor(order.CustomerId, Roles.Customer), Restaurant = ClientFor(Guid.NewGuid(), Roles.Restaurant, order.RestaurantId) };
        await DeliverAsync(order.Id, 1, Accepted(order, prepMinutes, fulfilment));
        return order;
    }

    public OrderAcceptedV1 Accepted(TestOrder order, int prepMinutes = 5, string fulfilment = "delivery")
    {
        var now = Clock.GetUtcNow();
        return new OrderAcceptedV1(order.Id, order.CustomerId, order.RestaurantId, "K7M2", "Trattoria Demo", prepMinutes, now.AddMinutes(prepMinutes), order.Pickup,
            fulfilment == "delivery" ? North(order.Pickup, 2000).Coarse() : null, fulfilment, new Money(290, "EUR"), new Money(150, "EUR"), now.AddMinutes(25), now.AddMinutes(40), Guid.NewGuid(), "Market Square 1", "+43 1 5550");
    }

    public async Task<JsonNode?> OpenOfferAsync(TestDriver driver) =>
        (await driver.Client.GetAsync("/api/v1/drivers/me/offers").ShouldBe(HttpStatusCode.OK))["items"]!.AsArray().SingleOrDefault();

    /// <summary>Waits until the driver is asked for this order.</summary>
    public Task<JsonNode> OfferAsync(TestDriver driver, TestOrder order) => Eventually.GetAsync(
        async () => await OpenOfferAsync(driver) is { } offer && offer.Id("orderId") == order.Id ? offer : null, $"an offer of order {order.Id}", TimeSpan.FromSeconds(20));

    public static Task<HttpResponseMessage> AcceptAsync(TestDriver driver, JsonNode offer) => driver.Client.PostJsonAsync($"/api/v1/offers/{offer.Id()}/accept");

    public static Task<HttpResponseMessage> DeclineAsync(TestDriver driver, JsonNode offer) => driver.Client.PostJsonAsync($"/api/v1/offers/{offer.Id()}/decline", new { reason = "tooFar" });

    /// <summary>A delivery that an own driver carries, taken to a step: assigned, atPickup, pickedUp or atDropoff.</summary>
    public async Task<(TestOrder Order, TestDriver Driver, Guid Delivery)> CarriedAsync(string step = "assigned")
    {
        var place = NewPlace();
        var driver = await OnlineDriverAsync(place);
        var order = await AcceptedOrderAsync(place);
        var delivery = await AcceptAsync(driver, await OfferAsync(driver, order)).ShouldBe(HttpStatusCode.OK);
        foreach (var (status, action) in new[] { ("assigned", ""), ("atPickup", "arrive-pickup"), ("pickedUp", "pick-up"), ("atDropoff", "arrive-dropoff") })
        {
            if (action.Length > 0) await StepAsync(driver, delivery.Id(), action).ShouldBe(HttpStatusCode.OK);
            if (status == step) break;
        }
        return (order, driver, delivery.Id());
    }

    public static Task<HttpResponseMessage> StepAsync(TestDriver driver, Guid delivery, string action, object? body = null) =>
        driver.Client.PostJsonAsync($"/api/v1/deliveries/{delivery}/{action}", body);

    public static Task<HttpResponseMessage> HandOverAsync(TestDriver driver, Guid delivery, string pin = Pin) =>
        StepAsync(driver, delivery, "deliver", new { proof = new { type = "pin", value = pin } });

    /// <summary>At the door: an attempt, the wait, and nobody was there.</summary>
    public async Task NobodyOpensAsync(TestDriver driver, Guid delivery)
    {
        await StepAsync(driver, delivery, "contacts", new { kind = "door" }).ShouldBe(HttpStatusCode.OK);
        Clock.Advance(TimeSpan.FromMinutes(5));
        await StepAsync(driver, delivery, "fail", new { reason = "noAnswer" }).ShouldBe(HttpStatusCode.OK);
    }

    /// <summary>The restaurant says that it is ready.</summary>
    public Task SayReadyAsync(TestOrder order) =>
        DeliverAsync(order.Id, 2, new OrderReadyV1(order.Id, order.CustomerId, order.RestaurantId, Clock.GetUtcNow(), false));

    /// <summary>One run of the matcher beside those of the background worker.</summary>
    public Task<int> RunMatcherAsync() => Services.GetRequiredService<Matcher>().RunAsync(CancellationToken.None);

    public Task<HttpResponseMessage> OpsAsync(Guid delivery, string action, object? body = null) => Ops.PostJsonAsync($"/api/v1/ops/delivery/deliveries/{delivery}/{action}", body);

    public async Task<JsonNode> DeliveryAsync(TestOrder order) =>
        (await Ops.GetAsync($"/api/v1/deliveries?orderId={order.Id}").ShouldBe(HttpStatusCode.OK))["items"]!.AsArray().Single()!;

    public async Task<string> StatusAsync(TestOrder order) => (await DeliveryAsync(order)).Text("status");

    public Task BecomesAsync(TestOrder order, string status) =>
        Eventually.IsTrueAsync(async () => await StatusAsync(order) == status, $"order {order.Id} is {status}", TimeSpan.FromSeconds(20));

    public async Task<IReadOnlyList<string>> EventTypesAsync(TestOrder order)
    {
        var events = await PublishedAsync(order.Id);
        Assert.Equal(Enumerable.Range(1, events.Count).Select(i => (long)i), events.Select(envelope => envelope.Sequence));
        return [.. events.Select(envelope => envelope.Type)];
    }
}
