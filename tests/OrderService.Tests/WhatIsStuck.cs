using System.Net;
using System.Text.Json.Nodes;
using FoodDelivery.Contracts;
using FoodDelivery.OrderService.Data;
using FoodDelivery.TestKit;

namespace FoodDelivery.OrderService.Tests;

public sealed class WhatIsStuck(OrderApi api) : IClassFixture<OrderApi>
{
    private static readonly Money Total = new(2450, "EUR");

    [Theory]
    [InlineData("pendingPayment", "paymentUndecided", 1, "payment", "askAgain,cancel")]
    [InlineData("preparing", "notReady", 35, "restaurant", "cancel")]
    [InlineData("ready", "notFetched", 30, "courier", "offerAgain,transfer,cancel")]
    [InlineData("inDelivery", "notDelivered", 60, "courier", "handOver,transfer,cancel")]
    public async Task An_order_past_its_deadline_names_who_is_next_and_what_helps(string status, string because, int minutes, string owner, string actions)
    {
        var order = await api.OrderInAsync(status);
        if (status is "ready") await api.DeliverAsync(order.Id, 1, Assigned(order));
        api.Clock.Advance(TimeSpan.FromMinutes(minutes) - TimeSpan.FromSeconds(1));
        Assert.Empty(await OfAsync(order));
        api.Clock.Advance(TimeSpan.FromSeconds(2));
        var stuck = Assert.Single(await OfAsync(order));
        Assert.Equal((because, owner, actions), (stuck.Text("because"), stuck.Text("owner"), Actions(stuck)));
        Assert.Equal(api.Clock.GetUtcNow().AddSeconds(-1), stuck["since"]!.GetValue<DateTimeOffset>(), TimeSpan.FromMilliseconds(10));
        Assert.True((await api.BacklogAsync($"stuck_{because}")).Number > 0);
    }

    [Fact]
    public async Task Nobody_brings_it_is_said_while_a_courier_is_looked_for()
    {
        var order = await api.OrderInAsync("accepted");
        var delivery = Guid.CreateVersion7();
        await api.DeliverAsync(order.Id, 1, Searching(order, delivery));
        api.Clock.Advance(TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(1));
        var stuck = Assert.Single(await OfAsync(order));
        Assert.Equal(("noCourier", "ops", "assign,cancel"), (stuck.Text("because"), stuck.Text("owner"), Actions(stuck)));
        Assert.Equal($"/api/v1/ops/delivery/deliveries/{delivery}/assign", stuck["actions"]![0]!.Text("path"));
        await api.DeliverAsync(order.Id, 2, Assigned(order));
        Assert.Empty(await OfAsync(order));
    }

    [Fact]
    public async Task A_cancellation_that_does_not_end_says_whom_it_waits_for()
    {
        var order = await api.OrderInAsync("accepted");
        await api.DeliverAsync(order.Id, 1, Searching(order, Guid.CreateVersion7()));
        await api.Ops.PostJsonAsync($"/api/v1/orders/{order.Id}/cancel", new { reason = "customerAsked" }).ShouldBe(HttpStatusCode.OK);
        api.Clock.Advance(TimeSpan.FromMinutes(16));
        var stuck = Assert.Single(await OfAsync(order));
        Assert.Equal(("notCancelled", "courier"), (stuck.Text("because"), stuck.Text("owner")));
        await api.DeliverAsync(order.Id, 2, new DeliveryCancelledV1(Guid.CreateVersion7(), order.Id, order.Customer, api.Restaurant, null));
        stuck = Assert.Single(await OfAsync(order));
        Assert.Equal(("notCancelled", "payment", $"/api/v1/ops/payment/orders/{order.Id}/ask-again"),
            (stuck.Text("because"), stuck.Text("owner"), stuck["actions"]![0]!.Text("path")));
        await api.DeliverAsync(order.Id, 1, new PaymentVoidedV1(Guid.CreateVersion7(), order.Id, order.Customer, Total));
        Assert.Empty(await OfAsync(order));
    }

