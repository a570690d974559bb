using System.Net;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;

namespace FoodDelivery.DeliveryService.Tests;

public sealed class FindingADriver(DeliveryApi api) : IClassFixture<DeliveryApi>
{
    [Fact]
    public async Task The_nearest_is_asked_first_and_after_a_decline_the_next()
    {
        var place = api.NewPlace();
        var far = await api.OnlineDriverAsync(DeliveryApi.North(place, 1500));
        var near = await api.OnlineDriverAsync(DeliveryApi.North(place, 300));
        var order = await api.AcceptedOrderAsync(place);

        var offer = await api.OfferAsync(near, order);
        Assert.Null(await api.OpenOfferAsync(far));
        Assert.Equal("declined", (await DeliveryApi.DeclineAsync(near, offer).ShouldBe(HttpStatusCode.OK)).Text("status"));
        await DeliveryApi.DeclineAsync(near, offer).ShouldBe(HttpStatusCode.OK);
        await DeliveryApi.AcceptAsync(near, offer).ShouldBeProblem(HttpStatusCode.Conflict, "offer_taken");
        var next = await api.OfferAsync(far, order);
        await DeliveryApi.AcceptAsync(near, next).ShouldBe(HttpStatusCode.NotFound);
        await DeliveryApi.AcceptAsync(far, next).ShouldBe(HttpStatusCode.OK);
        await DeliveryApi.AcceptAsync(far, next).ShouldBe(HttpStatusCode.OK);
        Assert.Equal("tooFar", (await api.PublishedAsync<DeliveryOfferDeclinedV1>(order.Id)).Single().Reason);
        Assert.Single(await api.PublishedAsync<DeliveryAssignedV1>(order.Id));
    }

    [Fact]
    public async Task An_unanswered_offer_goes_to_the_next_after_40_seconds()
    {
        var place = api.NewPlace();
        var asleep = await api.OnlineDriverAsync(DeliveryApi.North(place, 300));
        var awake = await api.OnlineDriverAsync(DeliveryApi.North(place, 1500));
        var order = await api.AcceptedOrderAsync(place);
        var offer = await api.OfferAsync(asleep, order);

        api.Clock.Advance(TimeSpan.FromSeconds(39));
        await api.SweepDeadlinesAsync();
        Assert.NotNull(await api.OpenOfferAsync(asleep));
        api.Clock.Advance(TimeSpan.FromSeconds(1));
        await DeliveryApi.AcceptAsync(asleep, offer).ShouldBeProblem(HttpStatusCode.Conflict, "offer_expired");
        await api.SweepDeadlinesAsync();
        await DeliveryApi.AcceptAsync(awake, await api.OfferAsync(awake, order)).ShouldBe(HttpStatusCode.OK);
        await DeliveryApi.AcceptAsync(asleep, offer).ShouldBeProblem(HttpStatusCode.Conflict, "offer_expired");
        Assert.Equal(asleep.Id, (await api.PublishedAsync<DeliveryOfferExpiredV1>(order.Id)).Single().DriverId);
    }

    [Fact]
    public async Task Nobody_there_tells_ops_once_and_a_later_driver_still_gets_it()
    {
        var place = api.NewPlace();
        var order = await api.AcceptedOrderAsync(place);
        await api.BecomesAsync(order, "searching");
        await Eventually.IsTrueAsync(async () =>
        {
            // Five rounds, before twelve minutes have passed as well.
            api.Clock.Advance(TimeSpan.FromSeconds(10));
            await api.RunMatcherAsync();
            return await api.StatusAsync(order) == "unassigned";
        }, "ops are told", TimeSpan.FromSeconds(30));
        Assert.Equal(5, (await api.PublishedAsync<DeliveryUnassignedV1>(order.Id)).Single().Rounds);

        var late = await api.OnlineDriverAsync(DeliveryApi.North(place, 7000));
        await DeliveryApi.AcceptAsync(late, await api.OfferAsync(late, order)).ShouldBe(HttpStatusCode.OK);
        Assert.Single(await api.PublishedAsync<DeliveryUnassignedV1>(order.Id));
    }

