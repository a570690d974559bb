using System.Net;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;

namespace FoodDelivery.DeliveryService.Tests;

/// <summary>A driver cannot go on, and ops give the delivery to another.</summary>
public sealed class Transfers(DeliveryApi api) : IClassFixture<DeliveryApi>
{

    [Theory]
    [InlineData("assigned")]
    [InlineData("atPickup")]
    public async Task Before_pick_up_the_one_is_free_and_the_other_begins(string step)
    {
        var (order, driver, id) = await api.CarriedAsync(step);
        var next = await api.OnlineDriverAsync(order.Pickup);
        var shown = await TransferAsync(id, next).ShouldBe(HttpStatusCode.OK);
        Assert.Equal("assigned", shown.Text("status"));
        Assert.Null(shown["takeOver"]);
        await DeliveryApi.StepAsync(driver, id, "arrive-pickup").ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
        var me = await MeAsync(driver);
        Assert.Equal(("online", null), (me.Text("status"), me["activeDeliveryId"]));
        Assert.Empty((await PastAsync(driver)).AsArray());

        foreach (var action in new[] { "arrive-pickup", "pick-up", "arrive-dropoff" }) await DeliveryApi.StepAsync(next, id, action).ShouldBe(HttpStatusCode.OK);
        await DeliveryApi.HandOverAsync(next, id).ShouldBe(HttpStatusCode.OK);
        var told = Assert.Single(await api.PublishedAsync<DeliveryTransferredV1>(order.Id));
        Assert.Equal((driver.Id, next.Id, false), (told.FromDriverId, told.DriverId, told.AfterPickup));
        Assert.Equal(next.Id, Assert.Single(await api.PublishedAsync<DeliveryDeliveredV1>(order.Id)).DriverId);
        await api.EventTypesAsync(order);
    }

    [Fact]
    public async Task Before_pick_up_nobody_need_be_named()
    {
        var (order, driver, id) = await api.CarriedAsync("atPickup");
        var shown = await api.OpsAsync(id, "transfer", new { reason = "Flat tyre" }).ShouldBe(HttpStatusCode.OK);
        Assert.Equal("searching", shown.Text("status"));
        Assert.Equal(2, (await api.PublishedAsync<DeliverySearchingV1>(order.Id)).Count);
        Assert.Null((await MeAsync(driver))["activeDeliveryId"]);
    }

