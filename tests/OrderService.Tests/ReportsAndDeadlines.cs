using System.Net;
using System.Text;
using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;

namespace FoodDelivery.OrderService.Tests;

public sealed class ReportsAndDeadlines(OrderApi api) : IClassFixture<OrderApi>
{
    private static readonly Money Total = new(2450, "EUR");

    [Theory]
    [InlineData("accepted", 2)]
    [InlineData("preparing", 2)]
    [InlineData("ready", 1)]
    public async Task A_pick_up_before_staff_said_ready_infers_that(string status, int steps)
    {
        var order = await api.OrderInAsync(status);
        var before = await api.EventsAsync(order.Id);
        await api.DeliverAsync(order.Id, 1, PickedUp(order));
        Assert.Equal("inDelivery", await api.StatusAsync(order.Id));
        Assert.Equal(before.Count + steps, (await api.EventsAsync(order.Id)).Count);
        Assert.Equal(steps == 2, (await api.PublishedAsync<OrderReadyV1>(order.Id)).Single().Inferred);
        Assert.Single(await api.PublishedAsync<OrderPickedUpV1>(order.Id));
        await api.ShouldBeConsistentAsync(order.Id);
    }

    [Theory]
    [InlineData("noAnswer", "driver", true, true)]
    [InlineData("noAnswer", "driver", false, true)]
    [InlineData("noAnswer", "ops", true, false)]
    [InlineData("badAddress", "driver", true, true)]
    [InlineData("refused", "driver", true, false)]
    [InlineData("damaged", "driver", true, false)]
    [InlineData("unsafe", "driver", true, false)]
    [InlineData(null, null, true, false)]
    public async Task Why_it_was_not_handed_over_stays(string? cause, string? by, bool disposed, bool customerAtFault)
    {
        var order = await api.OrderInAsync("inDelivery");
        var (delivery, driver) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        if (disposed) await api.DeliverAsync(order.Id, 2, new DeliveryDisposedV1(delivery, order.Id, order.Customer, api.Restaurant, driver, cause, by));
        else await api.DeliverAsync(order.Id, 2, new DeliveryReturnedV1(delivery, order.Id, order.Customer, api.Restaurant, driver, cause, by));
        var read = await api.Customer(order.Customer).GetAsync($"/api/v1/orders/{order.Id}").ShouldBe(HttpStatusCode.OK);
        var how = disposed ? "disposed" : "returned";
        Assert.Equal((how, cause), (read["ending"]!.Text("reason"), read["ending"]!["cause"]?.GetValue<string>()));
        var ended = Assert.Single(await api.PublishedAsync<OrderUndeliveredV1>(order.Id));
        Assert.Equal((how, cause, customerAtFault), (ended.Reason, ended.Cause, ended.CustomerAtFault));
        var timeline = await api.Customer(order.Customer).GetAsync($"/api/v1/orders/{order.Id}/timeline").ShouldBe(HttpStatusCode.OK);
        var detail = timeline["items"]!.AsArray().Single(entry => entry!.Text("type") == "order.undelivered")!.Text("detail");
        Assert.Equal(cause is null ? how : $"{how}: {cause}", detail);
    }

    [Fact]
    public async Task A_repeated_event_changes_nothing()
    {
        var order = await api.OrderInAsync("ready");
        var (pickedUp, id) = (PickedUp(order), Guid.CreateVersion7());
        for (var i = 0; i < 3; i++) await api.DeliverAsync(order.Id, 1, pickedUp, id);
        Assert.Single(await api.PublishedAsync<OrderPickedUpV1>(order.Id));
        await api.ShouldBeConsistentAsync(order.Id);
    }

    [Fact]
    public async Task Events_out_of_order_are_applied_in_order()
    {
        var order = await api.OrderInAsync("ready");
        await api.DeliverAsync(order.Id, 2, Delivered(order));
        Assert.Equal("ready", await api.StatusAsync(order.Id));
        await api.DeliverAsync(order.Id, 1, PickedUp(order));
        Assert.Equal("delivered", await api.StatusAsync(order.Id));
        await api.ShouldBeConsistentAsync(order.Id);
    }