    [Fact]
    public async Task Twelve_minutes_without_candidate_are_enough_too()
    {
        var order = await api.AcceptedOrderAsync(api.NewPlace());
        api.Clock.Advance(TimeSpan.FromMinutes(12));
        await api.SweepDeadlinesAsync();
        await api.BecomesAsync(order, "unassigned");
    }

    [Fact]
    public async Task Somebody_who_declined_is_asked_again_only_when_a_round_found_nobody_else()
    {
        var place = api.NewPlace();
        var only = await api.OnlineDriverAsync(DeliveryApi.North(place, 300));
        var order = await api.AcceptedOrderAsync(place);
        await DeliveryApi.DeclineAsync(only, await api.OfferAsync(only, order)).ShouldBe(HttpStatusCode.OK);
        await api.RunMatcherAsync();
        Assert.Equal("searching", await api.StatusAsync(order));
        api.Clock.Advance(TimeSpan.FromSeconds(10));
        await api.RunMatcherAsync();
        await DeliveryApi.AcceptAsync(only, await api.OfferAsync(only, order)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_refusal_in_a_late_round_of_one_search_counts_for_one_round_of_the_next()
    {
        var place = api.NewPlace();
        var order = await api.AcceptedOrderAsync(place);
        for (var round = 1; round < 4; round++) await EndRoundAsync();
        var picky = await api.OnlineDriverAsync(place);
        await DeliveryApi.DeclineAsync(picky, await api.OfferAsync(picky, order)).ShouldBe(HttpStatusCode.OK);
        var (other, id) = (await api.ApprovedDriverAsync(), (await api.DeliveryAsync(order)).Id());
        await api.OpsAsync(id, "assign", new { driverId = other.Id }).ShouldBe(HttpStatusCode.OK);
        await DeliveryApi.StepAsync(other, id, "unassign", new { reason = "flatTyre" }).ShouldBe(HttpStatusCode.OK);

        await api.RunMatcherAsync();
        Assert.Equal("searching", await api.StatusAsync(order));
        await EndRoundAsync();
        await api.OfferAsync(picky, order);

        async Task EndRoundAsync()
        {
            api.Clock.Advance(TimeSpan.FromSeconds(10));
            await api.RunMatcherAsync();
        }
    }

    [Fact]
    public async Task Stale_far_offline_and_busy_drivers_are_not_asked()
    {
        var place = api.NewPlace();
        var stale = await api.OnlineDriverAsync(DeliveryApi.North(place, 100));
        api.Clock.Advance(TimeSpan.FromSeconds(61));
        var far = await api.OnlineDriverAsync(DeliveryApi.North(place, 3200));
        var offline = await api.OnlineDriverAsync(DeliveryApi.North(place, 200));
        await DeliveryApi.GoAsync(offline, "offline");
        await api.MoveAsync(offline, DeliveryApi.North(place, 200));
        var busy = await api.OnlineDriverAsync(DeliveryApi.North(place, 500));
        var first = await api.AcceptedOrderAsync(place);
        await api.OfferAsync(busy, first);

        var order = await api.AcceptedOrderAsync(place);
        await api.RunMatcherAsync();
        Assert.Equal("searching", await api.StatusAsync(order));
        foreach (var driver in new[] { stale, far, offline }) Assert.Null(await api.OpenOfferAsync(driver));

        await api.MoveAsync(stale, DeliveryApi.North(place, 100));
        await api.OfferAsync(stale, order);
    }

    [Fact]
    public async Task Three_missed_offers_send_a_driver_offline()
    {
        var place = api.NewPlace();
        var driver = await api.OnlineDriverAsync(place);
        for (var miss = 1; miss <= 3; miss++)
        {
            await api.MoveAsync(driver, place);
            var order = await api.AcceptedOrderAsync(place);
            await api.RunMatcherAsync();
            await Eventually.IsTrueAsync(async () => await api.OpenOfferAsync(driver) is not null, "an offer");
            Assert.Equal("online", (await driver.Client.GetAsync("/api/v1/drivers/me").ShouldBe(HttpStatusCode.OK)).Text("status"));
            api.Clock.Advance(TimeSpan.FromSeconds(40));
            await api.SweepDeadlinesAsync();
            await Eventually.IsTrueAsync(async () => (await api.QueryAsync<long>(
                "SELECT COUNT(*) FROM offers WHERE driver_id = @Id AND status = 'expired'", new { driver.Id })).Single() >= miss, "the offer expired");
            Assert.Equal(miss == 3, (await api.PublishedAsync<DeliveryOfferExpiredV1>(order.Id)).Single().WentOffline);
            if (miss < 3) await api.DeliverAsync(order.Id, 2, new OrderCancelRequestedV1(order.Id, order.CustomerId, order.RestaurantId, "customer", "changedMind", "accepted"));
        }
        await Eventually.IsTrueAsync(async () => (await driver.Client.GetAsync("/api/v1/drivers/me").ShouldBe(HttpStatusCode.OK)).Text("status") == "offline", "the driver is paused");
        await Eventually.IsTrueAsync(async () => (await driver.Client.GetAsync("/api/v1/drivers/me").ShouldBe(HttpStatusCode.OK))["position"] is null, "the driver is forgotten");
        await DeliveryApi.GoAsync(driver, "online");
    }

    [Fact]
    public async Task Going_offline_passes_an_open_offer_on()
    {
        var place = api.NewPlace();
        var leaving = await api.OnlineDriverAsync(place);
        var other = await api.OnlineDriverAsync(DeliveryApi.North(place, 900));
        var order = await api.AcceptedOrderAsync(place);
        var offer = await api.OfferAsync(leaving, order);
        await DeliveryApi.GoAsync(leaving, "offline");
        await DeliveryApi.AcceptAsync(leaving, offer).ShouldBeProblem(HttpStatusCode.Conflict, "offer_taken");
        await api.OfferAsync(other, order);
        Assert.Null((await leaving.Client.GetAsync("/api/v1/drivers/me").ShouldBe(HttpStatusCode.OK))["position"]);
    }

    [Fact]
    public async Task A_driver_may_give_a_delivery_back_before_pick_up()
    {
        var (order, driver, id) = await api.CarriedAsync("atPickup");
        var body = new { reason = "flatTyre" };
        await DeliveryApi.StepAsync(driver, id, "unassign", new { reason = "" }).ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
        var view = await DeliveryApi.StepAsync(driver, id, "unassign", body).ShouldBe(HttpStatusCode.OK);
        Assert.Null(view["dropoff"]);
        await DeliveryApi.StepAsync(driver, id, "unassign", body).ShouldBe(HttpStatusCode.OK);
        await driver.Client.GetAsync($"/api/v1/deliveries/{id}").ShouldBe(HttpStatusCode.NotFound);
        Assert.Equal([1, 2], (await api.PublishedAsync<DeliverySearchingV1>(order.Id)).Select(searching => searching.Round));

        var successor = await api.OnlineDriverAsync(order.Pickup);
        var offer = await api.OfferAsync(successor, order);
        await DeliveryApi.AcceptAsync(successor, offer).ShouldBe(HttpStatusCode.OK);
        await driver.Client.GetAsync($"/api/v1/deliveries/{id}").ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_delivery_that_ops_assigned_is_given_back_like_any_other()
    {
        var place = api.NewPlace();
        var order = await api.AcceptedOrderAsync(place);
        var id = (await api.DeliveryAsync(order)).Id();
        var chosen = await api.ApprovedDriverAsync();
        await api.OpsAsync(id, "assign", new { driverId = chosen.Id }).ShouldBe(HttpStatusCode.OK);
        await DeliveryApi.GoAsync(chosen, "online");
        await api.MoveAsync(chosen, place);

        await DeliveryApi.StepAsync(chosen, id, "unassign", new { reason = "flatTyre" }).ShouldBe(HttpStatusCode.OK);
        await DeliveryApi.StepAsync(chosen, id, "unassign", new { reason = "flatTyre" }).ShouldBe(HttpStatusCode.OK);
        await api.RunMatcherAsync();
        Assert.Equal("searching", await api.StatusAsync(order));
        var other = await api.OnlineDriverAsync(DeliveryApi.North(place, 900));
        await api.OfferAsync(other, order);
    }

    [Fact]
    public async Task A_driver_waits_since_his_last_delivery_ended()
    {
        var (_, driver, id) = await api.CarriedAsync("atDropoff");
        api.Clock.Advance(TimeSpan.FromSeconds(30));
        await DeliveryApi.HandOverAsync(driver, id).ShouldBe(HttpStatusCode.OK);
        Assert.Equal(api.Clock.GetUtcNow().UtcDateTime, (await api.QueryAsync<DateTime>("SELECT idle_since FROM drivers WHERE id = @id", new { id = driver.Id })).Single());
    }

    [Fact]
    public async Task Ops_assign_and_take_away()
    {
        var place = api.NewPlace();
        var order = await api.AcceptedOrderAsync(place);
        var id = (await api.DeliveryAsync(order)).Id();
        var asked = await api.OnlineDriverAsync(place);
        var offer = await api.OfferAsync(asked, order);
        var chosen = await api.ApprovedDriverAsync();

        await api.OpsAsync(id, "assign", new { driverId = Guid.NewGuid() }).ShouldBe(HttpStatusCode.NotFound);
        Assert.Equal("assigned", (await api.OpsAsync(id, "assign", new { driverId = chosen.Id }).ShouldBe(HttpStatusCode.OK)).Text("status"));
        await api.OpsAsync(id, "assign", new { driverId = chosen.Id }).ShouldBe(HttpStatusCode.OK);
        await DeliveryApi.AcceptAsync(asked, offer).ShouldBeProblem(HttpStatusCode.Conflict, "offer_taken");
        await chosen.Client.GetAsync($"/api/v1/deliveries/{id}").ShouldBe(HttpStatusCode.OK);

        var other = await api.AcceptedOrderAsync(api.NewPlace());
        await api.OpsAsync((await api.DeliveryAsync(other)).Id(), "assign", new { driverId = chosen.Id }).ShouldBeProblem(HttpStatusCode.Conflict, "driver_busy");
        await DeliveryApi.GoAsync(asked, "offline");
        for (var i = 0; i < 2; i++) await api.OpsAsync(id, "unassign", new { reason = "noProgress" }).ShouldBe(HttpStatusCode.OK);
        Assert.Equal([1, 2], (await api.PublishedAsync<DeliverySearchingV1>(order.Id)).Select(searching => searching.Round));
        await DeliveryApi.GoAsync(asked, "online");
        await api.MoveAsync(asked, place);
        await chosen.Client.GetAsync($"/api/v1/deliveries/{id}").ShouldBe(HttpStatusCode.NotFound);
        await api.OfferAsync(asked, order);
    }

    [Fact]
    public async Task A_suspended_driver_loses_the_open_offer_and_cannot_come_back()
    {
        var place = api.NewPlace();
        var driver = await api.OnlineDriverAsync(place);
        var order = await api.AcceptedOrderAsync(place);
        var offer = await api.OfferAsync(driver, order);
        await api.DeliverAsync(driver.Id, 2, new DriverSuspendedV1(driver.Id, "documents"));
        await DeliveryApi.AcceptAsync(driver, offer).ShouldBeProblem(HttpStatusCode.Conflict, "offer_taken");
        await driver.Client.PutJsonAsync("/api/v1/drivers/me/status", new { status = "online" }).ShouldBeProblem(HttpStatusCode.Conflict, "driver_not_approved");
        Assert.Equal("searching", await api.StatusAsync(order));
    }
}