    [Theory]
    [InlineData("pickedUp", "pickedUp")]
    [InlineData("atDropoff", "pickedUp")]
    [InlineData("returning", "returning")]
    public async Task On_the_way_the_other_fetches_it_first_and_both_are_paid(string step, string afterwards)
    {
        var (order, driver, id) = await api.CarriedAsync(step == "pickedUp" ? step : "atDropoff");
        if (step == "returning")
        {
            await DeliveryApi.StepAsync(driver, id, "fail", new { reason = "refused" }).ShouldBe(HttpStatusCode.OK);
            await api.OpsAsync(id, "return").ShouldBe(HttpStatusCode.OK);
        }
        var place = DeliveryApi.North(order.Pickup, 700);
        api.Clock.Advance(TimeSpan.FromMinutes(2));
        await api.MoveAsync(driver, place);
        await DeliveryApi.StepAsync(driver, id, "help", new { kind = "vehicle" }).ShouldBe(HttpStatusCode.OK);
        await api.OpsAsync(id, "transfer", new { reason = "Flat tyre" }).ShouldBeProblem(HttpStatusCode.Conflict, "driver_needed");
        var next = await api.OnlineDriverAsync(order.Pickup);
        Assert.Equal(afterwards, (await TransferAsync(id, next).ShouldBe(HttpStatusCode.OK)).Text("status"));
        await TransferAsync(id, next).ShouldBe(HttpStatusCode.OK); // a repeat

        var me = await MeAsync(driver);
        Assert.Equal(("offline", "handedOn"), (me.Text("status"), me.Text("offlineReason")));
        await DeliveryApi.HandOverAsync(driver, id).ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
        var seen = await next.Client.GetAsync($"/api/v1/deliveries/{id}").ShouldBe(HttpStatusCode.OK);
        Assert.Equal("Alex", seen["takeOver"]!.Text("firstName"));
        Assert.Equal(place.Lat, seen["takeOver"]!["place"]!["lat"]!.GetValue<double>(), 5);
        Assert.Equal(DeliveryApi.Address, seen["dropoff"]!.Text("address"));
        Assert.Equal(afterwards == "returning" ? ["takeOver"] : ["fail", "takeOver"], seen["allowedActions"]!.AsArray().Select(action => action!.GetValue<string>()));
        Assert.Null((await order.Customer.GetAsync($"/api/v1/deliveries/{id}").ShouldBe(HttpStatusCode.OK))["takeOver"]);

        var (last, body) = afterwards == "returning" ? ("returned", (object?)null) : ("deliver", new { proof = new { type = "pin", value = DeliveryApi.Pin } });
        await DeliveryApi.StepAsync(next, id, afterwards == "returning" ? "returned" : "arrive-dropoff").ShouldBeProblem(HttpStatusCode.Conflict, "food_not_taken_over");
        await DeliveryApi.StepAsync(next, id, "take-over", new { code = "WRONG" }).ShouldBeProblem(HttpStatusCode.Conflict, "pickup_code_wrong");
        for (var i = 0; i < 2; i++) await DeliveryApi.StepAsync(next, id, "take-over", new { code = "k7m2" }).ShouldBe(HttpStatusCode.OK);
        if (afterwards != "returning") await DeliveryApi.StepAsync(next, id, "arrive-dropoff").ShouldBe(HttpStatusCode.OK);
        var end = await DeliveryApi.StepAsync(next, id, last, body).ShouldBe(HttpStatusCode.OK);

        // The tip of 150 is for whoever brings it.
        var (whole, part) = (Assert.Single((await PastAsync(next)).AsArray())!, Assert.Single((await PastAsync(driver)).AsArray())!);
        Assert.Equal((false, true), (whole["handedOn"]!.GetValue<bool>(), part["handedOn"]!.GetValue<bool>()));
        Assert.Equal(end.Amount("pay"), whole.Amount("pay"));
        Assert.Equal(end.Amount("pay") - 150, part.Amount("pay"));
        var told = Assert.Single(await api.PublishedAsync<DeliveryTransferredV1>(order.Id));
        Assert.Equal((driver.Id, next.Id, true, afterwards), (told.FromDriverId, told.DriverId, told.AfterPickup, told.Status));
        Assert.Single(await api.PublishedAsync<DeliveryTakenOverV1>(order.Id));
        Assert.Null(Assert.Single(await api.QueryAsync<string>("SELECT handing_driver_name FROM deliveries WHERE id = @id", new { id })));
        await api.EventTypesAsync(order);
    }

    [Fact]
    public async Task Who_never_fetched_it_is_paid_nothing_and_who_has_it_again_is_paid_once()
    {
        var (order, first, id) = await api.CarriedAsync("pickedUp");
        var (second, third) = (await api.OnlineDriverAsync(order.Pickup), await api.OnlineDriverAsync(order.Pickup));
        await TransferAsync(id, second).ShouldBe(HttpStatusCode.OK);
        await TransferAsync(id, third).ShouldBe(HttpStatusCode.OK);
        var seen = await third.Client.GetAsync($"/api/v1/deliveries/{id}").ShouldBe(HttpStatusCode.OK);
        Assert.Equal("Alex", seen["takeOver"]!.Text("firstName"));
        await TransferAsync(id, first).ShouldBe(HttpStatusCode.OK);
        Assert.Null((await first.Client.GetAsync($"/api/v1/deliveries/{id}").ShouldBe(HttpStatusCode.OK))["takeOver"]);
        await DeliveryApi.StepAsync(first, id, "arrive-dropoff").ShouldBe(HttpStatusCode.OK);
        await DeliveryApi.HandOverAsync(first, id).ShouldBe(HttpStatusCode.OK);
        Assert.Single((await PastAsync(first)).AsArray());
        Assert.Empty((await PastAsync(second)).AsArray());
        Assert.Empty((await PastAsync(third)).AsArray());
    }

