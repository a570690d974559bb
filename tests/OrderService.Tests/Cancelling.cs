using System.Net;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;

namespace FoodDelivery.OrderService.Tests;

public sealed class Cancelling(OrderApi api) : IClassFixture<OrderApi>
{
    private static readonly Money Total = new(2450, "EUR");

    [Fact]
    public async Task Before_acceptance_a_customer_cancels_and_the_released_money_ends_it()
    {
        var order = await api.OrderInAsync("awaitingAcceptance");
        var cancelling = await api.CustomerAsync(order, "cancel", new { reason = "Ordered twice" }).ShouldBe(HttpStatusCode.OK);
        Assert.Equal("cancelling", cancelling.Text("status"));
        var requested = Assert.Single(await api.PublishedAsync<OrderCancelRequestedV1>(order.Id));
        Assert.Equal(("customer", "Ordered twice", "awaitingAcceptance", false), (requested.By, requested.Reason, requested.Stage, requested.AwaitsCourier));

        await api.DeliverAsync(order.Id, 1, new PaymentVoidedV1(Guid.CreateVersion7(), order.Id, order.Customer, Total));
        Assert.Equal("cancelled", await api.StatusAsync(order.Id));
        Assert.Equal(("customer", "Ordered twice"), (await api.PublishedAsync<OrderCancelledV1>(order.Id)).Select(e => (e.By, e.Reason)).Single());
        Assert.Empty(await api.QueryAsync<string>("SELECT kind FROM deadlines WHERE aggregate_id = @Id", new { order.Id }));
        await api.ShouldBeConsistentAsync(order.Id);
    }

    [Fact]
    public async Task After_acceptance_a_customer_cannot_cancel()
    {
        var order = await api.OrderInAsync("accepted");
        var problem = await api.CustomerAsync(order, "cancel", new { reason = "Too slow" }).ShouldBeProblem(HttpStatusCode.Conflict, "order_state_conflict");
        Assert.Equal("accepted", problem.Text("currentStatus"));
        Assert.Empty(problem["allowedActions"]!.AsArray());
    }

