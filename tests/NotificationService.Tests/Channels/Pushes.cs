using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;

namespace FoodDelivery.NotificationService.Tests.Channels;

/// <summary>Seen by a push service and the device behind it.</summary>
public sealed class Pushes : IAsyncLifetime
{
    private readonly ChannelApi channels = new();
    private readonly PushDevice device = new(ChannelApi.Keys.Public);
    private NotificationApi Api => channels.Api;

    public async Task InitializeAsync() => await device.StartAsync();

    public async Task DisposeAsync()
    {
        channels.Dispose();
        await device.DisposeAsync();
    }

    [Fact]
    public async Task A_device_reads_what_happens_to_an_order()
    {
        Assert.Equal(ChannelApi.Keys.Public, (await Api.AsCustomer().GetAsync("/api/v1/notifications/push-key").ShouldBe(HttpStatusCode.OK)).Text("publicKey"));
        await channels.SubscribeAsync(Api.AsCustomer(), device);
        await Api.DeliverAsync(Api.Order, 1, Api.Submitted() with { TimeZone = "Europe/Berlin" });
        await Api.DeliverAsync(Api.Order, 2, Api.Accepted());
        Assert.Equal(1, await channels.PushAsync());
        var pushed = Assert.Single(device.Received);
        Assert.Equal(("order_accepted", "Order accepted"), (pushed.Payload.Text("kind"), pushed.Payload.Text("title")));
        var berlin = TimeZoneInfo.ConvertTimeBySystemTimeZoneId(Api.Clock.GetUtcNow().AddMinutes(40), "Europe/Berlin");
        Assert.Equal($"Your order K7P2QX is being made at Trattoria. We expect to be there by {berlin:HH:mm}.", pushed.Payload.Text("body"));
        Assert.Equal(Api.Order.ToString(), pushed.Payload.Text("orderId"));
        Assert.Equal(("1800", "normal", "aes128gcm"), (pushed.Headers["TTL"], pushed.Headers["Urgency"], pushed.Headers["Content-Encoding"]));
        Assert.Equal(pushed.Payload.Text("tag"), pushed.Headers["Topic"]);
        Assert.Equal("mailto:ops@fooddelivery.invalid", pushed.Claims.Text("sub"));
        Assert.Equal([("order_accepted", "sent", null, 1)], await channels.LogAsync($"&userId={Api.Customer}&channel=push"));
    }

