using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;

namespace FoodDelivery.OrderService.Tests;

public sealed class KitchenCommands(OrderApi api) : IClassFixture<OrderApi>
{
    [Fact]
    public async Task An_order_goes_from_acceptance_to_the_doorstep()
    {
        var order = await api.OrderInAsync("inDelivery");
        await api.DeliverAsync(order.Id, 2, new DeliveryDeliveredV1(Guid.CreateVersion7(), order.Id, order.Customer, api.Restaurant, Guid.CreateVersion7(), api.Clock.GetUtcNow(), "pin"));

        var read = await api.Customer(order.Customer).GetAsync($"/api/v1/orders/{order.Id}").ShouldBe(HttpStatusCode.OK);
        Assert.Equal("delivered", read.Text("status"));
        Assert.Equal("delivered", read["delivery"]!.Text("status"));
        Assert.Equal(["rate"], read["allowedActions"]!.AsArray().Select(action => action!.GetValue<string>()));
        Assert.Equal(["order.placed.v1", "order.submitted.v1", "order.accepted.v1", "order.preparing.v1", "order.ready.v1", "order.picked_up.v1", "order.delivered.v1"],
            await api.EventsAsync(order.Id));
        await api.ShouldBeConsistentAsync(order.Id);
        Assert.Empty(await api.QueryAsync<string>("SELECT kind FROM deadlines WHERE aggregate_id = @Id", new { order.Id }));
    }

    [Fact]
    public async Task Accepting_says_when_it_will_be_ready()
    {
        var order = await api.OrderInAsync("awaitingAcceptance");
        var accepted = await api.StaffAsync(order, "accept", new { prepMinutes = 20 }).ShouldBe(HttpStatusCode.OK);
        Assert.Equal("accepted", accepted.Text("status"));
        var published = Assert.Single(await api.PublishedAsync<OrderAcceptedV1>(order.Id));
        Assert.Equal((20, "Market Square 1", "+43 1 5550"), (published.PrepMinutes, published.PickupPlace, published.PickupPhone));
        Assert.Equal(accepted["readyBy"]!.GetValue<DateTimeOffset>(), published.ReadyBy);
        Assert.Null(accepted["customerId"]);
        Assert.Null(accepted["dropoff"]);
        Assert.Null(accepted["deliveryPin"]);
        Assert.DoesNotContain(OrderApi.Address, accepted.ToJsonString());
    }

