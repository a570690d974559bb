using System.Net;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;

namespace FoodDelivery.DeliveryService.Tests;

public sealed class CarryingAnOrder(DeliveryApi api) : IClassFixture<DeliveryApi>
{
    [Fact]
    public async Task A_customer_asks_for_another_try_twice_and_then_ops_decide()
    {
        var (order, driver, id) = await api.CarriedAsync("atDropoff");
        for (var i = 0; i < 3; i++)
        {
            await DeliveryApi.StepAsync(driver, id, "fail", new { reason = "refused" }).ShouldBe(HttpStatusCode.OK);
            if (i < 2) await order.Customer.PostJsonAsync($"/api/v1/deliveries/{id}/redeliver").ShouldBe(HttpStatusCode.OK);
        }
        await order.Customer.PostJsonAsync($"/api/v1/deliveries/{id}/redeliver").ShouldBeProblem(HttpStatusCode.Conflict, "redelivery_limit");
        Assert.Empty((await order.Customer.GetAsync($"/api/v1/deliveries/{id}").ShouldBe(HttpStatusCode.OK))["allowedActions"]!.AsArray());
        await api.OpsAsync(id, "redeliver").ShouldBe(HttpStatusCode.OK);
        await DeliveryApi.HandOverAsync(driver, id).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Why_it_could_not_be_handed_over_stays_and_who_said_so()
    {
        var (order, driver, id) = await api.CarriedAsync("atDropoff");
        await api.NobodyOpensAsync(driver, id);
        await api.OpsAsync(id, "dispose").ShouldBe(HttpStatusCode.OK);
        var disposed = Assert.Single(await api.PublishedAsync<DeliveryDisposedV1>(order.Id));
        Assert.Equal(("noAnswer", "driver"), (disposed.Cause, disposed.FailedBy));
        Assert.Equal("noAnswer", (await order.Customer.GetAsync($"/api/v1/deliveries/{id}").ShouldBe(HttpStatusCode.OK)).Text("failReason"));

        var (vanished, _, other) = await api.CarriedAsync("pickedUp");
        await api.OpsAsync(other, "fail", new { reason = "noAnswer" }).ShouldBe(HttpStatusCode.OK);
        await api.OpsAsync(other, "return").ShouldBe(HttpStatusCode.OK);
        await api.OpsAsync(other, "returned").ShouldBe(HttpStatusCode.OK);
        var returned = Assert.Single(await api.PublishedAsync<DeliveryReturnedV1>(vanished.Id));
        Assert.Equal(("noAnswer", "ops"), (returned.Cause, returned.FailedBy));
    }

    [Fact]
    public async Task Food_is_picked_up_when_the_restaurant_has_said_that_it_is_ready()
    {
        var (order, driver, id) = await api.CarriedAsync("atPickup");
        api.NotReady.Add(order.Id);
        var early = await DeliveryApi.StepAsync(driver, id, "pick-up");
        Assert.Equal(TimeSpan.FromSeconds(15), early.Headers.RetryAfter?.Delta);
        await Task.FromResult(early).ShouldBeProblem(HttpStatusCode.Conflict, "food_not_ready");
        Assert.Equal("atPickup", await api.StatusAsync(order));
        await api.DeliverAsync(order.Id, 2, new OrderReadyV1(order.Id, order.CustomerId, order.RestaurantId, api.Clock.GetUtcNow(), false));
        // It is known here now, and Order need not be asked.
        Assert.Equal("pickedUp", (await DeliveryApi.StepAsync(driver, id, "pick-up").ShouldBe(HttpStatusCode.OK)).Text("status"));
        await DeliveryApi.StepAsync(driver, id, "pick-up").ShouldBe(HttpStatusCode.OK);

        // The event is on its way, and Order knows.
        var (_, sooner, other) = await api.CarriedAsync("atPickup");
        await DeliveryApi.StepAsync(sooner, other, "pick-up").ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Who_was_asked_hears_when_ops_choose_another()
    {
        var place = api.NewPlace();
        var asked = await api.OnlineDriverAsync(place);
        var order = await api.AcceptedOrderAsync(place);
        await api.OfferAsync(asked, order);
        var chosen = await api.ApprovedDriverAsync();
        await api.OpsAsync((await api.DeliveryAsync(order)).Id(), "assign", new { driverId = chosen.Id }).ShouldBe(HttpStatusCode.OK);
        var assigned = Assert.Single(await api.PublishedAsync<DeliveryAssignedV1>(order.Id));
        Assert.Equal((chosen.Id, asked.Id), (assigned.DriverId, assigned.AskedInstead));
    }

    [Fact]
    public async Task An_order_goes_from_acceptance_to_the_doorstep()
    {
        var place = api.NewPlace();
        var driver = await api.OnlineDriverAsync(DeliveryApi.North(place, 400));
        var order = await api.AcceptedOrderAsync(place);
        var offer = await api.OfferAsync(driver, order);
        Assert.Equal("Trattoria Demo", offer["pickup"]!.Text("name"));
        Assert.InRange(offer.Amount("pay"), 640, 680);
        Assert.InRange(offer["distanceMeters"]!.GetValue<int>(), 395, 405);
        Assert.DoesNotContain(DeliveryApi.Address, offer.ToJsonString(), StringComparison.Ordinal);

        var delivery = await DeliveryApi.AcceptAsync(driver, offer).ShouldBe(HttpStatusCode.OK);
        var id = delivery.Id();
        Assert.Equal("assigned", delivery.Text("status"));
        Assert.Equal(DeliveryApi.Address, delivery["dropoff"]!.Text("address"));
        Assert.Equal(["arrivePickup", "unassign"], delivery["allowedActions"]!.AsArray().Select(action => action!.GetValue<string>()).Order());
        Assert.Equal(id, (await driver.Client.GetAsync("/api/v1/drivers/me").ShouldBe(HttpStatusCode.OK)).Id("activeDeliveryId"));

        foreach (var (action, status) in new[] { ("arrive-pickup", "atPickup"), ("pick-up", "pickedUp"), ("arrive-dropoff", "atDropoff") })
        {
            Assert.Equal(status, (await DeliveryApi.StepAsync(driver, id, action).ShouldBe(HttpStatusCode.OK)).Text("status"));
            var again = await DeliveryApi.StepAsync(driver, id, action).ShouldBe(HttpStatusCode.OK);
            Assert.Equal(status, again.Text("status"));
        }
        var seen = await order.Customer.GetAsync($"/api/v1/deliveries/{id}").ShouldBe(HttpStatusCode.OK);
        Assert.Equal("Alex", seen["driver"]!.Text("firstName"));
        Assert.NotNull(seen["position"]);

        Assert.Equal("delivered", (await DeliveryApi.HandOverAsync(driver, id).ShouldBe(HttpStatusCode.OK)).Text("status"));
        var end = await DeliveryApi.HandOverAsync(driver, id).ShouldBe(HttpStatusCode.OK);
        Assert.Null(end["dropoff"]);
        Assert.Equal(8, end["version"]!.GetValue<int>());
        Assert.Equal(
            ["delivery.planned.v1", "delivery.searching.v1", "delivery.offered.v1", "delivery.assigned.v1", "delivery.at_pickup.v1", "delivery.picked_up.v1", "delivery.at_dropoff.v1", "delivery.delivered.v1"],
            await api.EventTypesAsync(order));
        Assert.Empty(await api.QueryAsync<byte[]>("SELECT address FROM dropoffs WHERE delivery_id = @id", new { id }));
        Assert.Empty(await api.QueryAsync<string>("SELECT kind FROM deadlines WHERE aggregate_id = @id AND kind = 'delivery'", new { id }));
    }

    [Fact]
    public async Task Steps_out_of_order_are_refused_with_what_is_possible()
    {
        var (_, driver, id) = await api.CarriedAsync("atPickup");
        var problem = await DeliveryApi.StepAsync(driver, id, "arrive-dropoff").ShouldBeProblem(HttpStatusCode.Conflict, "delivery_state_conflict");
        Assert.Equal("atPickup", problem.Text("currentStatus"));
        Assert.Equal(["pickUp", "unassign"], problem["allowedActions"]!.AsArray().Select(action => action!.GetValue<string>()).Order());
        await DeliveryApi.HandOverAsync(driver, id).ShouldBeProblem(HttpStatusCode.Conflict, "delivery_state_conflict");
        await DeliveryApi.StepAsync(driver, id, "fail", new { reason = "noAnswer" }).ShouldBeProblem(HttpStatusCode.Conflict, "delivery_state_conflict");
        await DeliveryApi.StepAsync(driver, id, "pick-up", new { bagCount = 0 }).ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
    }

    [Fact]
    public async Task A_wrong_pin_is_counted_and_the_sixth_try_is_locked_even_if_right()
    {
        var (order, driver, id) = await api.CarriedAsync("atDropoff");
        for (var left = 4; left >= 0; left--)
        {
            var problem = await DeliveryApi.HandOverAsync(driver, id, "0000").ShouldBeProblem(HttpStatusCode.Conflict, "pin_wrong");
            Assert.Equal(left, problem["triesLeft"]!.GetValue<int>());
        }
        await DeliveryApi.HandOverAsync(driver, id).ShouldBeProblem(HttpStatusCode.Conflict, "pin_locked");
        Assert.Equal("atDropoff", await api.StatusAsync(order));

        Assert.Equal("delivered", (await api.OpsAsync(id, "deliver").ShouldBe(HttpStatusCode.OK)).Text("status"));
        Assert.Equal("ops", (await api.PublishedAsync<DeliveryDeliveredV1>(order.Id)).Single().ProofType);
    }

    [Fact]
    public async Task Bad_proof_is_refused()
    {
        var (_, driver, id) = await api.CarriedAsync("atDropoff");
        await DeliveryApi.StepAsync(driver, id, "deliver", new { proof = new { type = "photo", value = "x" } }).ShouldBe(HttpStatusCode.BadRequest);
        await DeliveryApi.StepAsync(driver, id, "deliver", new { }).ShouldBe(HttpStatusCode.BadRequest);
        await DeliveryApi.HandOverAsync(driver, id, "").ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
    }

    [Fact]
    public async Task The_address_follows_when_order_was_away()
    {
        api.OrderIsDown();
        try
        {
            var (order, driver, id) = await api.CarriedAsync("atPickup");
            await DeliveryApi.StepAsync(driver, id, "pick-up").ShouldBeProblem(HttpStatusCode.ServiceUnavailable, "dependency_unavailable");
            await api.SayReadyAsync(order);
            foreach (var action in new[] { "pick-up", "arrive-dropoff" }) await DeliveryApi.StepAsync(driver, id, action).ShouldBe(HttpStatusCode.OK);
            Assert.Null((await driver.Client.GetAsync($"/api/v1/deliveries/{id}").ShouldBe(HttpStatusCode.OK))["dropoff"]);
            await DeliveryApi.HandOverAsync(driver, id).ShouldBeProblem(HttpStatusCode.ServiceUnavailable, "dependency_unavailable");

            api.OrderIsUp();
            api.Clock.Advance(TimeSpan.FromMinutes(6));
            await Eventually.IsTrueAsync(async () =>
            {
                // A try that still met the suspended calls is made again later, by this clock.
                api.Clock.Advance(TimeSpan.FromSeconds(5));
                await api.SweepDeadlinesAsync();
                return (await api.QueryAsync<long>("SELECT COUNT(*) FROM dropoffs WHERE delivery_id = @id", new { id })).Single() == 1;
            }, "the deadline fetched the address");
            await DeliveryApi.HandOverAsync(driver, id).ShouldBe(HttpStatusCode.OK);
        }
        finally
        {
            api.OrderIsUp();
        }
    }

    [Fact]
    public async Task An_undeliverable_order_is_disposed_of_after_15_minutes()
    {
        var (order, driver, id) = await api.CarriedAsync("pickedUp");
        await DeliveryApi.StepAsync(driver, id, "fail", new { reason = "damaged" }).ShouldBe(HttpStatusCode.OK);
        await DeliveryApi.StepAsync(driver, id, "fail", new { reason = "damaged" }).ShouldBe(HttpStatusCode.OK);
        Assert.Equal("damaged", (await api.PublishedAsync<DeliveryFailedV1>(order.Id)).Single().Reason);
        await driver.Client.PutJsonAsync("/api/v1/drivers/me/status", new { status = "offline" }).ShouldBeProblem(HttpStatusCode.Conflict, "driver_busy");
        await api.SweepDeadlinesAsync();
        Assert.Equal("undeliverable", await api.StatusAsync(order));

        api.Clock.Advance(TimeSpan.FromMinutes(15));
        await api.SweepDeadlinesAsync();
        await api.BecomesAsync(order, "disposed");
        await DeliveryApi.GoAsync(driver, "offline");
    }

    [Fact]
    public async Task An_undeliverable_order_can_be_tried_again_or_returned()
    {
        var (order, driver, id) = await api.CarriedAsync("atDropoff");
        await DeliveryApi.StepAsync(driver, id, "fail", new { reason = "refused" }).ShouldBe(HttpStatusCode.OK);
        await api.ClientFor(Guid.NewGuid(), Roles.Customer).PostJsonAsync($"/api/v1/deliveries/{id}/redeliver").ShouldBe(HttpStatusCode.NotFound);
        Assert.Equal("atDropoff", (await order.Customer.PostJsonAsync($"/api/v1/deliveries/{id}/redeliver").ShouldBe(HttpStatusCode.OK)).Text("status"));
        Assert.Equal("atDropoff", (await order.Customer.PostJsonAsync($"/api/v1/deliveries/{id}/redeliver").ShouldBe(HttpStatusCode.OK)).Text("status"));
        await api.OpsAsync(id, "redeliver").ShouldBe(HttpStatusCode.OK);
        Assert.Equal(2, (await api.PublishedAsync<DeliveryAtDropoffV1>(order.Id)).Count);
        await DeliveryApi.StepAsync(driver, id, "fail", new { reason = "refused" }).ShouldBe(HttpStatusCode.OK);

        await DeliveryApi.StepAsync(driver, id, "returned").ShouldBeProblem(HttpStatusCode.Conflict, "delivery_state_conflict");
        Assert.Equal("returning", (await api.OpsAsync(id, "return").ShouldBe(HttpStatusCode.OK)).Text("status"));
        await api.OpsAsync(id, "redeliver").ShouldBeProblem(HttpStatusCode.Conflict, "delivery_state_conflict");
        await api.ClientFor(Guid.NewGuid(), Roles.Restaurant, Guid.NewGuid()).PostJsonAsync($"/api/v1/deliveries/{id}/returned").ShouldBe(HttpStatusCode.NotFound);
        Assert.Equal("returned", (await order.Restaurant.PostJsonAsync($"/api/v1/deliveries/{id}/returned").ShouldBe(HttpStatusCode.OK)).Text("status"));
        Assert.Equal("returned", (await DeliveryApi.StepAsync(driver, id, "returned").ShouldBe(HttpStatusCode.OK)).Text("status"));
        Assert.Equal("returned", (await api.OpsAsync(id, "returned").ShouldBe(HttpStatusCode.OK)).Text("status"));
        Assert.Single(await api.PublishedAsync<DeliveryReturnedV1>(order.Id));
    }

    [Fact]
    public async Task Ops_dispose_at_once()
    {
        var (order, driver, id) = await api.CarriedAsync("atDropoff");
        await api.OpsAsync(id, "dispose").ShouldBeProblem(HttpStatusCode.Conflict, "delivery_state_conflict");
        await DeliveryApi.StepAsync(driver, id, "fail", new { reason = "unsafe" }).ShouldBe(HttpStatusCode.OK);
        Assert.Equal("disposed", (await api.OpsAsync(id, "dispose").ShouldBe(HttpStatusCode.OK)).Text("status"));
        Assert.Single(await api.PublishedAsync<DeliveryDisposedV1>(order.Id));
    }
}
