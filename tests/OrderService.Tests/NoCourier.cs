using System.Net;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;

namespace FoodDelivery.OrderService.Tests;

public sealed class NoCourier(OrderApi api) : IClassFixture<OrderApi>
{
    [Fact]
    public async Task The_customer_hears_at_five_and_fifteen_minutes_of_each_search()
    {
        var order = await api.OrderInAsync("preparing");
        await SearchAsync(order, 1);
        await AfterAsync(TimeSpan.FromMinutes(5) - TimeSpan.FromSeconds(1));
        Assert.Empty(await NoticesAsync(order));
        await AfterAsync(TimeSpan.FromSeconds(1));
        Assert.Equal([1], await NoticesAsync(order));
        await api.DeliverAsync(order.Id, 2, new DeliveryUnassignedV1(Guid.CreateVersion7(), order.Id, order.Customer, api.Restaurant, 5));
        await AfterAsync(TimeSpan.FromMinutes(10));
        Assert.Equal([1, 2], await NoticesAsync(order));
        await AfterAsync(TimeSpan.FromMinutes(10));
        Assert.Equal([1, 2], await NoticesAsync(order));
        await api.DeliverAsync(order.Id, 3, Assigned(order));
        await SearchAsync(order, 4);
        await AfterAsync(TimeSpan.FromMinutes(5));
        Assert.Equal([1, 2, 1], await NoticesAsync(order));
        await api.ShouldBeConsistentAsync(order.Id);
    }

    [Fact]
    public async Task Nobody_hears_anything_when_somebody_is_found_in_time()
    {
        var order = await api.OrderInAsync("preparing");
        await SearchAsync(order, 1);
        await AfterAsync(TimeSpan.FromMinutes(4));
        await api.DeliverAsync(order.Id, 2, Assigned(order));
        Assert.DoesNotContain("courier", await api.QueryAsync<string>("SELECT kind FROM deadlines WHERE aggregate_id = @Id", new { order.Id }));
        await AfterAsync(TimeSpan.FromMinutes(20));
        Assert.Empty(await NoticesAsync(order));
    }

    [Fact]
    public async Task Thirty_minutes_after_ready_the_order_ends_and_all_the_money_goes_back()
    {
        var order = await api.OrderInAsync("ready");
        await SearchAsync(order, 1);
        await AfterAsync(TimeSpan.FromMinutes(30) - TimeSpan.FromSeconds(1));
        Assert.Equal("ready", await api.StatusAsync(order.Id));
        await AfterAsync(TimeSpan.FromSeconds(1));
        Assert.Equal("cancelling", await api.StatusAsync(order.Id));
        var asked = Assert.Single(await api.PublishedAsync<OrderCancelRequestedV1>(order.Id));
        Assert.Equal(("system", "noCourier", "ready", true), (asked.By, asked.Reason, asked.Stage, asked.AwaitsCourier));
        await api.DeliverAsync(order.Id, 2, new DeliveryCancelledV1(Guid.CreateVersion7(), order.Id, order.Customer, api.Restaurant, null));
        await api.DeliverAsync(order.Id, 1, new PaymentVoidedV1(Guid.CreateVersion7(), order.Id, order.Customer, new Money(2450, "EUR")));
        Assert.Equal(("system", "noCourier"), Assert.Single((await api.PublishedAsync<OrderCancelledV1>(order.Id)).Select(e => (e.By, e.Reason))));
        await api.ShouldBeConsistentAsync(order.Id);
    }

    [Fact]
    public async Task A_search_that_began_late_has_its_time()
    {
        var order = await api.OrderInAsync("ready");
        await api.DeliverAsync(order.Id, 1, Assigned(order));
        await AfterAsync(TimeSpan.FromMinutes(29));
        await SearchAsync(order, 2);
        await AfterAsync(TimeSpan.FromMinutes(1));
        Assert.Equal("ready", await api.StatusAsync(order.Id));
        await AfterAsync(TimeSpan.FromMinutes(14));
        Assert.Equal("cancelling", await api.StatusAsync(order.Id));
    }

    /// <summary>Whichever comes first stays: the order goes on with its courier, or it is called off; never both.</summary>
    [Fact]
    public async Task The_end_against_an_assignment()
    {
        var ends = new HashSet<string>();
        foreach (var round in RaceRounds.Usually(20))
        {
            var order = await api.OrderInAsync("ready");
            await SearchAsync(order, 1);
            api.Clock.Advance(TimeSpan.FromMinutes(30));
            var assign = api.DeliverAsync(order.Id, 2, Assigned(order));
            if (round % 4 == 0) await assign;
            await Task.WhenAll(assign, api.SweepDeadlinesAsync());
            var status = await api.StatusAsync(order.Id);
            ends.Add(status);
            var events = await api.EventsAsync(order.Id);
            Assert.Equal(status == "cancelling" ? 1 : 0, events.Count(type => type == "order.cancel_requested.v1"));
            Assert.Contains(status, new[] { "ready", "cancelling" });
            if (status == "ready") Assert.Empty((await api.QueryAsync<string>("SELECT kind FROM deadlines WHERE aggregate_id = @Id AND kind = 'courier'", new { order.Id })));
            await api.ShouldBeConsistentAsync(order.Id);
        }
        Assert.Contains("ready", ends);
    }

    private async Task AfterAsync(TimeSpan time)
    {
        api.Clock.Advance(time);
        await api.SweepDeadlinesAsync();
    }

    private async Task<IEnumerable<int>> NoticesAsync(TestOrder order) => (await api.PublishedAsync<OrderCourierLateV1>(order.Id)).Select(late => late.Number);

    private Task SearchAsync(TestOrder order, long sequence) =>
        api.DeliverAsync(order.Id, sequence, new DeliverySearchingV1(Guid.CreateVersion7(), order.Id, order.Customer, api.Restaurant, 1));

    private DeliveryAssignedV1 Assigned(TestOrder order) => new(
        Guid.CreateVersion7(), order.Id, order.Customer, api.Restaurant, Guid.CreateVersion7(), "Ada", "bike", api.Clock.GetUtcNow(), api.Clock.GetUtcNow());
}