    [Fact]
    public async Task A_delay_is_counted_as_no_further_order_that_came_into_the_status()
    {
        var order = await api.OrderInAsync("accepted");
        // Nobody else's orders are so old.
        var age = TimeSpan.FromSeconds(1237);
        api.Clock.Advance(age);
        var counted = new ConcurrentBag<string>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, self) => { if (instrument.Name == "order_age_at_status") self.EnableMeasurementEvents(instrument); } };
        listener.SetMeasurementEventCallback<double>((_, seconds, tags, _) => { if (Math.Abs(seconds - age.TotalSeconds) < 1) counted.Add((string)tags[0].Value!); });
        listener.Start();
        await api.StaffAsync(order, "delay", new { minutes = 10, reason = "Oven is full" }).ShouldBe(HttpStatusCode.OK);
        await api.StaffAsync(order, "start").ShouldBe(HttpStatusCode.OK);
        Assert.Equal(["preparing"], counted);
    }

    [Theory]
    [InlineData("awaitingAcceptance", "accept", "accepted")]
    [InlineData("awaitingAcceptance", "reject", "rejected")]
    [InlineData("accepted", "start", "preparing")]
    [InlineData("preparing", "ready", "ready")]
    [InlineData("accepted", "cancel", "cancelling")]
    public async Task A_repeated_command_answers_the_present_state_and_publishes_nothing(string from, string command, string to)
    {
        var order = await api.OrderInAsync(from);
        var first = await api.StaffAsync(order, command, Body(command)).ShouldBe(HttpStatusCode.OK);
        var events = await api.EventsAsync(order.Id);
        var second = await api.StaffAsync(order, command, Body(command)).ShouldBe(HttpStatusCode.OK);
        Assert.Equal(to, second.Text("status"));
        Assert.Equal(first.ToJsonString(), second.ToJsonString());
        Assert.Equal(events, await api.EventsAsync(order.Id));
        await api.ShouldBeConsistentAsync(order.Id);
    }

    [Theory]
    [InlineData("preparing", "accept")]
    [InlineData("ready", "accept")]
    [InlineData("inDelivery", "start")]
    [InlineData("inDelivery", "ready")]
    public async Task A_command_whose_reply_was_lost_is_done_also_when_the_order_is_further(string status, string command)
    {
        var order = await api.OrderInAsync(status);
        var events = await api.EventsAsync(order.Id);
        Assert.Equal(status, (await api.StaffAsync(order, command, Body(command)).ShouldBe(HttpStatusCode.OK)).Text("status"));
        Assert.Equal(events, await api.EventsAsync(order.Id));
    }

    [Fact]
    public async Task What_does_not_fit_the_state_is_refused_with_what_does()
    {
        var order = await api.OrderInAsync("awaitingAcceptance");
        var problem = await api.StaffAsync(order, "ready").ShouldBeProblem(HttpStatusCode.Conflict, "order_state_conflict");
        Assert.Equal("awaitingAcceptance", problem.Text("currentStatus"));
        Assert.Equal(["accept", "reject"], problem["allowedActions"]!.AsArray().Select(action => action!.GetValue<string>()));
    }

    [Fact]
    public async Task Rejecting_carries_the_code_and_the_items()
    {
        var order = await api.OrderInAsync("awaitingAcceptance");
        var item = order.Placed["lines"]![0]!.Id("itemId");
        var unknown = await api.StaffAsync(order, "reject", new { code = "itemUnavailable", itemIds = new[] { item, Guid.CreateVersion7() } })
            .ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
        Assert.Equal("/itemIds/1", unknown["errors"]![0]!.Text("pointer"));
        api.Clock.Advance(TimeSpan.FromSeconds(40));
        var rejected = await api.StaffAsync(order, "reject", new { code = "itemUnavailable", itemIds = new[] { item } }).ShouldBe(HttpStatusCode.OK);
        Assert.Equal("itemUnavailable", rejected["ending"]!.Text("reason"));
        var published = Assert.Single(await api.PublishedAsync<OrderRejectedV1>(order.Id));
        Assert.Equal([item], published.ItemIds);
        Assert.Equal(["Margherita"], published.ItemNames!);
        var read = await api.Customer(order.Customer).GetAsync($"/api/v1/orders/{order.Id}").ShouldBe(HttpStatusCode.OK);
        Assert.Equal(item, Guid.Parse(Assert.Single(read["ending"]!["itemIds"]!.AsArray())!.GetValue<string>()));
        var timeline = await api.Customer(order.Customer).GetAsync($"/api/v1/orders/{order.Id}/timeline").ShouldBe(HttpStatusCode.OK);
        Assert.Contains(timeline["items"]!.AsArray(), entry => entry!.Text("type") == "order.rejected" && entry!.Text("detail") == "itemUnavailable: Margherita");
        Assert.Equal(40, published.WaitedSeconds);
        await api.StaffAsync(await api.OrderInAsync("awaitingAcceptance"), "reject", new { code = "dontLike" }).ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_promise_is_never_before_the_food_can_be_at_the_door()
    {
        var order = await api.OrderInAsync("awaitingAcceptance"); // promised for 30 to 45 minutes from now
        var accepted = await api.StaffAsync(order, "accept", new { prepMinutes = 120 }).ShouldBe(HttpStatusCode.OK); // and 15 for the way
        ShouldPromise(accepted, TimeSpan.FromMinutes(15));
        var told = Assert.Single(await api.PublishedAsync<OrderAcceptedV1>(order.Id));
        Assert.Equal((told.ReadyBy.AddMinutes(15), told.ReadyBy.AddMinutes(30)), (told.PromiseEarliest, told.PromiseLatest));

        var delayed = await api.StaffAsync(order, "delay", new { minutes = 20, reason = "Oven" }).ShouldBe(HttpStatusCode.OK);
        ShouldPromise(delayed, TimeSpan.FromMinutes(15));
        var delay = Assert.Single(await api.PublishedAsync<OrderDelayedV1>(order.Id));
        Assert.Equal(("accepted", "restaurant", "Europe/Berlin"), (delay.Status, delay.By, delay.TimeZone));
        Assert.Equal((delay.NewReadyBy.AddMinutes(15), delay.NewReadyBy.AddMinutes(30)), (delay.PromiseEarliest, delay.PromiseLatest));
        ShouldPromise(await api.Customer(order.Customer).GetAsync($"/api/v1/orders/{order.Id}").ShouldBe(HttpStatusCode.OK), TimeSpan.FromMinutes(15));
    }

    [Fact]
    public async Task Who_fetches_it_is_promised_the_counter()
    {
        var order = await api.OrderInAsync("awaitingAcceptance", "pickup");
        ShouldPromise(await api.StaffAsync(order, "accept", new { prepMinutes = 60 }).ShouldBe(HttpStatusCode.OK), TimeSpan.FromMinutes(15), way: 0);
    }

    [Fact]
    public async Task A_promise_that_can_be_kept_stays()
    {
        var order = await api.OrderInAsync("accepted"); // ready in 20, 15 for the way, promised for 30 to 45
        await api.StaffAsync(order, "delay", new { minutes = 2, reason = "Oven" }).ShouldBe(HttpStatusCode.OK);
        var read = await api.Customer(order.Customer).GetAsync($"/api/v1/orders/{order.Id}").ShouldBe(HttpStatusCode.OK);
        Assert.Equal(order.Placed["promise"]!.ToJsonString(), read["promise"]!.ToJsonString());
    }

    private static IEnumerable<string> Actions(System.Text.Json.Nodes.JsonNode answer) =>
        answer["allowedActions"]!.AsArray().Select(action => action!.GetValue<string>());

    private static void ShouldPromise(System.Text.Json.Nodes.JsonNode order, TimeSpan span, int way = 15)
    {
        var (earliest, latest) = (order["promise"]!["earliest"]!.GetValue<DateTimeOffset>(), order["promise"]!["latest"]!.GetValue<DateTimeOffset>());
        Assert.Equal((order["readyBy"]!.GetValue<DateTimeOffset>().AddMinutes(way), span), (earliest, latest - earliest));
    }

    [Fact]
    public async Task A_kitchen_may_be_late_twice_and_an_hour_in_all()
    {
        var order = await api.OrderInAsync("accepted");
        await api.StaffAsync(order, "delay", new { minutes = 61, reason = "Oven" }).ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
        await api.StaffAsync(order, "delay", new { minutes = 30, reason = "Oven" }).ShouldBe(HttpStatusCode.OK);
        await api.StaffAsync(order, "delay", new { minutes = 31, reason = "Oven" }).ShouldBeProblem(HttpStatusCode.Conflict, "delay_limit");
        await api.StaffAsync(order, "delay", new { minutes = 10, reason = "Oven" }).ShouldBe(HttpStatusCode.OK);
        var last = await api.StaffAsync(order, "delay", new { minutes = 1, reason = "Oven" }).ShouldBeProblem(HttpStatusCode.Conflict, "delay_limit");
        Assert.Equal(["start", "ready", "cancel"], Actions(last));
        var delays = await api.PublishedAsync<OrderDelayedV1>(order.Id);
        Assert.Equal([1, 2], delays.Select(delay => delay.Count));
        Assert.Equal(TimeSpan.FromMinutes(10), delays[1].NewReadyBy - delays[1].OldReadyBy);
        await api.ShouldBeConsistentAsync(order.Id);
    }

    [Fact]
    public async Task If_match_with_an_old_version_is_refused()
    {
        var order = await api.OrderInAsync("accepted");
        var path = $"/api/v1/orders/{order.Id}/delay";
        var body = new { minutes = 5, reason = "Oven" };
        await api.Staff.SendJsonAsync(HttpMethod.Post, path, body, ("If-Match", "\"3\"")).ShouldBe(HttpStatusCode.OK);
        await api.Staff.SendJsonAsync(HttpMethod.Post, path, body, ("If-Match", "\"3\"")).ShouldBeProblem(HttpStatusCode.PreconditionFailed, "precondition_failed");
        Assert.Single(await api.PublishedAsync<OrderDelayedV1>(order.Id));
    }

    [Fact]
    public async Task A_weak_tag_is_compared_as_the_strong_one()
    {
        var order = await api.OrderInAsync("accepted");
        var path = $"/api/v1/orders/{order.Id}/start";
        var problem = await api.Staff.SendJsonAsync(HttpMethod.Post, path, null, ("If-Match", "W/\"2\""))
            .ShouldBeProblem(HttpStatusCode.PreconditionFailed, "precondition_failed");
        Assert.Equal(("accepted", 3), (problem.Text("currentStatus"), problem["version"]!.GetValue<int>()));
        await api.Staff.SendJsonAsync(HttpMethod.Post, path, null, ("If-Match", "W/\"3\"")).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_pick_up_order_is_handed_over_against_its_code()
    {
        var order = await api.OrderInAsync("ready", "pickup");
        Assert.Null(order.Placed["deliveryPin"]);
        await api.StaffAsync(order, "collect", new { code = "wrong" }).ShouldBeProblem(HttpStatusCode.Conflict, "collect_code_wrong");
        var collected = await api.StaffAsync(order, "collect", new { code = order.Placed.Text("pickupCode") }).ShouldBe(HttpStatusCode.OK);
        Assert.Equal("collected", collected.Text("status"));
        Assert.Single(await api.PublishedAsync<OrderCollectedV1>(order.Id));
        await api.ShouldBeConsistentAsync(order.Id);
    }

    [Fact]
    public async Task Five_wrong_codes_lock_a_pick_up_order_and_then_ops_hand_it_over()
    {
        var order = await api.OrderInAsync("ready", "pickup");
        for (var i = 0; i < 5; i++) await api.StaffAsync(order, "collect", new { code = "000" }).ShouldBeProblem(HttpStatusCode.Conflict, "collect_code_wrong");
        var locked = await api.StaffAsync(order, "collect", new { code = order.Placed.Text("pickupCode") }).ShouldBeProblem(HttpStatusCode.Conflict, "collect_locked");
        Assert.DoesNotContain("collect", Actions(locked));
        Assert.Contains("collect", Actions(await api.Ops.GetAsync($"/api/v1/orders/{order.Id}").ShouldBe(HttpStatusCode.OK)));
        Assert.Equal("collected", (await api.Ops.PostJsonAsync($"/api/v1/orders/{order.Id}/collect", new { }).ShouldBe(HttpStatusCode.OK)).Text("status"));
        Assert.Single(await api.PublishedAsync<OrderCollectedV1>(order.Id));
        await api.ShouldBeConsistentAsync(order.Id);
    }

    [Fact]
    public async Task Nobody_came_can_be_said_an_hour_after_the_promise()
    {
        var order = await api.OrderInAsync("ready", "pickup");
        await api.StaffAsync(order, "no-show").ShouldBeProblem(HttpStatusCode.Conflict, "no_show_too_early");
        api.Clock.Advance(TimeSpan.FromMinutes(106));
        Assert.Equal("noShow", (await api.StaffAsync(order, "no-show").ShouldBe(HttpStatusCode.OK)).Text("status"));
        Assert.Single(await api.PublishedAsync<OrderNoShowV1>(order.Id));
        await api.DeliverAsync(order.Id, 1, new PaymentCapturedV1(Guid.CreateVersion7(), order.Id, order.Customer, new Money(2450, "EUR")));
        var read = await api.Customer(order.Customer).GetAsync($"/api/v1/orders/{order.Id}").ShouldBe(HttpStatusCode.OK);
        Assert.Equal(("noShow", "captured"), (read.Text("status"), read["payment"]!.Text("status")));
    }

    [Fact]
    public async Task A_late_kitchen_does_not_shorten_the_customer_s_hour()
    {
        var order = await api.OrderInAsync("awaitingAcceptance", "pickup"); // promised for 45 minutes from now at the latest
        await api.StaffAsync(order, "accept", new { prepMinutes = 60 }).ShouldBe(HttpStatusCode.OK);
        await api.StaffAsync(order, "ready").ShouldBe(HttpStatusCode.OK);
        api.Clock.Advance(TimeSpan.FromMinutes(134)); // ready in 60, so promised for 75 minutes at the latest now
        await api.StaffAsync(order, "no-show").ShouldBeProblem(HttpStatusCode.Conflict, "no_show_too_early");
        api.Clock.Advance(TimeSpan.FromMinutes(1));
        await api.StaffAsync(order, "no-show").ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("accept")]
    [InlineData("reject")]
    [InlineData("start")]
    [InlineData("ready")]
    [InlineData("delay")]
    [InlineData("cancel")]
    [InlineData("collect")]
    [InlineData("no-show")]
    public async Task Only_the_order_s_own_restaurant_may(string command)
    {
        var order = await api.OrderInAsync("awaitingAcceptance");
        var path = $"/api/v1/orders/{order.Id}/{command}";
        var stranger = api.ClientFor(Guid.CreateVersion7(), Roles.Restaurant, Guid.CreateVersion7());
        await stranger.PostJsonAsync(path, Body(command)).ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
        await api.Anonymous().PostJsonAsync(path, Body(command)).ShouldBeProblem(HttpStatusCode.Unauthorized, "unauthenticated");
        await api.ClientFor(Guid.CreateVersion7(), Roles.Driver).PostJsonAsync(path, Body(command)).ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
        // The restaurant's id in a customer's token means nothing.
        var customer = api.ClientFor(order.Customer, Roles.Customer, api.Restaurant);
        if (command != "cancel") await customer.PostJsonAsync(path, Body(command)).ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
        Assert.Equal("awaitingAcceptance", await api.StatusAsync(order.Id));
    }

    [Theory]
    [InlineData("accept", """{"prepMinutes":0}""")]
    [InlineData("accept", """{"prepMinutes":121}""")]
    [InlineData("accept", "{}")]
    [InlineData("delay", """{"minutes":0,"reason":"x"}""")]
    [InlineData("delay", """{"minutes":5,"reason":""}""")]
    [InlineData("cancel", """{"reason":""}""")]
    [InlineData("collect", """{"code":""}""")]
    [InlineData("collect", "{}")]
    public async Task Bad_bodies_are_refused(string command, string body) =>
        await api.StaffAsync(await api.OrderInAsync("awaitingAcceptance"), command, body).ShouldBe(HttpStatusCode.BadRequest);

    private static object? Body(string command) => command switch
    {
        "accept" => new { prepMinutes = 20 },
        "reject" => new { code = "tooBusy" },
        "delay" => new { minutes = 5, reason = "Oven" },
        "cancel" => new { reason = "Closed kitchen" },
        "collect" => new { code = "123456" },
        _ => null,
    };
}