    [Fact]
    public async Task A_new_try_at_the_door_waits_anew()
    {
        var (order, driver, id) = await api.CarriedAsync("atDropoff");
        await DeliveryApi.StepAsync(driver, id, "contacts", new { kind = "door" }).ShouldBe(HttpStatusCode.OK);
        api.Clock.Advance(TimeSpan.FromMinutes(5));
        var next = await api.OnlineDriverAsync(order.Pickup);
        await TransferAsync(id, next).ShouldBe(HttpStatusCode.OK);
        await DeliveryApi.StepAsync(next, id, "fail", new { reason = "noAnswer" }).ShouldBeProblem(HttpStatusCode.Conflict, "attempt_clock_running");
    }

    [Fact]
    public async Task What_nobody_has_or_a_busy_driver_is_refused()
    {
        var (order, driver, id) = await api.CarriedAsync("pickedUp");
        var (_, busy, _) = await api.CarriedAsync();
        await TransferAsync(id, busy).ShouldBeProblem(HttpStatusCode.Conflict, "driver_busy");
        await TransferAsync(id, new TestDriver(Guid.NewGuid(), null!)).ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
        await driver.Client.PostJsonAsync($"/api/v1/ops/delivery/deliveries/{id}/transfer", new { reason = "I want it" }).ShouldBe(HttpStatusCode.Forbidden);
        await api.OpsAsync(id, "transfer", new { driverId = busy.Id }).ShouldBe(HttpStatusCode.BadRequest);
        await DeliveryApi.StepAsync(driver, id, "arrive-dropoff").ShouldBe(HttpStatusCode.OK);
        await DeliveryApi.HandOverAsync(driver, id).ShouldBe(HttpStatusCode.OK);
        await TransferAsync(id, await api.ApprovedDriverAsync()).ShouldBeProblem(HttpStatusCode.Conflict, "delivery_state_conflict");
        var searching = await api.AcceptedOrderAsync(api.NewPlace());
        await TransferAsync((await api.DeliveryAsync(searching)).Id(), await api.ApprovedDriverAsync()).ShouldBeProblem(HttpStatusCode.Conflict, "delivery_state_conflict");
    }

    [Fact]
    public async Task A_transfer_and_the_hand_over_at_once_end_in_one_of_two_whole_outcomes()
    {
        foreach (var round in RaceRounds.Usually(20))
        {
            var (order, driver, id) = await api.CarriedAsync("atDropoff");
            var next = await api.OnlineDriverAsync(order.Pickup);
            var answers = await Task.WhenAll(TransferAsync(id, next), DeliveryApi.HandOverAsync(driver, id));
            Assert.Single(answers, answer => answer.StatusCode is HttpStatusCode.OK);
            var delivered = answers[1].StatusCode is HttpStatusCode.OK;
            Assert.Equal(delivered ? "delivered" : "pickedUp", await api.StatusAsync(order));
            Assert.Equal(delivered ? 1 : 0, (await api.PublishedAsync<DeliveryDeliveredV1>(order.Id)).Count);
            Assert.Equal(delivered ? 0 : 1, (await api.PublishedAsync<DeliveryTransferredV1>(order.Id)).Count);
            Assert.Equal(delivered ? 0 : 1, (await PastAsync(driver)).AsArray().Count(past => past!["handedOn"]!.GetValue<bool>()));
            Assert.Equal(delivered ? null : id, (await MeAsync(next))["activeDeliveryId"]?.GetValue<Guid>());
        }
    }

