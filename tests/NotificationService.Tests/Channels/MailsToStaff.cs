using System.Net;
using System.Net.Http.Json;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;

namespace FoodDelivery.NotificationService.Tests.Channels;

/// <summary>What a restaurant's people are mailed, and drivers.</summary>
public sealed class MailsToStaff : IDisposable
{
    private readonly SmtpSink smtp = new();
    private readonly ChannelApi channels;
    private NotificationApi Api => channels.Api;

    public MailsToStaff() => channels = new ChannelApi(smtp);

    public void Dispose()
    {
        channels.Dispose();
        smtp.Dispose();
    }

    [Fact]
    public async Task A_restaurant_that_does_not_answer_is_reminded_by_mail_each_of_its_people_once()
    {
        var (owner, cook, away) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        Staff(owner, cook, away);
        channels.Knows(owner, "olga@kitchen.test", "en");
        channels.Knows(cook, "curt@kitchen.test", "de");
        channels.Knows(away, "away@kitchen.test", "en");
        await ChooseAsync(away, "restaurantReminders", false);
        var reminded = new OrderAnswerRemindedV1(Api.Order, Api.Customer, Api.Restaurant, "K7P2QX", 1, Api.Clock.GetUtcNow().AddMinutes(5), "Europe/Berlin");
        var id = Guid.CreateVersion7();
        await Api.DeliverAsync(Api.Order, 1, reminded, id);
        await channels.MailAsync();
        await Api.DeliverAsync(Api.Order, 1, reminded, id);
        await channels.MailAsync();
        Assert.Equal(["curt@kitchen.test Bestellung K7P2QX wartet", "olga@kitchen.test Order K7P2QX waits"], smtp.Taken.Select(taken => $"{taken.To} {taken.Mail.Subject}").Order());
        Assert.Equal(
            [("order_waits", "sent", null), ("order_waits", "sent", null), ("order_waits", "suppressed", "switched_off")],
            (await channels.LogAsync()).Select(row => (row.Template, row.State, row.Reason)).Order());
    }

    [Fact]
    public async Task A_new_order_is_mailed_to_those_of_the_restaurant_who_asked_for_it()
    {
        var (owner, cook) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        Staff(owner, cook);
        channels.Knows(owner, "olga@kitchen.test", "en");
        channels.Knows(cook, "curt@kitchen.test", "de");
        await ChooseAsync(owner, "restaurantOrders", true);
        await Api.DeliverAsync(Api.Order, 1, Api.Submitted());
        await channels.MailAsync();
        Assert.Equal(["ann@people.test", "olga@kitchen.test"], smtp.Taken.Select(taken => taken.To).Order());

        // Who works there no more, and who has thought better of it.
        Staff(cook);
        await Api.DeliverAsync(Api.Order, 2, Api.Submitted());
        await channels.MailAsync();
        Assert.Equal([("order_submitted", "suppressed", "not_staff", 1), ("order_submitted", "sent", null, 1)], await channels.LogAsync($"&userId={owner}"));
        await ChooseAsync(owner, "restaurantOrders", false);
        await Api.DeliverAsync(Api.Order, 3, Api.Submitted());
        await channels.MailAsync();
        Assert.Equal(2, (await channels.LogAsync($"&userId={owner}")).Count);
        Assert.Single(smtp.Taken, taken => taken.To == "olga@kitchen.test");
    }

    [Fact]
    public async Task Who_has_chosen_nothing_is_reminded_by_mail_and_gets_none_of_each_order()
    {
        var choices = (await Api.AsStaff().GetAsync("/api/v1/notifications/preferences").ShouldBe(HttpStatusCode.OK))["choices"]!.AsArray();
        string State(string type, string channel)
        {
            var one = choices.Single(choice => choice!.Text("type") == type && choice!.Text("channel") == channel)!;
            return $"{one["enabled"]} {one["fixed"]}";
        }
        Assert.Equal(
            ["false false", "true true", "true false", "true true"],
            [State("restaurantOrders", "email"), State("restaurantOrders", "push"), State("restaurantReminders", "email"), State("restaurantReminders", "push")]);
    }

    [Fact]
    public async Task A_driver_is_mailed_what_was_decided_and_why_and_old_news_are_not()
    {
        channels.Knows(Api.Driver, "dan@people.test", "en");
        await Api.DeliverAsync(Api.Driver, 1, new DriverRefusedV1(Api.Driver, "The licence cannot be read"));
        await channels.MailAsync();
        Assert.Contains("(The licence cannot be read)", Assert.Single(smtp.Taken).Mail.TextBody, StringComparison.Ordinal);
        await Api.DeliverAsync(Api.Driver, 2, new DriverApprovedV1(Api.Driver, "Dan", "bike"));
        Api.Clock.Advance(TimeSpan.FromHours(25));
        await channels.MailAsync();
        Assert.Single(smtp.Taken);
    }

    private void Staff(params Guid[] people) => Api.Others.On($"GET /internal/v1/restaurants/{Api.Restaurant}/staff", new
    {
        staff = people.Select(one => new { userId = one, displayName = "Ann", email = "x@kitchen.test", role = "kitchen" }), invites = Array.Empty<object>(),
    });

    private Task ChooseAsync(Guid person, string type, bool enabled) => Api.ClientFor(person, Roles.Restaurant, Api.Restaurant)
        .PutAsJsonAsync("/api/v1/notifications/preferences", new { choices = new[] { new { type, channel = "email", enabled } } }).ShouldBe(HttpStatusCode.OK);
}
