using System.Net;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace FoodDelivery.OrderService.Tests;

public sealed class ReadingOrders(OrderApi api) : IClassFixture<OrderApi>
{
    [Fact]
    public async Task An_order_is_there_for_its_customer_its_restaurant_and_ops_only()
    {
        var order = await api.OrderInAsync("accepted");
        foreach (var path in new[] { $"/api/v1/orders/{order.Id}", $"/api/v1/orders/{order.Id}/timeline" })
        {
            foreach (var client in new[] { api.Customer(order.Customer), api.Staff, api.Ops }) await client.GetAsync(path).ShouldBe(HttpStatusCode.OK);
            await api.Customer(OrderApi.NewCustomer()).GetAsync(path).ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
            await api.ClientFor(Guid.CreateVersion7(), Roles.Restaurant, Guid.CreateVersion7()).GetAsync(path).ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
            await api.ClientFor(Guid.CreateVersion7(), Roles.Driver).GetAsync(path).ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
            await api.Anonymous().GetAsync(path).ShouldBeProblem(HttpStatusCode.Unauthorized, "unauthenticated");
        }
    }

    [Fact]
    public async Task Each_role_sees_what_it_needs()
    {
        var order = await api.OrderInAsync("accepted");
        var customer = await api.Customer(order.Customer).GetAsync($"/api/v1/orders/{order.Id}").ShouldBe(HttpStatusCode.OK);
        var staff = await api.Staff.GetAsync($"/api/v1/orders/{order.Id}").ShouldBe(HttpStatusCode.OK);
        var ops = await api.Ops.GetAsync($"/api/v1/orders/{order.Id}").ShouldBe(HttpStatusCode.OK);
        Assert.Equal(OrderApi.Address, customer["dropoff"]!.Text("address"));
        Assert.True(customer["dropoff"]!["leaveAtDoor"]!.GetValue<bool>());
        Assert.NotNull(customer["deliveryPin"]);
        Assert.Equal(OrderApi.Address, ops["dropoff"]!.Text("address"));
        Assert.Null(ops["deliveryPin"]);
        Assert.Null(staff["dropoff"]);
        Assert.Null(staff["deliveryPin"]);
        Assert.Null(staff["customerId"]);
    }

    [Theory]
    [InlineData("pending")]
    [InlineData("failed")]
    public async Task A_restaurant_does_not_see_an_order_that_is_not_paid(string payment)
    {
        var placed = await api.PlacedAsync(payment: payment);
        var path = $"/api/v1/orders/{placed.Id()}";
        foreach (var client in new[] { api.Customer(placed.Id("customerId")), api.Ops })
        {
            await client.GetAsync(path).ShouldBe(HttpStatusCode.OK);
            await client.GetAsync(path + "/timeline").ShouldBe(HttpStatusCode.OK);
        }
        await api.Staff.GetAsync(path).ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
        await api.Staff.GetAsync(path + "/timeline").ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
        await api.Staff.PostJsonAsync(path + "/accept", new { prepMinutes = 20 }).ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
        var listed = await api.Staff.GetAsync($"/api/v1/orders?limit=100&status={placed.Text("status")}").ShouldBe(HttpStatusCode.OK);
        Assert.Empty(listed["items"]!.AsArray());
    }

    [Fact]
    public async Task Why_a_card_was_refused_is_not_for_the_restaurant()
    {
        var order = await api.OrderInAsync("awaitingAcceptance");
        // The provider takes its word back; the order has moved on and stays.
        await api.DeliverAsync(order.Id, 1, new PaymentFailedV1(Guid.CreateVersion7(), order.Id, order.Customer, "stolen_card"));
        foreach (var path in new[] { $"/api/v1/orders/{order.Id}", $"/api/v1/orders/{order.Id}/timeline" })
        {
            Assert.DoesNotContain("stolen_card", (await api.Staff.GetAsync(path).ShouldBe(HttpStatusCode.OK)).ToJsonString());
            foreach (var client in new[] { api.Customer(order.Customer), api.Ops })
            {
                Assert.Contains("stolen_card", (await client.GetAsync(path).ShouldBe(HttpStatusCode.OK)).ToJsonString());
            }
        }
        Assert.DoesNotContain("stolen_card", (await api.Staff.GetAsync("/api/v1/orders?limit=100").ShouldBe(HttpStatusCode.OK)).ToJsonString());
    }