    [Fact]
    public async Task Money_that_cannot_be_taken_stays_until_it_is()
    {
        var order = await api.OrderInAsync("inDelivery");
        await api.DeliverAsync(order.Id, 2, new DeliveryDeliveredV1(Guid.CreateVersion7(), order.Id, order.Customer, api.Restaurant, Guid.CreateVersion7(), api.Clock.GetUtcNow(), "pin"));
        await api.DeliverAsync(order.Id, 1, new PaymentCaptureFailedV1(Guid.CreateVersion7(), order.Id, order.Customer, 3, "insufficient_funds"));
        var stuck = Assert.Single(await OfAsync(order));
        Assert.Equal(("moneyNotTaken", "payment", "askAgain"), (stuck.Text("because"), stuck.Text("owner"), Actions(stuck)));
        await api.DeliverAsync(order.Id, 2, new PaymentCapturedV1(Guid.CreateVersion7(), order.Id, order.Customer, Total));
        Assert.Empty(await OfAsync(order));
    }

    [Fact]
    public async Task Money_of_an_ended_order_that_is_still_held_is_given_back_by_hand()
    {
        var order = await api.OrderInAsync("awaitingAcceptance");
        await api.StaffAsync(order, "reject", new { code = "tooBusy" }).ShouldBe(HttpStatusCode.OK);
        api.Clock.Advance(TimeSpan.FromMinutes(16));
        Assert.Equal("askAgain,void", Actions(Assert.Single(await OfAsync(order))));
        await api.DeliverAsync(order.Id, 1, new PaymentVoidedV1(Guid.CreateVersion7(), order.Id, order.Customer, Total));
        Assert.Empty(await OfAsync(order));
    }

    /// <summary>Whoever was not at fault gets all of it back; who was pays, and is nobody's open question.</summary>
    [Theory]
    [InlineData("damaged", true, true)]
    [InlineData(null, true, true)]
    [InlineData("noAnswer", false, true)]
    [InlineData("noAnswer", true, false)]
    [InlineData("badAddress", true, false)]
    public async Task Money_of_food_that_never_arrived_is_owed_until_all_of_it_went_back(string? cause, bool byDriver, bool owed)
    {
        var order = await api.OrderInAsync("inDelivery");
        var (delivery, payment) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await api.DeliverAsync(order.Id, 1, new PaymentCapturedV1(payment, order.Id, order.Customer, Total));
        await api.DeliverAsync(order.Id, 2, new DeliveryDisposedV1(delivery, order.Id, order.Customer, api.Restaurant, Guid.CreateVersion7(), cause, byDriver ? "driver" : "ops"));
        Assert.Empty(await OfAsync(order));
        api.Clock.Advance(TimeSpan.FromMinutes(16));
        if (!owed)
        {
            Assert.Empty(await OfAsync(order));
            return;
        }
        var stuck = Assert.Single(await OfAsync(order));
        Assert.Equal(("moneyNotReturned", "payment", "askAgain,void,refund"), (stuck.Text("because"), stuck.Text("owner"), Actions(stuck)));
        Assert.Equal($"/api/v1/payments/{payment}/refunds", stuck["actions"]![2]!.Text("path"));
        Assert.True((await api.BacklogAsync("stuck_moneyNotReturned")).Number > 0);
        await api.DeliverAsync(order.Id, 2, new PaymentRefundedV1(payment, order.Id, order.Customer, Guid.CreateVersion7(), new Money(100, "EUR"), new Money(100, "EUR"), "ops"));
        Assert.Single(await OfAsync(order));
        await api.DeliverAsync(order.Id, 3, new PaymentRefundedV1(payment, order.Id, order.Customer, Guid.CreateVersion7(), new Money(2350, "EUR"), Total, "ops"));
        Assert.Empty(await OfAsync(order));
    }