    [Fact]
    public async Task Nobody_cancels_another_s_order()
    {
        var order = await api.OrderInAsync("awaitingAcceptance");
        await api.Customer(OrderApi.NewCustomer()).PostJsonAsync($"/api/v1/orders/{order.Id}/cancel", new { reason = "x" }).ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_accepted_order_is_cancelled_when_both_money_and_courier_are_released_in_either_order(bool paymentFirst)
    {
        var order = await api.OrderInAsync("accepted");
        await api.StaffAsync(order, "cancel", new { reason = "Oven broke" }).ShouldBe(HttpStatusCode.OK);
        var payment = () => api.DeliverAsync(order.Id, 1, new PaymentVoidedV1(Guid.CreateVersion7(), order.Id, order.Customer, Total));
        var delivery = () => api.DeliverAsync(order.Id, 1, new DeliveryCancelledV1(Guid.CreateVersion7(), order.Id, order.Customer, api.Restaurant, null));

        await (paymentFirst ? payment() : delivery());
        Assert.Equal("cancelling", await api.StatusAsync(order.Id));
        await (paymentFirst ? delivery() : payment());
        Assert.Equal("cancelled", await api.StatusAsync(order.Id));
        await api.ShouldBeConsistentAsync(order.Id);
    }

    [Fact]
    public async Task The_money_is_asked_back_when_no_courier_can_pick_up_any_more()
    {
        var order = await api.OrderInAsync("ready");
        await api.StaffAsync(order, "cancel", new { reason = "Oven broke" }).ShouldBe(HttpStatusCode.OK);
        Assert.True(Assert.Single(await api.PublishedAsync<OrderCancelRequestedV1>(order.Id)).AwaitsCourier);
        Assert.Empty(await api.PublishedAsync<OrderCourierReleasedV1>(order.Id));
        await api.DeliverAsync(order.Id, 1, new DeliveryCancelledV1(Guid.CreateVersion7(), order.Id, order.Customer, api.Restaurant, null));
        Assert.Single(await api.PublishedAsync<OrderCourierReleasedV1>(order.Id));
        Assert.Equal("cancelling", await api.StatusAsync(order.Id));
        await api.ShouldBeConsistentAsync(order.Id);
    }

    [Fact]
    public async Task Both_releases_at_once_end_it_once()
    {
        foreach (var round in RaceRounds.Usually(10))
        {
            var order = await api.OrderInAsync("accepted");
            await api.StaffAsync(order, "cancel", new { reason = "Oven broke" }).ShouldBe(HttpStatusCode.OK);
            await Task.WhenAll(
                api.DeliverAsync(order.Id, 1, new PaymentVoidedV1(Guid.CreateVersion7(), order.Id, order.Customer, Total)),
                api.DeliverAsync(order.Id, 1, new DeliveryCancelledV1(Guid.CreateVersion7(), order.Id, order.Customer, api.Restaurant, null)));
            Assert.Equal("cancelled", await api.StatusAsync(order.Id));
            Assert.Single(await api.PublishedAsync<OrderCancelledV1>(order.Id));
        }
    }

    [Fact]
    public async Task A_pick_up_that_beat_the_cancellation_takes_the_order_back()
    {
        var order = await api.OrderInAsync("ready");
        await api.StaffAsync(order, "cancel", new { reason = "No courier" }).ShouldBe(HttpStatusCode.OK);
        await api.DeliverAsync(order.Id, 1, new DeliveryPickedUpV1(Guid.CreateVersion7(), order.Id, order.Customer, api.Restaurant, Guid.CreateVersion7(), api.Clock.GetUtcNow(), 0));
        Assert.Equal("inDelivery", await api.StatusAsync(order.Id));
        Assert.Empty(await api.QueryAsync<string>("SELECT kind FROM deadlines WHERE aggregate_id = @Id", new { order.Id }));
        // The money's answer to the cancellation comes late and must not end a delivery.
        await api.DeliverAsync(order.Id, 1, new PaymentVoidedV1(Guid.CreateVersion7(), order.Id, order.Customer, Total));
        Assert.Equal("inDelivery", await api.StatusAsync(order.Id));
        var read = await api.Customer(order.Customer).GetAsync($"/api/v1/orders/{order.Id}").ShouldBe(HttpStatusCode.OK);
        Assert.Null(read["ending"]);
        await api.ShouldBeConsistentAsync(order.Id);
    }

    [Fact]
    public async Task Under_way_only_ops_cancel_and_the_returned_food_frees_the_courier()
    {
        var order = await api.OrderInAsync("inDelivery");
        await api.StaffAsync(order, "cancel", new { reason = "x" }).ShouldBeProblem(HttpStatusCode.Conflict, "order_state_conflict");
        var cancelling = await api.Ops.PostJsonAsync($"/api/v1/orders/{order.Id}/cancel", new { reason = "Accident" }).ShouldBe(HttpStatusCode.OK);
        Assert.Equal("ops", cancelling["ending"]!.Text("by"));
        // It has been picked up and paid: nothing to wait for.
        Assert.False(Assert.Single(await api.PublishedAsync<OrderCancelRequestedV1>(order.Id)).AwaitsCourier);
        await api.DeliverAsync(order.Id, 1, new PaymentRefundedV1(Guid.CreateVersion7(), order.Id, order.Customer, Guid.CreateVersion7(), Total, Total, "cancelled"));
        Assert.Equal("cancelling", await api.StatusAsync(order.Id));
        await api.DeliverAsync(order.Id, 2, new DeliveryReturnedV1(Guid.CreateVersion7(), order.Id, order.Customer, api.Restaurant, Guid.CreateVersion7()));
        Assert.Equal("cancelled", await api.StatusAsync(order.Id));
        await api.ShouldBeConsistentAsync(order.Id);
    }

    [Fact]
    public async Task Only_the_last_part_of_the_money_ends_a_cancellation()
    {
        var order = await api.OrderInAsync("inDelivery");
        await api.DeliverAsync(order.Id, 1, new PaymentCapturedV1(Guid.CreateVersion7(), order.Id, order.Customer, Total));
        await RefundedAsync(2, 350, total: 350);
        Assert.Equal("partiallyRefunded", await PaymentAsync());
        await api.Ops.PostJsonAsync($"/api/v1/orders/{order.Id}/cancel", new { reason = "Accident" }).ShouldBe(HttpStatusCode.OK);
        await api.DeliverAsync(order.Id, 2, new DeliveryReturnedV1(Guid.CreateVersion7(), order.Id, order.Customer, api.Restaurant, Guid.CreateVersion7()));

        await RefundedAsync(3, 100, total: 450);
        Assert.Equal("cancelling", await api.StatusAsync(order.Id));
        await RefundedAsync(4, 2000, total: 2450);
        Assert.Equal("cancelled", await api.StatusAsync(order.Id));
        Assert.Equal("refunded", await PaymentAsync());
        await api.ShouldBeConsistentAsync(order.Id);

        Task RefundedAsync(long sequence, long part, long total) => api.DeliverAsync(order.Id, sequence,
            new PaymentRefundedV1(Guid.CreateVersion7(), order.Id, order.Customer, Guid.CreateVersion7(), new Money(part, "EUR"), new Money(total, "EUR"), "cold"));
        async Task<string> PaymentAsync() => (await api.Customer(order.Customer).GetAsync($"/api/v1/orders/{order.Id}").ShouldBe(HttpStatusCode.OK))["payment"]!.Text("status");
    }

    [Fact]
    public async Task Money_that_was_back_before_the_cancellation_stays_refunded()
    {
        var order = await api.OrderInAsync("inDelivery");
        await api.DeliverAsync(order.Id, 1, new PaymentRefundedV1(Guid.CreateVersion7(), order.Id, order.Customer, Guid.CreateVersion7(), Total, Total, "cold"));
        await api.Ops.PostJsonAsync($"/api/v1/orders/{order.Id}/cancel", new { reason = "Accident" }).ShouldBe(HttpStatusCode.OK);
        await api.DeliverAsync(order.Id, 2, new DeliveryReturnedV1(Guid.CreateVersion7(), order.Id, order.Customer, api.Restaurant, Guid.CreateVersion7()));
        // Payment had nothing left to give back and says so.
        await api.DeliverAsync(order.Id, 2, new PaymentVoidedV1(Guid.CreateVersion7(), order.Id, order.Customer, Money.Zero("EUR")));
        var read = await api.Customer(order.Customer).GetAsync($"/api/v1/orders/{order.Id}").ShouldBe(HttpStatusCode.OK);
        Assert.Equal(("cancelled", "refunded"), (read.Text("status"), read["payment"]!.Text("status")));
    }

    [Fact]
    public async Task A_cancellation_that_does_not_end_keeps_an_alarm_running()
    {
        var order = await api.OrderInAsync("accepted");
        await api.StaffAsync(order, "cancel", new { reason = "Oven broke" }).ShouldBe(HttpStatusCode.OK);
        var due = "SELECT due_at FROM deadlines WHERE aggregate_id = @Id AND kind = 'cancelling'";
        var first = Assert.Single(await api.QueryAsync<DateTimeOffset>(due, new { order.Id }));
        api.Clock.Advance(TimeSpan.FromMinutes(15));
        await api.SweepDeadlinesAsync();
        Assert.Equal("cancelling", await api.StatusAsync(order.Id));
        Assert.Equal(first + TimeSpan.FromMinutes(15), Assert.Single(await api.QueryAsync<DateTimeOffset>(due, new { order.Id })));
    }
}