    [Fact]
    public async Task A_customer_pages_through_own_orders_newest_first()
    {
        var customer = OrderApi.NewCustomer();
        var placed = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            api.Clock.Advance(TimeSpan.FromSeconds(1));
            placed.Add((await api.PlacedAsync(customer)).Text("id"));
        }
        var client = api.Customer(customer);
        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = await client.GetAsync($"/api/v1/orders?limit=2{(cursor is null ? "" : $"&cursor={cursor}")}").ShouldBe(HttpStatusCode.OK);
            seen.AddRange(page["items"]!.AsArray().Select(item => item!.Text("id")));
            cursor = page["nextCursor"]?.GetValue<string>();
        }
        while (cursor is not null);
        Assert.Equal(Enumerable.Reverse(placed), seen);
    }

    [Fact]
    public async Task Lists_are_by_role_restaurant_and_status()
    {
        var waiting = await api.OrderInAsync("awaitingAcceptance");
        var accepted = await api.OrderInAsync("accepted");
        async Task<List<Guid>> Ids(HttpClient client, string query) =>
            [.. (await client.GetAsync($"/api/v1/orders?limit=100{query}").ShouldBe(HttpStatusCode.OK))["items"]!.AsArray().Select(item => item!.Id())];

        Assert.Contains(waiting.Id, await Ids(api.Staff, ""));
        var filtered = await Ids(api.Staff, $"&restaurantId={api.Restaurant}&status=accepted,preparing");
        Assert.Contains(accepted.Id, filtered);
        Assert.DoesNotContain(waiting.Id, filtered);
        Assert.Contains(waiting.Id, await Ids(api.Ops, "&status=awaitingAcceptance"));
        Assert.Equal([waiting.Id], await Ids(api.Customer(waiting.Customer), ""));
        Assert.Empty(await Ids(api.Customer(OrderApi.NewCustomer()), ""));
        await api.Staff.GetAsync($"/api/v1/orders?restaurantId={Guid.NewGuid()}").ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
        await api.ClientFor(Guid.NewGuid(), Roles.Driver).GetAsync("/api/v1/orders").ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
    }

    [Theory]
    [InlineData("status=done")]
    [InlineData("status=3")]
    [InlineData("limit=0")]
    [InlineData("cursor=abc")]
    public async Task Bad_queries_are_refused(string query) => await api.Staff.GetAsync($"/api/v1/orders?{query}").ShouldBe(HttpStatusCode.BadRequest);

    [Fact]
    public async Task The_timeline_shows_steps_and_reports_in_order()
    {
        var order = await api.OrderInAsync("inDelivery");
        var timeline = await api.Customer(order.Customer).GetAsync($"/api/v1/orders/{order.Id}/timeline").ShouldBe(HttpStatusCode.OK);
        var items = timeline["items"]!.AsArray().Select(item => (item!.Text("actor"), item!.Text("type"))).ToList();
        Assert.Equal(("customer", "order.placed"), items[0]);
        Assert.Contains(("restaurant", "order.accepted"), items);
        Assert.Contains(("system", "delivery.picked_up"), items);
        Assert.Equal(("system", "order.submitted"), items[1]);
    }

    [Theory]
    [InlineData("delivery")]
    [InlineData("pickup")]
    public async Task Pin_and_code_are_gone_when_the_order_has_ended(string fulfilment)
    {
        var order = await api.OrderInAsync(fulfilment == "pickup" ? "ready" : "inDelivery", fulfilment);
        if (fulfilment == "pickup") await api.StaffAsync(order, "collect", new { code = order.Placed.Text("pickupCode") }).ShouldBe(HttpStatusCode.OK);
        else await api.DeliverAsync(order.Id, 2, new DeliveryDeliveredV1(Guid.CreateVersion7(), order.Id, order.Customer, api.Restaurant, Guid.CreateVersion7(), api.Clock.GetUtcNow(), "pin"));
        Assert.Equal([0L], await api.QueryAsync<long>("SELECT COUNT(*) FROM orders WHERE id = @Id AND (delivery_pin IS NOT NULL OR pickup_code IS NOT NULL)", new { order.Id }));
        await api.ClientForService("delivery").GetAsync($"/internal/v1/orders/{order.Id}/dropoff").ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task Where_an_order_went_is_kept_for_thirty_days()
    {
        var old = await api.PlacedAsync();
        api.Clock.Advance(TimeSpan.FromDays(29));
        var young = await api.PlacedAsync();
        var eraser = api.Services.GetRequiredService<Data.AddressEraser>();
        await eraser.RunAsync(CancellationToken.None);
        Assert.NotNull((await ReadAsync(old))["dropoff"]);
        api.Clock.Advance(TimeSpan.FromDays(2));
        await eraser.RunAsync(CancellationToken.None);
        Assert.Null((await ReadAsync(old))["dropoff"]);
        Assert.Equal(OrderApi.Address, (await ReadAsync(young))["dropoff"]!.Text("address"));
        Assert.Equal([0L], await api.QueryAsync<long>("SELECT COUNT(*) FROM orders WHERE id = @id AND COALESCE(dropoff_address, dropoff_lat, dropoff_notes, note) IS NOT NULL", new { id = old.Id() }));
    }

    private Task<System.Text.Json.Nodes.JsonNode> ReadAsync(System.Text.Json.Nodes.JsonNode order) =>
        api.Customer(order.Id("customerId")).GetAsync($"/api/v1/orders/{order.Id()}").ShouldBe(HttpStatusCode.OK);

    [Fact]
    public async Task What_placing_answers_is_what_is_read_later()
    {
        api.Clock.Advance(TimeSpan.FromTicks(1_234_567));
        var placed = await api.PlacedAsync();
        var read = await api.Customer(placed.Id("customerId")).GetAsync($"/api/v1/orders/{placed.Id()}").ShouldBe(HttpStatusCode.OK);
        Assert.Equal(placed.ToJsonString(), read.ToJsonString());
    }

    [Fact]
    public async Task Payment_and_delivery_get_what_they_need_and_nobody_else_does()
    {
        var order = await api.OrderInAsync("accepted");
        api.Others.On("GET /internal/v1/users/*", new { id = order.Customer, displayName = "Grace", phone = "+49 30 901820" });
        var path = $"/internal/v1/orders/{order.Id}";
        var internalOrder = await api.ClientForService("payment").GetAsync(path).ShouldBe(HttpStatusCode.OK);
        Assert.Equal((2450L, order.Customer, "tok_ok"), (internalOrder.Amount("total"), internalOrder.Id("customerId"), internalOrder.Text("paymentMethod")));

        var dropoff = await api.ClientForService("delivery").GetAsync(path + "/dropoff").ShouldBe(HttpStatusCode.OK);
        Assert.Equal((OrderApi.Address, "Grace", order.Placed.Text("deliveryPin")), (dropoff.Text("address"), dropoff.Text("contactName"), dropoff.Text("deliveryPin")));
        Assert.Equal("+49 30 901820", dropoff.Text("contactPhone"));
        Assert.True(dropoff["leaveAtDoor"]!.GetValue<bool>());
        Assert.Equal(order.Placed["lines"]!.AsArray().Select(line => line!.Text("name")), dropoff["items"]!.AsArray().Select(item => item!.Text("name")));
        Assert.Null((await api.ClientForService("delivery").GetAsync(path + "/pickup").ShouldBe(HttpStatusCode.OK))["readyAt"]);
        var ready = await api.OrderInAsync("ready");
        Assert.NotNull((await api.ClientForService("delivery").GetAsync($"/internal/v1/orders/{ready.Id}/pickup").ShouldBe(HttpStatusCode.OK))["readyAt"]);
        await api.ClientForService("payment").GetAsync(path + "/pickup").ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
        await api.ClientForService("payment").GetAsync(path + "/dropoff").ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
        await api.Ops.GetAsync(path).ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
        await api.Anonymous().GetAsync(path).ShouldBeProblem(HttpStatusCode.Unauthorized, "unauthenticated");
        await api.ClientForService("payment").GetAsync($"/internal/v1/orders/{Guid.NewGuid()}").ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
    }

    [Theory]
    [InlineData(2400)]
    [InlineData(null)]
    public async Task Ops_and_the_courier_see_how_far_the_place_is_from_the_address(int? off)
    {
        var customer = Guid.CreateVersion7();
        var placed = await api.PlaceAsync(customer, api.Quote(customer, offBy: off)).ShouldBe(HttpStatusCode.Created);
        var order = placed.Id();
        var listed = (await api.Ops.GetAsync($"/api/v1/ops/order/orders?customer={customer}").ShouldBe(HttpStatusCode.OK))["items"]![0]!;
        Assert.Equal(off, listed["dropoffOffByMeters"]?.GetValue<int>());
        api.Others.On("GET /internal/v1/users/*", (_, _) => StubServices.Unreachable());
        var told = await api.ClientForService("delivery").GetAsync($"/internal/v1/orders/{order}/dropoff").ShouldBe(HttpStatusCode.OK);
        Assert.Equal(off, told["offByMeters"]?.GetValue<int>());
    }

    [Fact]
    public async Task The_courier_gets_the_address_even_when_the_name_cannot_be_had()
    {
        var order = await api.OrderInAsync("accepted");
        api.Others.On("GET /internal/v1/users/*", (_, _) => StubServices.Unreachable());
        var dropoff = await api.ClientForService("delivery").GetAsync($"/internal/v1/orders/{order.Id}/dropoff").ShouldBe(HttpStatusCode.OK);
        Assert.Null(dropoff["contactName"]);
        Assert.Equal(OrderApi.Address, dropoff.Text("address"));
    }
}
