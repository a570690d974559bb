using System.Net;
using System.Text.Json.Nodes;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;

namespace FoodDelivery.OrderService.Tests;

public sealed class WhatOpsLookUp(OrderApi api) : IClassFixture<OrderApi>
{
    [Fact]
    public async Task An_order_is_found_by_what_is_known_of_it()
    {
        var (order, other) = (await api.OrderInAsync("accepted"), await api.OrderInAsync("ready"));
        var driver = Guid.CreateVersion7();
        await AssignAsync(order, driver);
        var placed = order.Placed["placedAt"]!.GetValue<DateTimeOffset>();
        var code = order.Placed.Text("code");
        foreach (var query in new[]
        {
            $"code={code}", $"code={code.ToLowerInvariant()}", $"customer={order.Customer}", $"driverId={driver}",
            $"restaurantId={order.Restaurant}&customer={order.Customer}", $"status=accepted,preparing&customer={order.Customer}",
            $"customer={order.Customer}&from={At(placed)}&to={At(placed.AddMilliseconds(1))}",
        })
        {
            Assert.Equal([order.Id], await FoundAsync(query));
        }
        foreach (var query in new[]
        {
            $"code={code}&customer={other.Customer}", $"status=ready&customer={order.Customer}", $"driverId={Guid.CreateVersion7()}",
            $"customer={order.Customer}&from={At(placed.AddMilliseconds(1))}", $"customer={order.Customer}&to={At(placed)}",
        })
        {
            Assert.Empty(await FoundAsync(query));
        }
    }

    [Fact]
    public async Task Orders_come_in_pages_newest_first()
    {
        var customer = OrderApi.NewCustomer();
        var ids = new List<Guid>();
        for (var i = 0; i < 3; i++)
        {
            ids.Add((await api.PlacedAsync(customer)).Id());
            api.Clock.Advance(TimeSpan.FromMilliseconds(5));
        }
        ids.Reverse();
        var first = await api.Ops.GetAsync($"/api/v1/ops/order/orders?customer={customer}&limit=2").ShouldBe(HttpStatusCode.OK);
        var second = await api.Ops.GetAsync($"/api/v1/ops/order/orders?customer={customer}&limit=2&cursor={first.Text("nextCursor")}").ShouldBe(HttpStatusCode.OK);
        Assert.Equal(ids, Ids(first).Concat(Ids(second)));
        Assert.Null(second["nextCursor"]);
    }

    [Theory]
    [InlineData("code=12345")]
    [InlineData("code=12345%27")]
    [InlineData("status=cooking")]
    [InlineData("limit=101")]
    [InlineData("from=2026-05-04T17:30:00Z&to=2026-05-04T17:30:00Z")]
    public Task What_makes_no_sense_is_refused(string query) =>
        api.Ops.GetAsync($"/api/v1/ops/order/orders?{query}").ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");

