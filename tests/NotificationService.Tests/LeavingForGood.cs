using System.Net;
using System.Net.Http.Json;
using FoodDelivery.Contracts;
using FoodDelivery.NotificationService.Tests.Channels;
using FoodDelivery.TestKit;

namespace FoodDelivery.NotificationService.Tests;

public sealed class LeavingForGood : IDisposable
{
    private readonly SmtpSink smtp = new();
    private readonly ChannelApi channels;

    public LeavingForGood() => channels = new ChannelApi(smtp);

    private NotificationApi Api => channels.Api;

    public void Dispose()
    {
        channels.Dispose();
        smtp.Dispose();
    }

    [Fact]
    public async Task Who_left_is_told_nothing_any_more_and_nothing_is_left_of_what_they_were_told()
    {
        await using var device = new PushDevice(ChannelApi.Keys.Public);
        await channels.SubscribeAsync(Api.AsCustomer(), device, "https://push.test/send/1");
        await Api.AsCustomer().PutJsonAsync("/api/v1/notifications/preferences", new { choices = Array.Empty<object>(), quietHours = new { from = "22:00", to = "07:00", timeZone = "Europe/Berlin" } }).ShouldBe(HttpStatusCode.OK);
        await Api.DeliverAsync(Api.Order, 1, Api.Placed());
        await Api.DeliverAsync(Api.Order, 2, Api.Accepted());
        Assert.Equal(["preferences", "pushSubscriptions", "told", "sent"], (await Api.ExportAsync(Api.Customer)).Held());

        Assert.True((await Api.EraseAsync(Api.Customer)).IsFinished());
        Assert.Empty((await Api.ExportAsync(Api.Customer)).Held());
        Assert.Equal([0L], await Api.QueryAsync<long>("SELECT COUNT(*) FROM push_audiences"));
        // How far a stream was counted says nothing about anybody.
        Assert.Equal(["recipients.recipient_id"], await Traces.OfIdAsync(Api.ConnectionString, Api.Customer));

        // The order goes on: the restaurant hears of it, the customer does not.
        channels.Knows(Api.Customer, "erased", "en", erased: true);
        await Api.DeliverAsync(Api.Order, 3, new OrderCancelRequestedV1(Api.Order, Api.Customer, Api.Restaurant, "ops", "Kitchen on fire", "accepted"));
        await Api.DeliverAsync(Api.Order, 4, new OrderCancelledV1(Api.Order, Api.Customer, Api.Restaurant, "ops", "Kitchen on fire"));
        await channels.MailAsync();
        Assert.Empty((await Api.ExportAsync(Api.Customer)).Held());
        Assert.NotEmpty((await Api.AsStaff().GetAsync("/api/v1/notifications").ShouldBe(HttpStatusCode.OK))["items"]!.AsArray());
        Assert.Empty(smtp.Taken);
    }

    [Fact]
    public async Task Who_worked_for_a_restaurant_asks_for_no_mail_of_its_orders_any_more()
    {
        var owner = Guid.CreateVersion7();
        var choices = new[] { new { type = "restaurantOrders", channel = "email", enabled = true } };
        await Api.ClientFor(owner, Roles.Restaurant, Api.Restaurant).PutAsJsonAsync("/api/v1/notifications/preferences", new { choices }).ShouldBe(HttpStatusCode.OK);
        Assert.Contains("mailsOfNewOrders", (await Api.ExportAsync(owner)).Held());
        Assert.True((await Api.EraseAsync(owner)).IsFinished());
        Assert.Empty((await Api.ExportAsync(owner)).Held());
        Assert.Empty(await Traces.OfIdAsync(Api.ConnectionString, owner));
    }

    [Fact]
    public async Task The_last_mail_goes_out_and_then_User_may_forget_where_to()
    {
        var (link, expires) = (Guid.CreateVersion7(), Api.Clock.GetUtcNow().AddHours(1));
        var forgotten = 0;
        Api.Others.On($"GET /internal/v1/links/{link}", new { kind = "accountErased", email = "ann@people.test", displayName = "", locale = "de", expiresAt = expires });
        Api.Others.On($"DELETE /internal/v1/links/{link}", (_, _) =>
        {
            forgotten++;
            return new HttpResponseMessage(HttpStatusCode.NoContent);
        });
        await Api.DeliverAsync(link, 1, new UserLinkRequestedV1(link, "accountErased", expires, Api.Customer));
        Assert.True((await Api.EraseAsync(Api.Customer)).IsFinished());
        Assert.Equal(1, await channels.MailAsync());
        var (to, mail, _, _) = Assert.Single(smtp.Taken);
        Assert.Equal(("ann@people.test", "Dein Konto ist gelöscht"), (to, mail.Subject));
        Assert.Equal(1, forgotten);
        Assert.Equal([("link_account_erased", "sent", null, 1)], await channels.LogAsync());
        Assert.Empty(await Traces.OfAsync(Api.ConnectionString, ["ann@people"]));
    }
}
