using System.Net;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;

namespace FoodDelivery.DeliveryService.Tests;

public sealed class WhoSeesWhat(DeliveryApi api) : IClassFixture<DeliveryApi>
{
    [Fact]
    public async Task Another_driver_finds_nothing_and_can_do_nothing()
    {
        var (order, _, id) = await api.CarriedAsync("atDropoff");
        var stranger = await api.OnlineDriverAsync(api.NewPlace());
        await stranger.Client.GetAsync($"/api/v1/deliveries/{id}").ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
        Assert.Empty((await stranger.Client.GetAsync($"/api/v1/deliveries?orderId={order.Id}").ShouldBe(HttpStatusCode.OK))["items"]!.AsArray());
        foreach (var action in new[] { "arrive-pickup", "pick-up", "arrive-dropoff", "returned" }) await DeliveryApi.StepAsync(stranger, id, action).ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
        await DeliveryApi.StepAsync(stranger, id, "fail", new { reason = "noAnswer" }).ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
        await DeliveryApi.StepAsync(stranger, id, "unassign", new { reason = "x" }).ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
        await DeliveryApi.HandOverAsync(stranger, id).ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
        Assert.Equal("atDropoff", await api.StatusAsync(order));
    }

    [Fact]
    public async Task Customer_restaurant_and_ops_see_their_part()
    {
        var (order, driver, id) = await api.CarriedAsync("pickedUp");
        var customer = (await order.Customer.GetAsync($"/api/v1/deliveries?orderId={order.Id}").ShouldBe(HttpStatusCode.OK))["items"]!.AsArray().Single()!;
        Assert.Equal("Alex", customer["driver"]!.Text("firstName"));
        Assert.NotNull(customer["position"]);
        Assert.NotNull(customer["eta"]);
        Assert.Empty(customer["allowedActions"]!.AsArray());

        var restaurant = await order.Restaurant.GetAsync($"/api/v1/deliveries/{id}").ShouldBe(HttpStatusCode.OK);
        Assert.NotNull(restaurant["driver"]);
        Assert.Null(restaurant["position"]);
        var ops = await api.Ops.GetAsync($"/api/v1/deliveries/{id}").ShouldBe(HttpStatusCode.OK);
        Assert.NotNull(ops["pay"]);
        foreach (var view in new[] { customer, restaurant, ops })
        {
            Assert.Null(view["dropoff"]);
            Assert.DoesNotContain(driver.Id.ToString(), view.ToJsonString(), StringComparison.Ordinal);
        }
        foreach (var view in new[] { customer, restaurant }) Assert.Null(view["pay"]);

        await DeliveryApi.StepAsync(driver, id, "arrive-dropoff").ShouldBe(HttpStatusCode.OK);
        await DeliveryApi.HandOverAsync(driver, id).ShouldBe(HttpStatusCode.OK);
        var after = await order.Customer.GetAsync($"/api/v1/deliveries/{id}").ShouldBe(HttpStatusCode.OK);
        Assert.Null(after["driver"]);
        Assert.Null(after["position"]);
        Assert.Null(after["eta"]);
        Assert.Null((await driver.Client.GetAsync($"/api/v1/deliveries/{id}").ShouldBe(HttpStatusCode.OK))["dropoff"]);
    }

    [Fact]
    public async Task The_driver_reads_what_to_ask_for_at_the_counter_and_whom_to_ring_while_it_runs()
    {
        var (_, driver, id) = await api.CarriedAsync("atDropoff");
        var running = await driver.Client.GetAsync($"/api/v1/deliveries/{id}").ShouldBe(HttpStatusCode.OK);
        Assert.Equal(("K7M2", "Market Square 1", "+43 1 5550"), (running.Text("orderCode"), running["pickup"]!.Text("address"), running["pickup"]!.Text("phone")));
        Assert.Equal("+43 1 901820", running["dropoff"]!.Text("contactPhone"));
        await DeliveryApi.HandOverAsync(driver, id).ShouldBe(HttpStatusCode.OK);
        Assert.DoesNotContain("901820", (await driver.Client.GetAsync($"/api/v1/deliveries/{id}").ShouldBe(HttpStatusCode.OK)).ToJsonString());
        Assert.Empty(await api.QueryAsync<string>("SELECT contact_phone FROM dropoffs WHERE delivery_id = @id", new { id }));
    }

    [Fact]
    public async Task The_customers_phone_is_shown_from_the_restaurant_on_and_not_before()
    {
        var (_, driver, id) = await api.CarriedAsync("assigned");
        var assigned = await driver.Client.GetAsync($"/api/v1/deliveries/{id}").ShouldBe(HttpStatusCode.OK);
        Assert.Equal("Kim", assigned["dropoff"]!.Text("contactName"));
        Assert.Null(assigned["dropoff"]!["contactPhone"]);
        var arrived = await DeliveryApi.StepAsync(driver, id, "arrive-pickup").ShouldBe(HttpStatusCode.OK);
        Assert.Equal("+43 1 901820", arrived["dropoff"]!.Text("contactPhone"));
    }