    [Fact]
    public async Task A_whole_run_in_one_poll_is_applied()
    {
        var order = await api.OrderInAsync("accepted");
        var key = Encoding.ASCII.GetBytes(order.Id.ToString());
        await api.DeliverBatchAsync(
            new IncomingMessage(Topics.Delivery, 1, 1, key, api.Message(order.Id, 1, PickedUp(order))),
            new IncomingMessage(Topics.Delivery, 1, 2, key, api.Message(order.Id, 2, Delivered(order))),
            new IncomingMessage(Topics.Payment, 1, 1, key, api.Message(order.Id, 1, new PaymentCapturedV1(Guid.CreateVersion7(), order.Id, order.Customer, Total))));
        Assert.Equal("delivered", await api.StatusAsync(order.Id));
        await api.ShouldBeConsistentAsync(order.Id);
    }

    [Fact]
    public async Task A_poisoned_message_goes_to_the_dead_letters_and_stops_nobody()
    {
        var order = await api.OrderInAsync("ready");
        await api.DeliverRawAsync(Topics.Delivery, Encoding.ASCII.GetBytes(Guid.NewGuid().ToString()), "{ not json"u8.ToArray());
        await api.DeliverAsync(order.Id, 1, PickedUp(order));
        Assert.Equal("inDelivery", await api.StatusAsync(order.Id));
        Assert.NotEmpty(await api.QueryAsync<string>("SELECT reason FROM dead_letters"));
    }

