using System.Net;
using System.Text;
using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;

namespace FoodDelivery.DeliveryService.Tests;

public sealed class OrderEvents(DeliveryApi api) : IClassFixture<DeliveryApi>
{
    [Fact]
    public async Task A_long_preparation_is_planned_and_dispatched_in_time()
    {
        var order = await api.AcceptedOrderAsync(api.NewPlace(), prepMinutes: 30);
        Assert.Equal("planned", await api.StatusAsync(order));
        Assert.Equal(api.Clock.GetUtcNow().AddMinutes(22), (await api.PublishedAsync<DeliveryPlannedV1>(order.Id)).Single().DispatchAt);
        api.Clock.Advance(TimeSpan.FromMinutes(21));
        await api.SweepDeadlinesAsync();
        Assert.Equal("planned", await api.StatusAsync(order));
        api.Clock.Advance(TimeSpan.FromMinutes(1));
        await api.SweepDeadlinesAsync();
        await api.BecomesAsync(order, "searching");
        Assert.Equal(["delivery.planned.v1", "delivery.searching.v1"], await api.EventTypesAsync(order));
    }

    [Fact]
    public async Task An_order_ready_early_is_dispatched_at_once()
    {
        var place = api.NewPlace();
        var driver = await api.OnlineDriverAsync(place);
        var order = await api.AcceptedOrderAsync(place, prepMinutes: 30);
        await api.DeliverAsync(order.Id, 2, new OrderReadyV1(order.Id, order.CustomerId, order.RestaurantId, api.Clock.GetUtcNow(), false));
        await api.OfferAsync(driver, order);
    }

    [Fact]
    public async Task A_delay_moves_the_dispatch()
    {
        var order = await api.AcceptedOrderAsync(api.NewPlace(), prepMinutes: 20);
        var ready = api.Clock.GetUtcNow().AddMinutes(20);
        await api.DeliverAsync(order.Id, 2, new OrderDelayedV1(order.Id, order.CustomerId, order.RestaurantId, ready, ready.AddMinutes(15), "busy", 1));
        api.Clock.Advance(TimeSpan.FromMinutes(26));
        await api.SweepDeadlinesAsync();
        Assert.Equal("planned", await api.StatusAsync(order));
        api.Clock.Advance(TimeSpan.FromMinutes(1));
        await api.SweepDeadlinesAsync();
        await api.BecomesAsync(order, "searching");
    }

    [Theory]
    [InlineData("searching")]
    [InlineData("assigned")]
    [InlineData("atPickup")]
    [InlineData("pickedUp")]
    public async Task A_delay_after_the_dispatch_moves_what_is_expected_until_pick_up(string stage)
    {
        var order = stage is "searching" ? await api.AcceptedOrderAsync(api.NewPlace()) : (await api.CarriedAsync(stage)).Order;
        var (pickup, dropoff) = await EtaAsync();
        var ready = pickup.AddMinutes(10);
        await api.DeliverAsync(order.Id, 2, new OrderDelayedV1(order.Id, order.CustomerId, order.RestaurantId, pickup, ready, "busy", 1));
        Assert.Equal(stage, await api.StatusAsync(order));
        Assert.Equal(stage is "pickedUp" ? (pickup, dropoff) : (ready, dropoff.AddMinutes(10)), await EtaAsync());
        await api.DeliverAsync(order.Id, 3, new OrderDelayedV1(order.Id, order.CustomerId, order.RestaurantId, ready, pickup.AddMinutes(1), "busy", 2));
        Assert.Equal(stage is "pickedUp" ? (pickup, dropoff) : (ready, dropoff.AddMinutes(10)), await EtaAsync());
        Assert.Single(await api.PublishedAsync<DeliveryPlannedV1>(order.Id));

        Task<(DateTimeOffset Pickup, DateTimeOffset Dropoff)> EtaAsync() => this.EtaAsync(order);
    }