    [Fact]
    public async Task Two_transfers_of_two_deliveries_to_one_driver_give_that_driver_one()
    {
        foreach (var round in RaceRounds.Usually(20))
        {
            var (one, _, oneId) = await api.CarriedAsync("pickedUp");
            var (_, _, otherId) = await api.CarriedAsync("assigned");
            var next = await api.OnlineDriverAsync(one.Pickup);
            var answers = await Task.WhenAll(TransferAsync(oneId, next), TransferAsync(otherId, next));
            Assert.Single(answers, answer => answer.StatusCode is HttpStatusCode.OK);
            Assert.Single(answers, answer => answer.StatusCode is HttpStatusCode.Conflict);
            Assert.Single(await api.QueryAsync<Guid>("SELECT id FROM deliveries WHERE busy_driver_id = @Id", new { next.Id }));
        }
    }

    [Fact]
    public async Task A_transfer_and_the_pick_up_at_once_leave_the_food_with_one_of_them()
    {
        foreach (var round in RaceRounds.Usually(20))
        {
            var (order, driver, id) = await api.CarriedAsync("atPickup");
            var next = await api.OnlineDriverAsync(order.Pickup);
            var (transfer, pickUp) = (TransferAsync(id, next), DeliveryApi.StepAsync(driver, id, "pick-up"));
            await transfer.ShouldBe(HttpStatusCode.OK);
            var hasFood = (await pickUp).StatusCode is HttpStatusCode.OK;
            if (!hasFood) await pickUp.ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
            var seen = await next.Client.GetAsync($"/api/v1/deliveries/{id}").ShouldBe(HttpStatusCode.OK);
            Assert.Equal((hasFood ? "pickedUp" : "assigned", hasFood), (seen.Text("status"), seen["takeOver"] is not null));
            Assert.Equal(hasFood, Assert.Single(await api.PublishedAsync<DeliveryTransferredV1>(order.Id)).AfterPickup);
        }
    }

    [Fact]
    public async Task Taking_over_and_another_transfer_at_once_pay_for_what_was_carried()
    {
        foreach (var round in RaceRounds.Usually(20))
        {
            var (order, driver, id) = await api.CarriedAsync("pickedUp");
            var (second, third) = (await api.OnlineDriverAsync(order.Pickup), await api.OnlineDriverAsync(order.Pickup));
            await TransferAsync(id, second).ShouldBe(HttpStatusCode.OK);
            var (takeOver, transfer) = (DeliveryApi.StepAsync(second, id, "take-over"), TransferAsync(id, third));
            await transfer.ShouldBe(HttpStatusCode.OK);
            var took = (await takeOver).StatusCode is HttpStatusCode.OK;
            Assert.Equal(took ? second.Id : driver.Id, Assert.Single(await api.QueryAsync<Guid>("SELECT handing_driver_id FROM deliveries WHERE id = @id", new { id })));
            Assert.Equal(took ? 2 : 1, Assert.Single(await api.QueryAsync<long>("SELECT COUNT(*) FROM carried_parts WHERE delivery_id = @id", new { id })));
            await api.EventTypesAsync(order);
        }
    }

    private Task<HttpResponseMessage> TransferAsync(Guid id, TestDriver to) => api.OpsAsync(id, "transfer", new { driverId = to.Id, reason = "Flat tyre" });

    private static Task<System.Text.Json.Nodes.JsonNode> MeAsync(TestDriver driver) => driver.Client.GetAsync("/api/v1/drivers/me").ShouldBe(HttpStatusCode.OK);

    private static async Task<System.Text.Json.Nodes.JsonNode> PastAsync(TestDriver driver) =>
        (await driver.Client.GetAsync("/api/v1/drivers/me/deliveries").ShouldBe(HttpStatusCode.OK))["items"]!;
}