    [Fact]
    public async Task An_event_for_an_unknown_order_is_let_go()
    {
        var id = Guid.CreateVersion7();
        await api.DeliverAsync(id, 1, new PaymentCapturedV1(Guid.CreateVersion7(), id, Guid.CreateVersion7(), Total));
        Assert.Empty(await api.QueryAsync<string>("SELECT reason FROM dead_letters WHERE aggregate_id = @id", new { id }));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_comes_back_or_is_thrown_away_was_not_delivered(bool returned)
    {
        var order = await api.OrderInAsync("inDelivery");
        var (delivery, driver) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        if (returned) await api.DeliverAsync(order.Id, 2, new DeliveryReturnedV1(delivery, order.Id, order.Customer, api.Restaurant, driver));
        else await api.DeliverAsync(order.Id, 2, new DeliveryDisposedV1(delivery, order.Id, order.Customer, api.Restaurant, driver));
        Assert.Equal("undelivered", await api.StatusAsync(order.Id));
        Assert.Equal(returned ? "returned" : "disposed", Assert.Single(await api.PublishedAsync<OrderUndeliveredV1>(order.Id)).Reason);
    }

    [Fact]
    public async Task A_late_delivery_says_how_late()
    {
        var order = await api.OrderInAsync("inDelivery");
        var at = order.Placed["promise"]!["latest"]!.GetValue<DateTimeOffset>().AddSeconds(90);
        await api.DeliverAsync(order.Id, 2, Delivered(order) with { At = at });
        Assert.Equal(90, Assert.Single(await api.PublishedAsync<OrderDeliveredV1>(order.Id)).LateSeconds);
    }

    [Fact]
    public async Task The_customer_sees_who_brings_it()
    {
        var order = await api.OrderInAsync("accepted");
        await api.DeliverAsync(order.Id, 1, new DeliveryPlannedV1(Guid.CreateVersion7(), order.Id, order.Customer, api.Restaurant, api.Clock.GetUtcNow(), api.Clock.GetUtcNow(), api.Clock.GetUtcNow()));
        await api.DeliverAsync(order.Id, 2, new DeliveryAssignedV1(Guid.CreateVersion7(), order.Id, order.Customer, api.Restaurant, Guid.CreateVersion7(), "Ada", "bike", api.Clock.GetUtcNow(), api.Clock.GetUtcNow()));
        var read = await api.Customer(order.Customer).GetAsync($"/api/v1/orders/{order.Id}").ShouldBe(HttpStatusCode.OK);
        Assert.Equal(("assigned", "Ada"), (read["delivery"]!.Text("status"), read["delivery"]!.Text("driverName")));
        Assert.Equal("accepted", read.Text("status"));
        await api.ShouldBeConsistentAsync(order.Id);
    }

    [Fact]
    public async Task A_driver_who_gives_the_delivery_back_vanishes_from_the_order()
    {
        var order = await api.OrderInAsync("accepted");
        var delivery = Guid.CreateVersion7();
        await api.DeliverAsync(order.Id, 1, new DeliverySearchingV1(delivery, order.Id, order.Customer, api.Restaurant, 1));
        await api.DeliverAsync(order.Id, 2, new DeliveryAssignedV1(delivery, order.Id, order.Customer, api.Restaurant, Guid.CreateVersion7(), "Ada", "bike", api.Clock.GetUtcNow(), api.Clock.GetUtcNow()));
        await api.DeliverAsync(order.Id, 3, new DeliverySearchingV1(delivery, order.Id, order.Customer, api.Restaurant, 2));
        var read = await api.Customer(order.Customer).GetAsync($"/api/v1/orders/{order.Id}").ShouldBe(HttpStatusCode.OK);
        Assert.Equal("searching", read["delivery"]!.Text("status"));
        Assert.Null(read["delivery"]!["driverName"]);
    }

    [Fact]
    public async Task A_silent_restaurant_lets_the_order_expire()
    {
        var order = await api.OrderInAsync("awaitingAcceptance");
        api.Clock.Advance(TimeSpan.FromMinutes(7) - TimeSpan.FromSeconds(1));
        await api.SweepDeadlinesAsync();
        Assert.Equal("awaitingAcceptance", await api.StatusAsync(order.Id));
        api.Clock.Advance(TimeSpan.FromSeconds(1));
        await api.SweepDeadlinesAsync();
        Assert.Equal("expired", await api.StatusAsync(order.Id));
        Assert.Equal(420, Assert.Single(await api.PublishedAsync<OrderExpiredV1>(order.Id)).WaitedSeconds);
        await api.StaffAsync(order, "accept", new { prepMinutes = 5 }).ShouldBeProblem(HttpStatusCode.Conflict, "order_state_conflict");
        await api.ShouldBeConsistentAsync(order.Id);
    }

    [Theory]
    [InlineData("accepted")]
    [InlineData("preparing")]
    public async Task An_order_that_is_never_ready_alarms_and_is_cancelled_an_hour_late(string status)
    {
        var order = await api.OrderInAsync(status);
        var readyBy = Assert.Single(await api.QueryAsync<DateTimeOffset>("SELECT ready_by FROM orders WHERE id = @Id", new { order.Id }));
        Assert.Equal(("kitchen", readyBy.AddMinutes(15)), await DeadlineAsync(order));

        await SweepAtAsync(readyBy.AddMinutes(15));
        Assert.Equal(status, await api.StatusAsync(order.Id));
        Assert.Equal(("kitchen", readyBy.AddMinutes(60)), await DeadlineAsync(order));

        await SweepAtAsync(readyBy.AddMinutes(60));
        Assert.Equal("cancelling", await api.StatusAsync(order.Id));
        var requested = Assert.Single(await api.PublishedAsync<OrderCancelRequestedV1>(order.Id));
        Assert.Equal(("system", "notReady", status), (requested.By, requested.Reason, requested.Stage));
        Assert.Equal("cancelling", (await DeadlineAsync(order)).Kind);
        await api.ShouldBeConsistentAsync(order.Id);
    }

    [Fact]
    public async Task A_delay_moves_the_kitchen_s_deadline_also_after_its_alarm()
    {
        var order = await api.OrderInAsync("preparing");
        var readyBy = Assert.Single(await api.QueryAsync<DateTimeOffset>("SELECT ready_by FROM orders WHERE id = @Id", new { order.Id }));
        await api.StaffAsync(order, "delay", new { minutes = 10, reason = "Oven" }).ShouldBe(HttpStatusCode.OK);
        Assert.Equal(("kitchen", readyBy.AddMinutes(25)), await DeadlineAsync(order));
        await SweepAtAsync(readyBy.AddMinutes(25));
        await api.StaffAsync(order, "delay", new { minutes = 30, reason = "Oven" }).ShouldBe(HttpStatusCode.OK);
        Assert.Equal(("kitchen", readyBy.AddMinutes(55)), await DeadlineAsync(order));
    }

    [Theory]
    [InlineData("delivery")]
    [InlineData("pickup")]
    public async Task An_order_that_nobody_fetches_keeps_an_alarm_running(string fulfilment)
    {
        var order = await api.OrderInAsync("ready", fulfilment);
        var at = api.Clock.GetUtcNow();
        for (var round = 1; round <= 2; round++)
        {
            var (kind, due) = await DeadlineAsync(order);
            Assert.Equal("handover", kind);
            Assert.Equal(at.AddMinutes(30), due, TimeSpan.FromMilliseconds(1));
            await SweepAtAsync(at = due);
            Assert.Equal("ready", await api.StatusAsync(order.Id));
        }
    }

    [Fact]
    public async Task A_payment_that_stays_undecided_fails_and_a_late_authorisation_revives_nothing()
    {
        var order = await api.OrderInAsync("pendingPayment");
        api.Clock.Advance(TimeSpan.FromMinutes(10));
        await api.SweepDeadlinesAsync();
        Assert.Equal("paymentFailed", await api.StatusAsync(order.Id));
        Assert.Equal("payment_timeout", Assert.Single(await api.PublishedAsync<OrderPaymentFailedV1>(order.Id)).Reason);

        await api.DeliverAsync(order.Id, 1, new PaymentAuthorizedV1(Guid.CreateVersion7(), order.Id, order.Customer, Total, api.Clock.GetUtcNow()));
        Assert.Equal("paymentFailed", await api.StatusAsync(order.Id));
        await api.ShouldBeConsistentAsync(order.Id);
    }

    [Fact]
    public async Task A_late_decline_of_a_waiting_order_ends_it()
    {
        var order = await api.OrderInAsync("pendingPayment");
        await api.DeliverAsync(order.Id, 1, new PaymentFailedV1(Guid.CreateVersion7(), order.Id, order.Customer, "stolen_card"));
        var read = await api.Customer(order.Customer).GetAsync($"/api/v1/orders/{order.Id}").ShouldBe(HttpStatusCode.OK);
        Assert.Equal(("paymentFailed", "stolen_card"), (read.Text("status"), read["payment"]!.Text("declineCode")));
        await api.ShouldBeConsistentAsync(order.Id);
    }

    private async Task<(string Kind, DateTimeOffset Due)> DeadlineAsync(TestOrder order) =>
        Assert.Single(await api.QueryAsync<(string, DateTimeOffset)>("SELECT kind, due_at FROM deadlines WHERE aggregate_id = @Id", new { order.Id }));

    private async Task SweepAtAsync(DateTimeOffset at)
    {
        api.Clock.Advance(at - api.Clock.GetUtcNow());
        await api.SweepDeadlinesAsync();
    }

    private DeliveryPickedUpV1 PickedUp(TestOrder order) =>
        new(Guid.CreateVersion7(), order.Id, order.Customer, api.Restaurant, Guid.CreateVersion7(), api.Clock.GetUtcNow(), 30);

    private DeliveryDeliveredV1 Delivered(TestOrder order) =>
        new(Guid.CreateVersion7(), order.Id, order.Customer, api.Restaurant, Guid.CreateVersion7(), api.Clock.GetUtcNow(), "pin");
}