    [Fact]
    public async Task Food_that_is_ready_early_is_expected_early_and_what_has_happened_is_expected_no_more()
    {
        var place = api.NewPlace();
        var order = await api.AcceptedOrderAsync(place, prepMinutes: 60);
        await api.SayReadyAsync(order);
        var driver = await api.OnlineDriverAsync(place);
        await api.RunMatcherAsync();
        var offer = await api.OfferAsync(driver, order);
        await DeliveryApi.AcceptAsync(driver, offer).ShouldBe(HttpStatusCode.OK);
        var (pickup, dropoff) = await EtaAsync(order);
        Assert.InRange(pickup, api.Clock.GetUtcNow(), api.Clock.GetUtcNow().AddMinutes(5));

        var id = (await api.DeliveryAsync(order)).Id();
        var late = TimeSpan.FromMinutes(7);
        api.Clock.Advance(late);
        await DeliveryApi.StepAsync(driver, id, "arrive-pickup").ShouldBe(HttpStatusCode.OK);
        var atCounter = await EtaAsync(order);
        Assert.Equal((api.Clock.GetUtcNow(), dropoff - pickup), (atCounter.Pickup, atCounter.Dropoff - atCounter.Pickup));

        api.Clock.Advance(TimeSpan.FromMinutes(2));
        await DeliveryApi.StepAsync(driver, id, "pick-up").ShouldBe(HttpStatusCode.OK);
        Assert.Equal((api.Clock.GetUtcNow(), api.Clock.GetUtcNow() + (dropoff - pickup)), await EtaAsync(order));
    }

    private async Task<(DateTimeOffset Pickup, DateTimeOffset Dropoff)> EtaAsync(TestOrder order)
    {
        var eta = (await api.DeliveryAsync(order))["eta"]!;
        return (eta["pickup"]!.GetValue<DateTimeOffset>(), eta["dropoff"]!.GetValue<DateTimeOffset>());
    }

    [Fact]
    public async Task Pick_up_orders_have_no_delivery_and_their_events_are_harmless()
    {
        var order = await api.AcceptedOrderAsync(api.NewPlace(), fulfilment: "pickup");
        await api.DeliverAsync(order.Id, 2, new OrderReadyV1(order.Id, order.CustomerId, order.RestaurantId, api.Clock.GetUtcNow(), false));
        await api.DeliverAsync(order.Id, 3, Cancel(order));
        Assert.Empty((await order.Customer.GetAsync($"/api/v1/deliveries?orderId={order.Id}").ShouldBe(HttpStatusCode.OK))["items"]!.AsArray());
        Assert.Empty(await api.PublishedAsync(order.Id));
    }

    [Theory]
    [InlineData("planned")]
    [InlineData("searching")]
    [InlineData("offered")]
    [InlineData("assigned")]
    [InlineData("atPickup")]
    public async Task A_cancelled_order_releases_everything_before_pick_up(string stage)
    {
        var place = api.NewPlace();
        TestDriver? driver = null;
        TestOrder order;
        if (stage is "assigned" or "atPickup") (order, driver, _) = await api.CarriedAsync(stage);
        else
        {
            if (stage is "offered") driver = await api.OnlineDriverAsync(place);
            order = await api.AcceptedOrderAsync(place, stage is "planned" ? 30 : 5);
            if (driver is not null) await api.OfferAsync(driver, order);
        }
        Assert.Equal(stage, await api.StatusAsync(order));

        await api.DeliverAsync(order.Id, 2, Cancel(order));
        await api.DeliverAsync(order.Id, 3, new OrderCancelledV1(order.Id, order.CustomerId, order.RestaurantId, "customer", "changedMind"));
        Assert.Equal("cancelled", await api.StatusAsync(order));
        Assert.Equal(driver?.Id, (await api.PublishedAsync<DeliveryCancelledV1>(order.Id)).Single().DriverId);
        Assert.Empty(await api.QueryAsync<Guid>("SELECT delivery_id FROM dropoffs o JOIN deliveries d ON d.id = o.delivery_id WHERE d.order_id = @id", new { id = order.Id }));
        if (driver is null) return;
        Assert.Null(await api.OpenOfferAsync(driver));
        var next = await api.AcceptedOrderAsync(order.Pickup);
        await api.OfferAsync(driver, next);
    }

