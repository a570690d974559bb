using System.Net;
using System.Text.Json.Nodes;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;

namespace FoodDelivery.OrderService.Tests;

public sealed class MovedPromises(OrderApi api) : IClassFixture<OrderApi>
{
    [Fact]
    public async Task A_promise_that_holds_has_one_version()
    {
        var order = await api.OrderInAsync("ready");
        var promise = await PromiseAsync(order);
        Assert.Equal([(1, "placed")], Versions(promise));
        Assert.Equal(promise["first"]!.ToJsonString(), promise["current"]!.ToJsonString());
        Assert.Empty(await api.PublishedAsync<OrderPromiseChangedV1>(order.Id));
    }

    [Fact]
    public async Task A_late_acceptance_a_delay_and_a_longer_way_each_move_it_and_say_so()
    {
        var order = await api.OrderInAsync("awaitingAcceptance");
        var (earliest, latest) = Window(order.Placed["promise"]!);
        await api.StaffAsync(order, "accept", new { prepMinutes = 40 }).ShouldBe(HttpStatusCode.OK);
        var afterAcceptance = Window((await PromiseAsync(order))["current"]!);
        Assert.Equal(latest - earliest, afterAcceptance.Latest - afterAcceptance.Earliest);
        Assert.True(afterAcceptance.Earliest > earliest);
        await api.StaffAsync(order, "delay", new { minutes = 20, reason = "Oven" }).ShouldBe(HttpStatusCode.OK);
        await AssignAsync(order, 1, afterAcceptance.Latest.AddMinutes(22));
        var promise = await PromiseAsync(order);
        Assert.Equal([(1, "placed"), (2, "lateAcceptance"), (3, "delay"), (4, "longerWay")], Versions(promise));
        Assert.Equal((earliest, latest), Window(promise["first"]!));
        // Two minutes beyond what the delay made of it: told as five.
        Assert.Equal((afterAcceptance.Earliest.AddMinutes(25), afterAcceptance.Latest.AddMinutes(25)), Window(promise["current"]!));
        Assert.Equal(Window(promise["items"]![3]!), Window(promise["current"]!));
        var told = await api.PublishedAsync<OrderPromiseChangedV1>(order.Id);
        Assert.Equal([(2, "lateAcceptance", "accepted"), (3, "delay", "accepted"), (4, "longerWay", "accepted")], told.Select(e => (e.Version, e.Cause, e.Status)));
        Assert.All(told, e => Assert.Equal((latest, "delivery"), (e.FirstLatest, e.Fulfilment)));
        await api.ShouldBeConsistentAsync(order.Id);
    }

    [Fact]
    public async Task A_courier_who_comes_within_the_promise_moves_nothing()
    {
        var order = await api.OrderInAsync("accepted");
        await AssignAsync(order, 1, Window(order.Placed["promise"]!).Latest);
        Assert.Equal([(1, "placed")], Versions(await PromiseAsync(order)));
    }

    [Fact]
    public async Task Being_on_time_is_measured_against_the_first()
    {
        var order = await api.OrderInAsync("awaitingAcceptance");
        var (_, latest) = Window(order.Placed["promise"]!);
        await api.StaffAsync(order, "accept", new { prepMinutes = 60 }).ShouldBe(HttpStatusCode.OK);
        var driver = Guid.CreateVersion7();
        await api.DeliverAsync(order.Id, 1, new DeliveryPickedUpV1(Guid.CreateVersion7(), order.Id, order.Customer, api.Restaurant, driver, latest, 0));
        await api.DeliverAsync(order.Id, 2, new DeliveryDeliveredV1(Guid.CreateVersion7(), order.Id, order.Customer, api.Restaurant, driver, latest.AddMinutes(3), "pin"));
        var delivered = Assert.Single(await api.PublishedAsync<OrderDeliveredV1>(order.Id));
        Assert.Equal((latest, 180), (delivered.PromiseLatest, delivered.LateSeconds));
    }

    [Fact]
    public async Task It_is_for_whoever_may_read_the_order()
    {
        var order = await api.OrderInAsync("accepted");
        foreach (var client in new[] { api.Customer(order.Customer), api.Staff, api.Ops }) await client.GetAsync($"/api/v1/orders/{order.Id}/promise").ShouldBe(HttpStatusCode.OK);
        await api.Customer(Guid.CreateVersion7()).GetAsync($"/api/v1/orders/{order.Id}/promise").ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
        await api.ClientFor(Guid.CreateVersion7(), Roles.Driver).GetAsync($"/api/v1/orders/{order.Id}/promise").ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
    }

    /// <summary>Each version once, whoever moves it at the same time.</summary>
    [Fact]
    public async Task A_delay_against_an_assignment()
    {
        foreach (var round in RaceRounds.Usually(20))
        {
            var order = await api.OrderInAsync("accepted");
            var (_, latest) = Window(order.Placed["promise"]!);
            await Task.WhenAll(
                api.StaffAsync(order, "delay", new { minutes = 30, reason = "Oven" }).ShouldBe(HttpStatusCode.OK),
                AssignAsync(order, 1, latest.AddMinutes(30)));
            var promise = await PromiseAsync(order);
            Assert.Equal(Enumerable.Range(1, promise["items"]!.AsArray().Count), Versions(promise).Select(version => version.Version));
            Assert.Equal(Window(promise["items"]!.AsArray()[^1]!), Window(promise["current"]!));
            Assert.True(Window(promise["current"]!).Latest >= latest.AddMinutes(30));
            await api.ShouldBeConsistentAsync(order.Id);
        }
    }

    private Task<JsonNode> PromiseAsync(TestOrder order) => api.Customer(order.Customer).GetAsync($"/api/v1/orders/{order.Id}/promise").ShouldBe(HttpStatusCode.OK);

    private static IEnumerable<(int Version, string Cause)> Versions(JsonNode promise) =>
        promise["items"]!.AsArray().Select(version => (version!["version"]!.GetValue<int>(), version!.Text("cause")));

    private static (DateTimeOffset Earliest, DateTimeOffset Latest) Window(JsonNode window) =>
        (window["earliest"]!.GetValue<DateTimeOffset>(), window["latest"]!.GetValue<DateTimeOffset>());

    private Task AssignAsync(TestOrder order, long sequence, DateTimeOffset dropoffEta) => api.DeliverAsync(order.Id, sequence, new DeliveryAssignedV1(
        Guid.CreateVersion7(), order.Id, order.Customer, api.Restaurant, Guid.CreateVersion7(), "Ada", "bike", api.Clock.GetUtcNow(), dropoffEta));
}