    [Fact]
    public async Task Nobody_else_may_look()
    {
        var order = await api.OrderInAsync("accepted");
        foreach (var path in new[] { "/api/v1/ops/order/orders", $"/api/v1/ops/order/orders/{order.Id}" })
        {
            await api.Staff.GetAsync(path).ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
            await api.Customer(order.Customer).GetAsync(path).ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
            await api.ClientFor(Guid.CreateVersion7(), Roles.Driver).GetAsync(path).ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
        }
        await api.Ops.GetAsync($"/api/v1/ops/order/orders/{Guid.CreateVersion7()}").ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task A_dossier_tells_what_happened_everywhere_in_one_row()
    {
        var order = await api.OrderInAsync("accepted");
        var (driver, now) = (Guid.CreateVersion7(), api.Clock.GetUtcNow());
        await AssignAsync(order, driver);
        PaymentKnows(order, now);
        DeliveryKnows(order, driver, now);
        var dossier = await DossierAsync(order);
        Assert.Equal(("known", "known", order.Id), (dossier.Text("paymentPart"), dossier.Text("deliveryPart"), dossier["order"]!.Id()));
        Assert.Equal(("capture", "unknown"), (dossier["payment"]!["operations"]![0]!.Text("kind"), dossier["payment"]!["operations"]![0]!.Text("status")));
        Assert.Equal("assigned", dossier["delivery"]!.Text("status"));
        var told = dossier["timeline"]!.AsArray().Select(entry => (entry!.Text("actor"), entry!.Text("type"), entry!["detail"]?.GetValue<string>())).ToList();
        Assert.Contains(("customer", "order.placed", null), told);
        Assert.Contains(("restaurant", "order.accepted", "prepMinutes 20"), told);
        Assert.Contains(("system", "delivery.assigned", "bike"), told);
        Assert.Contains(("driver", "delivery.offer_declined", "tooFar"), told);
        Assert.Contains(("ops", "payment.capture_asked", "24.50 EUR: by hand"), told);
        Assert.Contains(("system", "payment.capture_unknown", "3 attempts: timeout"), told);
        var times = dossier["timeline"]!.AsArray().Select(entry => entry!["at"]!.GetValue<DateTimeOffset>()).ToList();
        Assert.Equal(times.Order(), times);
        Assert.Equal(driver, dossier["timeline"]!.AsArray().Single(entry => entry!.Text("type") == "delivery.offer_declined")!.Id("actorId"));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task What_another_service_does_not_say_is_away_and_the_rest_is_there(bool payment, bool delivery)
    {
        var order = await api.OrderInAsync("accepted");
        var now = api.Clock.GetUtcNow();
        if (payment) PaymentKnows(order, now);
        else api.Others.On($"GET /internal/v1/payments/{order.Id}", (_, _) => StubServices.Unreachable());
        if (delivery) DeliveryKnows(order, Guid.CreateVersion7(), now);
        else api.Others.On($"GET /internal/v1/deliveries/{order.Id}", new { }, HttpStatusCode.ServiceUnavailable);
        var dossier = await DossierAsync(order);
        Assert.Equal((payment ? "known" : "away", delivery ? "known" : "away"), (dossier.Text("paymentPart"), dossier.Text("deliveryPart")));
        Assert.Equal((payment, delivery), (dossier["payment"] is not null, dossier["delivery"] is not null));
        Assert.Contains("order.accepted", dossier["timeline"]!.AsArray().Select(entry => entry!.Text("type")));
    }

    [Fact]
    public async Task What_does_not_exist_elsewhere_is_not_away()
    {
        var order = await api.OrderInAsync("accepted", "pickup");
        PaymentKnows(order, api.Clock.GetUtcNow());
        api.Others.On($"GET /internal/v1/deliveries/{order.Id}", new { code = "not_found" }, HttpStatusCode.NotFound);
        Assert.Equal("none", (await DossierAsync(order)).Text("deliveryPart"));
    }

    private Task<JsonNode> DossierAsync(TestOrder order) => api.Ops.GetAsync($"/api/v1/ops/order/orders/{order.Id}").ShouldBe(HttpStatusCode.OK);

    private async Task<IEnumerable<Guid>> FoundAsync(string query) => Ids(await api.Ops.GetAsync($"/api/v1/ops/order/orders?{query}").ShouldBe(HttpStatusCode.OK));

    private static IEnumerable<Guid> Ids(JsonNode page) => page["items"]!.AsArray().Select(order => order!.Id());

    private static string At(DateTimeOffset at) => Uri.EscapeDataString(at.ToString("O"));

    private Task AssignAsync(TestOrder order, Guid driver) => api.DeliverAsync(order.Id, 1, new DeliveryAssignedV1(
        Guid.CreateVersion7(), order.Id, order.Customer, api.Restaurant, driver, "Ada", "bike", api.Clock.GetUtcNow(), api.Clock.GetUtcNow()));

    private void PaymentKnows(TestOrder order, DateTimeOffset now) => api.Others.On($"GET /internal/v1/payments/{order.Id}", new
    {
        id = Guid.CreateVersion7(), status = "authorized", amount = OrderApi.Eur(2450), held = OrderApi.Eur(2450), captured = OrderApi.Eur(0), refunded = OrderApi.Eur(0),
        operations = new[]
        {
            new { id = Guid.CreateVersion7(), kind = "capture", status = "unknown", amount = OrderApi.Eur(2450), automatic = false, reason = "by hand", failureCode = "timeout", attempts = 3, createdAt = now, updatedAt = now },
        },
    });

    private void DeliveryKnows(TestOrder order, Guid driver, DateTimeOffset now) => api.Others.On($"GET /internal/v1/deliveries/{order.Id}", new
    {
        id = Guid.CreateVersion7(), status = "assigned", driverId = driver, driverName = "Ada", pickupEta = now, dropoffEta = now,
        facts = new[] { new { at = now.AddMinutes(-1), actor = "driver", actorId = driver, type = "delivery.offer_declined", detail = "tooFar" } },
    });
}