    [Fact]
    public async Task Money_that_is_taken_for_an_order_that_has_ended_is_owed()
    {
        var order = await api.OrderInAsync("awaitingAcceptance");
        await api.StaffAsync(order, "reject", new { code = "tooBusy" }).ShouldBe(HttpStatusCode.OK);
        await api.DeliverAsync(order.Id, 1, new PaymentCapturedV1(Guid.CreateVersion7(), order.Id, order.Customer, Total));
        api.Clock.Advance(TimeSpan.FromMinutes(16));
        Assert.Equal("moneyNotReturned", Assert.Single(await OfAsync(order)).Text("because"));
    }

    [Fact]
    public async Task The_list_comes_in_pages_and_is_for_ops()
    {
        var orders = new List<TestOrder>();
        for (var i = 0; i < 3; i++)
        {
            orders.Add(await api.OrderInAsync("pendingPayment"));
            api.Clock.Advance(TimeSpan.FromMilliseconds(5));
        }
        api.Clock.Advance(TimeSpan.FromMinutes(2));
        var listed = (await AllAsync()).Select(stuck => stuck["order"]!.Id()).ToList();
        Assert.Equal(orders.Select(order => order.Id), listed.Where(id => orders.Exists(order => order.Id == id)));
        await api.Staff.GetAsync("/api/v1/ops/order/stuck").ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
        await api.Ops.GetAsync("/api/v1/ops/order/stuck?cursor=x").ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
    }

    /// <summary>What is offered is a call that the services have, and every kind is measured under a name of its own.</summary>
    [Fact]
    public async Task Every_action_is_a_call_of_a_published_document()
    {
        var calls = new[] { "order", "payment", "delivery" }.SelectMany(service =>
            JsonNode.Parse(File.ReadAllText(Path.Combine(TestEnvironment.RepositoryRoot, $"docs/openapi/{service}.json")))!["paths"]!.AsObject()
                .SelectMany(path => path.Value!.AsObject().Select(call => $"{call.Key.ToUpperInvariant()} {Template(path.Key)}"))).ToHashSet();
        await An_order_past_its_deadline_names_who_is_next_and_what_helps("pendingPayment", "paymentUndecided", 1, "payment", "askAgain,cancel");
        await Nobody_brings_it_is_said_while_a_courier_is_looked_for();
        foreach (var stuck in await AllAsync())
        {
            foreach (var action in stuck!["actions"]!.AsArray()) Assert.Contains($"{action!.Text("method")} {Template(action!.Text("path"))}", calls);
        }
        Assert.Equal(Enum.GetValues<StuckBecause>().Length, StuckOrders.Counts(new OrderOptions()).Select(count => count.Kind).Distinct().Count());
    }

    private static string Template(string path) => string.Join('/', path.Split('/').Select(part => part.StartsWith('{') || Guid.TryParse(part, out _) ? "{}" : part));

    private static string Actions(JsonNode stuck) => string.Join(',', stuck["actions"]!.AsArray().Select(action => action!.Text("name")));

    private async Task<IReadOnlyList<JsonNode>> OfAsync(TestOrder order) => [.. (await AllAsync()).Where(stuck => stuck["order"]!.Id() == order.Id)];

    // In small pages, so that each test tries the cursor too.
    private async Task<IReadOnlyList<JsonNode>> AllAsync()
    {
        var all = new List<JsonNode>();
        for (string? cursor = null; ;)
        {
            var page = await api.Ops.GetAsync($"/api/v1/ops/order/stuck?limit=2{(cursor is null ? "" : $"&cursor={cursor}")}").ShouldBe(HttpStatusCode.OK);
            all.AddRange(page["items"]!.AsArray().Select(item => item!));
            cursor = page["nextCursor"]?.GetValue<string>();
            if (cursor is null) return all;
        }
    }

    private DeliverySearchingV1 Searching(TestOrder order, Guid delivery) => new(delivery, order.Id, order.Customer, api.Restaurant, 1);

    private DeliveryAssignedV1 Assigned(TestOrder order) => new(
        Guid.CreateVersion7(), order.Id, order.Customer, api.Restaurant, Guid.CreateVersion7(), "Ada", "bike", api.Clock.GetUtcNow(), api.Clock.GetUtcNow());
}
