using System.Net;
using System.Text;
using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.Contracts;
using FoodDelivery.DeliveryService.Matching;
using FoodDelivery.TestKit;
using Microsoft.Extensions.DependencyInjection;
using MySqlConnector;

namespace FoodDelivery.DeliveryService.Tests;

public sealed class Races(DeliveryApi api) : IClassFixture<DeliveryApi>
{
    [Fact]
    public async Task Fifty_accepts_at_once_assign_once()
    {
        var place = api.NewPlace();
        var driver = await api.OnlineDriverAsync(place);
        var order = await api.AcceptedOrderAsync(place);
        var offer = await api.OfferAsync(driver, order);
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => DeliveryApi.AcceptAsync(driver, offer)));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.Single(await api.PublishedAsync<DeliveryAssignedV1>(order.Id));
        Assert.Equal(4, (await api.EventTypesAsync(order)).Count);
    }

    [Fact]
    public async Task Fifty_drivers_at_one_offer_only_the_asked_one_gets_it()
    {
        var place = api.NewPlace();
        var asked = await api.OnlineDriverAsync(place);
        var order = await api.AcceptedOrderAsync(place);
        var offer = await api.OfferAsync(asked, order);
        var drivers = Enumerable.Range(0, 49).Select(_ => Guid.NewGuid()).Select(id => new TestDriver(id, api.ClientFor(id, Roles.Driver))).Append(asked);
        var answers = await Task.WhenAll(drivers.Select(driver => DeliveryApi.AcceptAsync(driver, offer)));
        Assert.Single(answers, answer => answer.StatusCode is HttpStatusCode.OK);
        Assert.Equal(49, answers.Count(answer => answer.StatusCode is HttpStatusCode.NotFound));
    }

    [Fact]
    public async Task Many_orders_and_few_drivers_never_double_a_driver()
    {
        var place = api.NewPlace();
        var drivers = new List<TestDriver>();
        for (var i = 0; i < 5; i++) drivers.Add(await api.OnlineDriverAsync(DeliveryApi.North(place, 100 * i)));
        for (var i = 0; i < 15; i++) await api.AcceptedOrderAsync(place);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => api.RunMatcherAsync()));
        foreach (var driver in drivers)
        {
            var offer = await Eventually.GetAsync(() => api.OpenOfferAsync(driver), "an offer");
            await DeliveryApi.AcceptAsync(driver, offer).ShouldBe(HttpStatusCode.OK);
        }
        await api.RunMatcherAsync();
        var ids = drivers.Select(driver => driver.Id).ToArray();
        Assert.Equal([1, 1, 1, 1, 1], await api.QueryAsync<long>("SELECT COUNT(*) FROM deliveries WHERE driver_id IN @ids GROUP BY driver_id", new { ids }));
    }

    [Fact]
    public async Task Several_replicas_matchers_never_double_a_driver_and_leave_nobody_out()
    {
        var place = api.NewPlace();
        var drivers = new List<TestDriver>();
        for (var i = 0; i < 6; i++) drivers.Add(await api.OnlineDriverAsync(DeliveryApi.North(place, 100 * i)));
        var replicas = Enumerable.Range(0, 4).Select(_ => ActivatorUtilities.CreateInstance<Matcher>(api.Services)).ToList();
        var orders = Enumerable.Range(0, 6).Select(_ => new TestOrder(Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), place, null!, null!)).ToList();
        await api.DeliverBatchAsync([.. orders.Select(order => new IncomingMessage(OrderAcceptedV1.Topic, 0, 1, Encoding.ASCII.GetBytes(order.Id.ToString()), api.Message(order.Id, 1, api.Accepted(order))))]);
        await Task.WhenAll(replicas.Select(matcher => matcher.RunAsync(CancellationToken.None)));
        await Eventually.IsTrueAsync(async () => (await Task.WhenAll(drivers.Select(api.OpenOfferAsync))).All(offer => offer is not null), "all are asked");
        Assert.Equal(6, (await Task.WhenAll(drivers.Select(api.OpenOfferAsync))).Select(offer => offer!.Id("orderId")).Intersect(orders.Select(order => order.Id)).Count());
    }

    [Fact]
    public async Task An_offer_that_cannot_be_made_keeps_no_other_from_its_driver()
    {
        var (place, far) = (api.NewPlace(), api.NewPlace());
        var (impossible, other) = (await api.OnlineDriverAsync(place), await api.OnlineDriverAsync(far));
        // A question that no delivery knows of: the database refuses another one.
        await api.ExecuteAsync(
            "INSERT INTO offers (id, delivery_id, driver_id, round, status, distance_meters, created_at, expires_at) VALUES (@id, @id, @driver, 1, 'pending', 0, NOW(6), NOW(6))",
            new { id = Guid.NewGuid(), driver = impossible.Id });
        var orders = new[] { place, far }.Select(at => new TestOrder(Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), at, null!, null!)).ToList();
        await api.DeliverBatchAsync([.. orders.Select(order => new IncomingMessage(OrderAcceptedV1.Topic, 0, 1, Encoding.ASCII.GetBytes(order.Id.ToString()), api.Message(order.Id, 1, api.Accepted(order))))]);
        await api.OfferAsync(other, orders[1]);
        await api.ExecuteAsync("DELETE FROM offers WHERE driver_id = @Id", new { impossible.Id });
        await api.OfferAsync(impossible, orders[0]);
    }

    [Fact]
    public async Task Accepting_and_cancelling_at_once_ends_in_one_of_two_whole_outcomes()
    {
        foreach (var round in RaceRounds.Usually(5))
        {
            var place = api.NewPlace();
            var driver = await api.OnlineDriverAsync(place);
            var order = await api.AcceptedOrderAsync(place);
            var offer = await api.OfferAsync(driver, order);
            var accept = DeliveryApi.AcceptAsync(driver, offer);
            await Task.WhenAll(accept, api.DeliverAsync(order.Id, 2, new OrderCancelRequestedV1(order.Id, order.CustomerId, order.RestaurantId, "customer", "changedMind", "accepted")));
            Assert.True((await accept).StatusCode is HttpStatusCode.OK or HttpStatusCode.Conflict);
            Assert.Equal("cancelled", await api.StatusAsync(order));
            Assert.Equal((await accept).StatusCode is HttpStatusCode.OK ? 1 : 0, (await api.PublishedAsync<DeliveryAssignedV1>(order.Id)).Count);
            Assert.Single(await api.PublishedAsync<DeliveryCancelledV1>(order.Id));
            await api.EventTypesAsync(order);
            await DeliveryApi.GoAsync(driver, "offline");
        }
    }

    [Fact]
    public async Task Ops_who_assign_and_the_driver_who_was_asked_at_once_send_one_of_them()
    {
        foreach (var round in RaceRounds.Usually(5))
        {
            var place = api.NewPlace();
            var asked = await api.OnlineDriverAsync(place);
            var order = await api.AcceptedOrderAsync(place);
            var offer = await api.OfferAsync(asked, order);
            var chosen = await api.ApprovedDriverAsync();
            var id = (await api.DeliveryAsync(order)).Id();
            var answers = await Task.WhenAll(api.OpsAsync(id, "assign", new { driverId = chosen.Id, reason = "Next door" }), DeliveryApi.AcceptAsync(asked, offer));
            Assert.Single(answers, answer => answer.StatusCode is HttpStatusCode.OK);
            Assert.Single(answers, answer => answer.StatusCode is HttpStatusCode.Conflict);
            var winner = answers[0].StatusCode is HttpStatusCode.OK ? chosen : asked;
            Assert.Equal(winner.Id, Assert.Single(await api.PublishedAsync<DeliveryAssignedV1>(order.Id)).DriverId);
            Assert.Equal([winner.Id], await api.QueryAsync<Guid>("SELECT busy_driver_id FROM deliveries WHERE id = @id", new { id }));
        }
    }

    [Fact]
    public async Task Giving_back_and_picking_up_at_once_leave_the_food_with_the_driver_or_the_counter()
    {
        foreach (var round in RaceRounds.Usually(5))
        {
            var (order, driver, id) = await api.CarriedAsync("atPickup");
            var answers = await Task.WhenAll(
                DeliveryApi.StepAsync(driver, id, "unassign", new { reason = "vehicle" }), DeliveryApi.StepAsync(driver, id, "pick-up"));
            Assert.Single(answers, answer => answer.StatusCode is HttpStatusCode.OK);
            var carried = answers[1].StatusCode is HttpStatusCode.OK;
            Assert.Equal(carried, await api.StatusAsync(order) is "pickedUp");
            Assert.Equal(carried ? 1 : 0, (await api.PublishedAsync<DeliveryPickedUpV1>(order.Id)).Count);
            await api.EventTypesAsync(order);
        }
    }

    [Fact]
    public async Task What_comes_back_and_is_disposed_of_at_once_ends_once()
    {
        foreach (var round in RaceRounds.Usually(5))
        {
            var (order, driver, id) = await api.CarriedAsync("atDropoff");
            await api.NobodyOpensAsync(driver, id);
            await api.OpsAsync(id, "return").ShouldBe(HttpStatusCode.OK);
            var answers = await Task.WhenAll(order.Restaurant.PostJsonAsync($"/api/v1/deliveries/{id}/returned"), api.OpsAsync(id, "dispose", new { reason = "Spoilt" }));
            Assert.Single(answers, answer => answer.StatusCode is HttpStatusCode.OK);
            var returned = answers[0].StatusCode is HttpStatusCode.OK;
            Assert.Equal(returned ? "returned" : "disposed", await api.StatusAsync(order));
            Assert.Equal(returned ? 1 : 0, (await api.PublishedAsync<DeliveryReturnedV1>(order.Id)).Count);
            Assert.Equal(returned ? 0 : 1, (await api.PublishedAsync<DeliveryDisposedV1>(order.Id)).Count);
        }
    }

    [Fact]
    public async Task Twenty_handovers_at_once_deliver_once_and_wrong_pins_are_all_counted()
    {
        var (order, driver, id) = await api.CarriedAsync("atDropoff");
        var wrong = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => DeliveryApi.HandOverAsync(driver, id, "0000")));
        Assert.All(wrong, answer => Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode));
        Assert.Equal(4, (await api.QueryAsync<int>("SELECT pin_tries FROM dropoffs WHERE delivery_id = @id", new { id })).Single());
        var right = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => DeliveryApi.HandOverAsync(driver, id)));
        Assert.All(right, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.Single(await api.PublishedAsync<DeliveryDeliveredV1>(order.Id));
    }

    [Fact]
    public async Task The_database_itself_refuses_a_second_delivery_of_a_driver()
    {
        var (_, driver, _) = await api.CarriedAsync();
        var other = await api.AcceptedOrderAsync(api.NewPlace());
        var twice = await Assert.ThrowsAsync<MySqlException>(() => api.ExecuteAsync(
            "UPDATE deliveries SET status = 'assigned', driver_id = @driver WHERE order_id = @order",
            new { driver = driver.Id, order = other.Id }));
        Assert.Equal(1062, twice.Number);
    }
}