    [Fact]
    public async Task Who_fetches_an_order_is_told_from_when_it_can_be_fetched_and_nobody_comes()
    {
        await channels.SubscribeAsync(Api.AsCustomer(), device);
        await Api.DeliverAsync(Api.Order, 1, Api.Submitted() with { TimeZone = "Europe/Berlin" });
        var accepted = Api.Accepted() with { Fulfilment = "pickup" };
        await Api.DeliverAsync(Api.Order, 2, accepted);
        var (earliest, latest) = (accepted.PromiseEarliest.AddHours(1), accepted.PromiseLatest.AddHours(1));
        await Api.DeliverAsync(Api.Order, 3, new OrderPromiseChangedV1(
            Api.Order, Api.Customer, Api.Restaurant, "K7P2QX", 2, earliest, latest, "delay", "accepted", accepted.PromiseLatest, "Europe/Berlin", "pickup"));
        await channels.PushAsync();
        Assert.Equal(
            [
                $"Your order K7P2QX is being made at Trattoria. You can fetch it from {Berlin(accepted.PromiseEarliest)}.",
                $"Your order K7P2QX is ready later than was promised. You can fetch it from {Berlin(earliest)}.",
            ],
            device.Received.OrderBy(pushed => pushed.Payload.Text("kind")).Select(pushed => pushed.Payload.Text("body")));
        var shown = await Api.AsCustomer().GetAsync("/api/v1/notifications?limit=1").ShouldBe(HttpStatusCode.OK);
        Assert.Equal(
            $"After the delay your order K7P2QX can be fetched between {Berlin(earliest)} and {Berlin(latest)}.", shown["items"]![0]!.Text("text"));

        static string Berlin(DateTimeOffset at) => TimeZoneInfo.ConvertTimeBySystemTimeZoneId(at, "Europe/Berlin").ToString("HH:mm", CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task Staff_hear_of_new_orders_drivers_of_offers_ops_of_what_needs_them_and_nobody_of_others()
    {
        var (staff, ops) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        foreach (var person in new[] { staff, ops, Api.Driver }) channels.Knows(person, "x@people.test", "de");
        await channels.SubscribeAsync(Api.ClientFor(staff, Roles.Restaurant, Api.Restaurant), device, "/staff");
        await channels.SubscribeAsync(Api.ClientFor(Guid.CreateVersion7(), Roles.Restaurant, Guid.CreateVersion7()), device, "/elsewhere");
        await channels.SubscribeAsync(Api.ClientFor(Api.Driver, Roles.Driver), device, "/driver");
        await channels.SubscribeAsync(Api.ClientFor(ops, Roles.Ops), device, "/ops");
        await channels.SubscribeAsync(Api.AsCustomer(), device, "/customer");
        await Api.DeliverAsync(Api.Order, 1, Api.Submitted());
        var expires = Api.Clock.GetUtcNow().AddSeconds(45);
        await Api.DeliverAsync(Api.Delivery, 1, new DeliveryOfferedV1(Api.Delivery, Api.Order, Api.Customer, Api.Restaurant, Guid.NewGuid(), Api.Driver, new Money(500, "EUR"), expires));
        await Api.DeliverAsync(Api.Delivery, 2, new DeliveryUnassignedV1(Api.Delivery, Api.Order, Api.Customer, Api.Restaurant, 5));
        await Api.DeliverAsync(Api.Delivery, 3, new DeliveryAtDropoffV1(Api.Delivery, Api.Order, Api.Customer, Api.Restaurant, Api.Driver, Api.Clock.GetUtcNow()));
        await channels.PushAsync();
        Assert.Equal(
            [("/customer", "courier_at_door"), ("/driver", "offer_created"), ("/ops", "delivery_unassigned"), ("/staff", "order_submitted")],
            device.Received.Select(pushed => (pushed.Path, pushed.Payload.Text("kind"))).Order());
        var offer = device.Received.Single(pushed => pushed.Path == "/driver");
        Assert.Equal(("Neues Angebot: 5,00 €", "45", "high"), (offer.Payload.Text("title"), offer.Headers["TTL"], offer.Headers["Urgency"]));
    }

    [Fact]
    public async Task Who_has_several_devices_hears_on_each_and_one_that_fails_is_tried_again_alone()
    {
        await channels.SubscribeAsync(Api.AsCustomer(), device, "/one");
        await channels.SubscribeAsync(Api.AsCustomer(), device, "/two");
        device.Answer = http => Task.FromResult<int?>(http.Request.Path == "/two" ? 503 : null);
        await Api.DeliverAsync(Api.Order, 1, Api.Accepted());
        await channels.PushAsync();
        Assert.Equal(["/one"], device.Received.Select(pushed => pushed.Path));
        Assert.Equal([("order_accepted", "waiting", "push_503", 1), ("order_accepted", "sent", null, 1)], (await channels.LogAsync()).OrderByDescending(row => row.State));
        device.Answer = _ => Task.FromResult<int?>(null);
        Api.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(1, await channels.PushAsync());
        Assert.Equal(["/one", "/two"], device.Received.Select(pushed => pushed.Path));
    }

    [Theory]
    [InlineData(404)]
    [InlineData(410)]
    public async Task A_device_that_is_gone_is_forgotten(int status)
    {
        await channels.SubscribeAsync(Api.AsCustomer(), device);
        device.Answer = _ => Task.FromResult<int?>(status);
        await Api.DeliverAsync(Api.Order, 1, Api.Accepted());
        await channels.PushAsync();
        Assert.Equal([("order_accepted", "suppressed", "subscription_gone", 1)], await channels.LogAsync());
        Assert.Empty((await Api.AsCustomer().GetAsync("/api/v1/notifications/push-subscriptions").ShouldBe(HttpStatusCode.OK))["items"]!.AsArray());
        Assert.Equal([0], await Api.QueryAsync<long>("SELECT COUNT(*) FROM push_audiences"));
    }

    [Theory]
    [InlineData(400, "failed")]
    [InlineData(403, "failed")]
    [InlineData(413, "failed")]
    [InlineData(302, "failed")]
    [InlineData(429, "waiting")]
    [InlineData(500, "waiting")]
    public async Task What_the_service_answers_decides(int status, string state)
    {
        await channels.SubscribeAsync(Api.AsCustomer(), device);
        device.Answer = http =>
        {
            http.Response.Headers.RetryAfter = "120";
            return Task.FromResult<int?>(status);
        };
        await Api.DeliverAsync(Api.Order, 1, Api.Accepted());
        await channels.PushAsync();
        Assert.Equal([("order_accepted", state, $"push_{status}", 1)], await channels.LogAsync());
        if (state == "failed") return;
        // It has said when to come again.
        device.Answer = _ => Task.FromResult<int?>(null);
        Api.Clock.Advance(TimeSpan.FromSeconds(119));
        Assert.Equal(0, await channels.PushAsync());
        Api.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(1, await channels.PushAsync());
        Assert.Single(device.Received);
    }

    [Fact]
    public async Task An_offer_that_is_over_is_not_pushed()
    {
        channels.Knows(Api.Driver, "d@people.test", "en");
        await channels.SubscribeAsync(Api.ClientFor(Api.Driver, Roles.Driver), device);
        await Api.DeliverAsync(Api.Delivery, 1, new DeliveryOfferedV1(
            Api.Delivery, Api.Order, Api.Customer, Api.Restaurant, Guid.NewGuid(), Api.Driver, new Money(500, "EUR"), Api.Clock.GetUtcNow().AddSeconds(45)));
        Api.Clock.Advance(TimeSpan.FromSeconds(46));
        await channels.PushAsync();
        Assert.Equal([("offer_created", "failed", "expired", 1)], await channels.LogAsync());
        Assert.Equal(0, device.Requests);
    }

    [Fact]
    public async Task With_User_away_pushes_go_out_in_English()
    {
        Api.Others.On($"GET /internal/v1/users/{Api.Customer}/contact", (_, _) => StubServices.Unreachable());
        await channels.SubscribeAsync(Api.AsCustomer(), device);
        await Api.DeliverAsync(Api.Order, 1, Api.Accepted());
        await channels.PushAsync();
        Assert.Equal("Order accepted", Assert.Single(device.Received).Payload.Text("title"));
    }

    [Fact]
    public async Task Who_was_erased_is_pushed_to_no_more()
    {
        channels.Knows(Api.Customer, "", "en", erased: true);
        await channels.SubscribeAsync(Api.AsCustomer(), device);
        await Api.DeliverAsync(Api.Order, 1, Api.Accepted());
        await channels.PushAsync();
        Assert.Equal(0, device.Requests);
        Assert.Equal([("order_accepted", "suppressed", "erased", 1)], await channels.LogAsync());
        Assert.Equal([0], await Api.QueryAsync<long>("SELECT COUNT(*) FROM push_subscriptions"));
    }

    [Fact]
    public async Task In_quiet_hours_what_can_wait_does_and_an_order_under_way_does_not()
    {
        // The clock of the test, wherever it stands: quiet from an hour ago until in two hours.
        var now = TimeZoneInfo.ConvertTimeBySystemTimeZoneId(Api.Clock.GetUtcNow(), "Asia/Tokyo");
        await Api.AsCustomer().PutAsJsonAsync("/api/v1/notifications/preferences", new
        {
            choices = Array.Empty<object>(),
            quietHours = new { from = $"{now.AddHours(-1):HH:mm}", to = $"{now.AddHours(2):HH:mm}", timeZone = "Asia/Tokyo" },
        }).ShouldBe(HttpStatusCode.OK);
        await channels.SubscribeAsync(Api.AsCustomer(), device);
        await Api.DeliverAsync(Api.Order, 1, Api.Accepted());
        await Api.DeliverAsync(Api.Order, 1, new PaymentRefundedV1(Guid.NewGuid(), Api.Order, Api.Customer, Guid.NewGuid(), new Money(300, "EUR"), new Money(300, "EUR"), "ops"));
        await channels.PushAsync();
        Assert.Equal(["order_accepted"], device.Received.Select(pushed => pushed.Payload.Text("kind")));
        Assert.Contains(("payment_refunded", "waiting", "quiet_hours", 1), await channels.LogAsync());
        // Waiting on purpose is no backlog.
        Assert.Equal(0, (await Api.BacklogAsync("push")).Number);
        Api.Clock.Advance(TimeSpan.FromMinutes(121));
        await channels.PushAsync();
        Assert.Equal(["order_accepted", "payment_refunded"], device.Received.Select(pushed => pushed.Payload.Text("kind")));
    }

    [Fact]
    public async Task A_restaurant_that_does_not_answer_is_reminded_until_it_is_too_late()
    {
        var staff = Guid.CreateVersion7();
        channels.Knows(staff, "s@people.test", "en");
        await channels.SubscribeAsync(Api.ClientFor(staff, Roles.Restaurant, Api.Restaurant), device);
        var acceptBy = Api.Clock.GetUtcNow().AddMinutes(5);
        var reminded = new OrderAnswerRemindedV1(Api.Order, Api.Customer, Api.Restaurant, "K7P2QX", 1, acceptBy, "Europe/Berlin");
        await Api.DeliverAsync(Api.Order, 1, reminded);
        await channels.PushAsync();
        var pushed = Assert.Single(device.Received);
        var by = TimeZoneInfo.ConvertTimeBySystemTimeZoneId(acceptBy, "Europe/Berlin");
        Assert.Equal(("Order K7P2QX waits", $"It is not answered yet. It lapses at {by:HH:mm}."), (pushed.Payload.Text("title"), pushed.Payload.Text("body")));
        Assert.Equal(("300", "high"), (pushed.Headers["TTL"], pushed.Headers["Urgency"]));

        await Api.DeliverAsync(Api.Order, 2, reminded with { Number = 2 });
        Api.Clock.Advance(TimeSpan.FromMinutes(6));
        await channels.PushAsync();
        Assert.Single(device.Received);
    }

    [Fact]
    public async Task A_crash_after_pushing_repeats_the_same_push()
    {
        await channels.SubscribeAsync(Api.AsCustomer(), device);
        await Api.DeliverAsync(Api.Order, 1, Api.Accepted());
        await channels.PushAsync();
        await Api.ExecuteAsync("UPDATE outbound_messages SET state = 'waiting', ended_at = NULL, due_at = @at", new { at = Api.Clock.GetUtcNow().AddSeconds(60).UtcDateTime });
        Api.Clock.Advance(TimeSpan.FromSeconds(61));
        await channels.PushAsync();
        Assert.Equal(2, device.Received.Count);
        Assert.Single(device.Received.Select(pushed => pushed.Headers["Topic"]).Distinct());
    }
}