    [Fact]
    public async Task Being_asked_shows_the_offer_but_not_the_delivery()
    {
        var place = api.NewPlace();
        var driver = await api.OnlineDriverAsync(place);
        var order = await api.AcceptedOrderAsync(place);
        var offer = await api.OfferAsync(driver, order);
        Assert.Equal(("K7M2", "Market Square 1"), (offer.Text("orderCode"), offer["pickup"]!.Text("address")));
        await driver.Client.GetAsync($"/api/v1/deliveries/{offer.Id("deliveryId")}").ShouldBe(HttpStatusCode.NotFound);
        var other = await api.OnlineDriverAsync(api.NewPlace());
        await DeliveryApi.AcceptAsync(other, offer).ShouldBe(HttpStatusCode.NotFound);
        await DeliveryApi.DeclineAsync(other, offer).ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Strangers_get_404_and_other_roles_403_and_nobody_401()
    {
        var (order, driver, id) = await api.CarriedAsync();
        foreach (var stranger in new[] { api.ClientFor(Guid.NewGuid(), Roles.Customer), api.ClientFor(Guid.NewGuid(), Roles.Restaurant, Guid.NewGuid()), api.ClientFor(order.CustomerId, Roles.Restaurant), api.ClientFor(driver.Id, Roles.Customer) })
        {
            await stranger.GetAsync($"/api/v1/deliveries/{id}").ShouldBe(HttpStatusCode.NotFound);
            Assert.Empty((await stranger.GetAsync($"/api/v1/deliveries?orderId={order.Id}").ShouldBe(HttpStatusCode.OK))["items"]!.AsArray());
        }
        Assert.Empty((await order.Customer.GetAsync($"/api/v1/deliveries?orderId={Guid.NewGuid()}").ShouldBe(HttpStatusCode.OK))["items"]!.AsArray());
        await order.Customer.GetAsync("/api/v1/deliveries").ShouldBe(HttpStatusCode.BadRequest);

        await order.Customer.PostJsonAsync($"/api/v1/deliveries/{id}/arrive-pickup").ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
        await order.Customer.GetAsync("/api/v1/drivers/me").ShouldBe(HttpStatusCode.Forbidden);
        await order.Customer.PutJsonAsync("/api/v1/drivers/me/status", new { status = "online" }).ShouldBe(HttpStatusCode.Forbidden);
        await driver.Client.PostJsonAsync($"/api/v1/ops/delivery/deliveries/{id}/unassign", new { reason = "x" }).ShouldBe(HttpStatusCode.Forbidden);
        await order.Restaurant.PostJsonAsync($"/api/v1/deliveries/{id}/redeliver").ShouldBe(HttpStatusCode.Forbidden);
        foreach (var action in new[] { "take-over", "return", "dispose" }) await order.Customer.PostJsonAsync($"/api/v1/deliveries/{id}/{action}").ShouldBe(HttpStatusCode.Forbidden);

        foreach (var path in new[] { "drivers/me", "drivers/me/offers", "deliveries?orderId=" + order.Id, "deliveries/" + id }) await api.Anonymous().GetAsync("/api/v1/" + path).ShouldBe(HttpStatusCode.Unauthorized);
        foreach (var path in new[] { $"deliveries/{id}/deliver", $"offers/{id}/accept", $"offers/{id}/decline", $"ops/delivery/deliveries/{id}/dispose", "drivers/me/positions" })
        {
            await api.Anonymous().PostJsonAsync("/api/v1/" + path, new { }).ShouldBe(HttpStatusCode.Unauthorized);
        }
        await api.ClientForService("order").GetAsync($"/api/v1/deliveries/{id}").ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Order_is_told_whom_a_delivery_was_offered_to_and_nobody_else()
    {
        var (order, driver, id) = await api.CarriedAsync("atPickup");
        var facts = await api.ClientForService("order").GetAsync($"/internal/v1/deliveries/{order.Id}").ShouldBe(HttpStatusCode.OK);
        Assert.Equal((id, "atPickup", driver.Id), (facts.Id(), facts.Text("status"), facts.Id("driverId")));
        var told = facts["facts"]!.AsArray();
        Assert.Equal(["delivery.offered", "delivery.offer_accepted", "delivery.at_pickup"], told.Select(fact => fact!.Text("type")));
        Assert.Equal(("driver", driver.Id), (told[1]!.Text("actor"), told[1]!.Id("actorId")));
        Assert.DoesNotContain(DeliveryApi.Address, facts.ToJsonString(), StringComparison.Ordinal);
        await api.ClientForService("order").GetAsync($"/internal/v1/deliveries/{Guid.NewGuid()}").ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
        await api.ClientForService("payment").GetAsync($"/internal/v1/deliveries/{order.Id}").ShouldBe(HttpStatusCode.Forbidden);
        await api.Ops.GetAsync($"/internal/v1/deliveries/{order.Id}").ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task No_event_holds_address_pin_or_contact()
    {
        var (order, driver, id) = await api.CarriedAsync("atDropoff");
        await DeliveryApi.HandOverAsync(driver, id).ShouldBe(HttpStatusCode.OK);
        var events = await api.PublishedAsync(order.Id);
        Assert.Equal(8, events.Count);
        foreach (var envelope in events)
        {
            foreach (var secret in new[] { DeliveryApi.Address, $"\"{DeliveryApi.Pin}\"", "Ring twice", "Kim" }) Assert.DoesNotContain(secret, envelope.Data.GetRawText(), StringComparison.Ordinal);
        }
    }
}