    [Fact]
    public async Task An_order_that_ends_in_any_other_way_needs_no_driver()
    {
        async Task EndsAsync<T>(Func<TestOrder, T> end) where T : IEvent
        {
            var order = await api.AcceptedOrderAsync(api.NewPlace(), prepMinutes: 30);
            await api.DeliverAsync(order.Id, 2, end(order));
            Assert.Equal("cancelled", await api.StatusAsync(order));
        }

        await EndsAsync(order => new OrderCancelledV1(order.Id, order.CustomerId, order.RestaurantId, "system", "captureFailed"));
        await EndsAsync(order => new OrderRejectedV1(order.Id, order.CustomerId, order.RestaurantId, "tooBusy", [], 10));
        await EndsAsync(order => new OrderExpiredV1(order.Id, order.CustomerId, order.RestaurantId, 420));
    }

    [Theory]
    [InlineData("pickedUp")]
    [InlineData("atDropoff")]
    public async Task After_pick_up_a_cancellation_of_before_it_changes_nothing(string stage)
    {
        var (order, driver, id) = await api.CarriedAsync(stage);
        await api.DeliverAsync(order.Id, 2, Cancel(order));
        Assert.Equal(stage, await api.StatusAsync(order));
        if (stage is "pickedUp") await DeliveryApi.StepAsync(driver, id, "arrive-dropoff").ShouldBe(HttpStatusCode.OK);
        await DeliveryApi.HandOverAsync(driver, id).ShouldBe(HttpStatusCode.OK);
        Assert.Empty(await api.PublishedAsync<DeliveryCancelledV1>(order.Id));
    }

    [Fact]
    public async Task Repeated_events_count_once()
    {
        var order = await api.AcceptedOrderAsync(api.NewPlace());
        var first = await api.PublishedAsync(order.Id);
        for (var i = 0; i < 3; i++) await api.DeliverAsync(order.Id, 1, api.Accepted(order));
        Assert.Equal(first.Select(envelope => envelope.Id), (await api.PublishedAsync(order.Id)).Select(envelope => envelope.Id));
    }

    [Fact]
    public async Task Events_that_overtake_wait_for_their_predecessor()
    {
        var order = new TestOrder(Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), api.NewPlace(), api.Ops, api.Ops);
        await api.DeliverAsync(order.Id, 2, Cancel(order));
        Assert.Empty((await api.Ops.GetAsync($"/api/v1/deliveries?orderId={order.Id}").ShouldBe(HttpStatusCode.OK))["items"]!.AsArray());
        await api.DeliverAsync(order.Id, 1, api.Accepted(order, prepMinutes: 30));
        Assert.Equal(["delivery.planned.v1", "delivery.cancelled.v1"], await api.EventTypesAsync(order));
    }

    [Fact]
    public async Task A_poisoned_event_goes_to_the_dead_letters_and_others_go_on()
    {
        var poisoned = new TestOrder(Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), api.NewPlace(), api.Ops, api.Ops);
        var sound = new TestOrder(Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), api.NewPlace(), api.Ops, api.Ops);
        await api.DeliverBatchAsync(
            Incoming(poisoned, 900_001, api.Message(poisoned.Id, 1, api.Accepted(poisoned) with { DropoffArea = null })),
            Incoming(sound, 900_002, api.Message(sound.Id, 1, api.Accepted(sound))));
        Assert.Equal("searching", await api.StatusAsync(sound));
        Assert.Single(await api.QueryAsync<Guid>("SELECT id FROM dead_letters WHERE aggregate_id = @id", new { id = poisoned.Id }));
    }

    private static IncomingMessage Incoming(TestOrder order, long offset, byte[] value) => new(Topics.Order, 0, offset, Encoding.ASCII.GetBytes(order.Id.ToString()), value);

    private static OrderCancelRequestedV1 Cancel(TestOrder order) => new(order.Id, order.CustomerId, order.RestaurantId, "customer", "changedMind", "accepted");
}
