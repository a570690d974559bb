using System.Net;
using System.Net.Http.Json;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;
using MimeKit;

namespace FoodDelivery.NotificationService.Tests.Channels;

/// <summary>Seen by a mail server.</summary>
public sealed class Mails : IDisposable
{
    private readonly SmtpSink smtp = new();
    private readonly ChannelApi channels;
    private NotificationApi Api => channels.Api;

    public Mails() => channels = new ChannelApi(smtp);

    public void Dispose()
    {
        channels.Dispose();
        smtp.Dispose();
    }

    [Fact]
    public async Task A_customer_gets_the_receipt_of_an_order_in_plain_text_and_html()
    {
        var placed = Api.Placed() with { Lines = [new OrderLineV1(Guid.NewGuid(), "Pizza Funghi", 2, Eur(500), Eur(1000), [])] };
        await Api.DeliverAsync(Api.Order, 1, placed);
        Assert.Equal(0, await channels.MailAsync());
        await Api.DeliverAsync(Api.Order, 2, Api.Submitted() with { TimeZone = "Europe/Berlin" });
        Assert.Equal(1, await channels.MailAsync());

        var (to, mail, _, _) = Assert.Single(smtp.Taken);
        Assert.Equal("ann@people.test", to);
        Assert.Equal("We have your order K7P2QX", mail.Subject);
        Assert.Equal("hello@food.test", mail.From.Mailboxes.Single().Address);
        Assert.Equal("auto-generated", mail.Headers["Auto-Submitted"]);
        Assert.Contains("Hello Ann,", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("2 × Pizza Funghi  €10.00", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("Total  €12.00", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("<td>2 &#215; Pizza Funghi</td>", mail.HtmlBody, StringComparison.Ordinal);
        Assert.DoesNotContain("UTC", mail.TextBody, StringComparison.Ordinal);
        Assert.Equal([("order_placed", "sent", null, 1)], await channels.LogAsync($"&userId={Api.Customer}"));
    }

    [Fact]
    public async Task Each_end_of_an_order_is_mailed_in_the_customers_language()
    {
        channels.Knows(Api.Customer, "ann@people.test", "de");
        var now = Api.Clock.GetUtcNow();
        await EndAsync(new OrderRejectedV1(Api.Order, Api.Customer, Api.Restaurant, "tooBusy", [], 10));
        await EndAsync(new OrderExpiredV1(Api.Order, Api.Customer, Api.Restaurant, 10));
        await EndAsync(new OrderCancelledV1(Api.Order, Api.Customer, Api.Restaurant, "customer", "changed my mind"));
        await EndAsync(new OrderUndeliveredV1(Api.Order, Api.Customer, Api.Restaurant, "returned", "noAnswer", true));
        await EndAsync(new OrderUndeliveredV1(Api.Order, Api.Customer, Api.Restaurant, "returned", "damaged"));
        await EndAsync(new OrderNoShowV1(Api.Order, Api.Customer, Api.Restaurant, now));
        await EndAsync(new OrderDeliveredV1(Api.Order, Api.Customer, Api.Restaurant, now, now, 0));
        await EndAsync(new OrderCollectedV1(Api.Order, Api.Customer, Api.Restaurant, now));
        await EndAsync(new PaymentRefundedV1(Guid.NewGuid(), Api.Order, Api.Customer, Guid.NewGuid(), Eur(300), Eur(300), "ops"));
        Assert.Equal(
            [
                "Bestellung abgelehnt", "Keine Antwort vom Restaurant", "Bestellung storniert", "Zustellung nicht möglich", "Zustellung nicht möglich",
                "Niemand kam zum Abholen", "Zugestellt", "Dein Beleg", "Erstattung",
            ], smtp.Taken.Select(taken => taken.Mail.Subject));
        Assert.Contains("3,00 € sind auf dem Weg zurück", smtp.Taken.Last().Mail.TextBody, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not_verified")]
    [InlineData("erased")]
    [InlineData("unknown_recipient")]
    public async Task Who_may_not_be_written_to_is_not_and_ops_see_why(string reason)
    {
        if (reason == "unknown_recipient") Api.Others.On($"GET /internal/v1/users/{Api.Customer}/contact", new { }, HttpStatusCode.NotFound);
        else channels.Knows(Api.Customer, "ann@people.test", "en", verified: reason != "not_verified", erased: reason == "erased");
        await Api.DeliverAsync(Api.Order, 1, Api.Submitted());
        await channels.MailAsync();
        Assert.Empty(smtp.Taken);
        Assert.Equal([("order_placed", "suppressed", reason, 1)], await channels.LogAsync());
    }

    [Theory]
    [InlineData("passwordReset", "https://food.test/reset#token=a%2Bb", "Choose a new password")]
    [InlineData("emailVerification", "https://food.test/verify#token=a%2Bb", "Confirm your address")]
    [InlineData("emailChange", "https://food.test/verify#token=a%2Bb", "Confirm your new address")]
    [InlineData("emailChanged", null, "Your address was changed")]
    [InlineData("invite", "https://food.test/invite#token=a%2Bb", "You are invited to Trattoria")]
    [InlineData("accountReady", "https://food.test/reset#token=a%2Bb", "Your account is ready")]
    public async Task A_link_is_mailed_whoever_it_is_for(string kind, string? address, string subject)
    {
        var (link, expires) = (Guid.CreateVersion7(), Api.Clock.GetUtcNow().AddHours(2.5));
        Api.Others.On($"GET /internal/v1/links/{link}", new
        {
            kind, email = "new@people.test", displayName = "", locale = "en", token = address is null ? null : "a+b", expiresAt = expires,
            detail = kind == "invite" ? new { restaurantName = "Trattoria", role = "kitchen" } : null,
        });
        await Api.DeliverAsync(link, 1, new UserLinkRequestedV1(link, kind, expires));
        Assert.Equal(1, await channels.MailAsync());
        var (to, mail, _, _) = Assert.Single(smtp.Taken);
        Assert.Equal(("new@people.test", subject), (to, mail.Subject));
        Assert.StartsWith("Hello,", mail.TextBody, StringComparison.Ordinal);
        if (address is null) Assert.DoesNotContain("token", mail.TextBody, StringComparison.Ordinal);
        else Assert.Contains($"\n{address}\n", mail.TextBody!.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        if (address is not null) Assert.Contains($"<a href=\"{address}\">", mail.HtmlBody, StringComparison.Ordinal);
        // Nothing of it lies in the database.
        Assert.Equal(["{}"], await Api.QueryAsync<string>("SELECT data FROM outbound_messages"));
    }

    [Fact]
    public async Task A_link_that_was_used_or_has_expired_meanwhile_is_not_mailed()
    {
        var link = Guid.CreateVersion7();
        Api.Others.On($"GET /internal/v1/links/{link}", new { }, HttpStatusCode.Gone);
        await Api.DeliverAsync(link, 1, new UserLinkRequestedV1(link, "passwordReset", Api.Clock.GetUtcNow().AddHours(1)));
        await channels.MailAsync();
        Assert.Equal([("link_password_reset", "suppressed", "link_gone", 1)], await channels.LogAsync());
    }

    [Fact]
    public async Task User_away_or_the_mail_server_away_costs_time_and_no_mail()
    {
        Api.Others.On($"GET /internal/v1/users/{Api.Customer}/contact", (_, _) => StubServices.Unreachable());
        await Api.DeliverAsync(Api.Order, 1, Api.Submitted());
        Assert.Equal(1, await channels.MailAsync());
        Assert.Equal(0, await channels.MailAsync());
        Assert.Equal([("order_placed", "waiting", "dependency_unavailable", 1)], await channels.LogAsync());

        channels.Knows(Api.Customer, "ann@people.test", "en");
        smtp.Answer = line => Task.FromResult(line.StartsWith("CONNECT", StringComparison.Ordinal) ? "421 busy" : null);
        for (var i = 0; i < 3; i++)
        {
            Api.Clock.Advance(TimeSpan.FromMinutes(2));
            Assert.Equal(1, await channels.MailAsync());
        }
        Assert.Equal([("order_placed", "waiting", "smtp_unreachable", 4)], (await channels.LogAsync()).Select(row => row with { Reason = row.Reason is "smtp_421" ? "smtp_unreachable" : row.Reason }));
        Assert.Equal(TimeSpan.FromMinutes(6), Api.Clock.GetUtcNow() - (await Api.BacklogAsync("mail")).Since!.Value);
        smtp.Answer = _ => Task.FromResult<string?>(null);
        Api.Clock.Advance(TimeSpan.FromMinutes(5));
        await channels.MailAsync();
        Assert.Single(smtp.Taken);
        Assert.Equal(0, (await Api.BacklogAsync("mail")).Number);
    }

    [Theory]
    [InlineData("RCPT", "550 no such box", "failed", "smtp_550")]
    [InlineData("DATA.", "554 spam", "failed", "smtp_554")]
    [InlineData("RCPT", "450 later", "waiting", "smtp_450")]
    [InlineData("DATA.", "452 full", "waiting", "smtp_452")]
    [InlineData("MAIL", "550 who are you", "waiting", "smtp_550")]
    public async Task What_the_server_says_of_the_recipient_for_good_is_final_and_the_rest_is_tried_again(string command, string answer, string state, string reason)
    {
        smtp.Answer = line => Task.FromResult(line.StartsWith(command, StringComparison.Ordinal) ? answer : null);
        await Api.DeliverAsync(Api.Order, 1, Api.Submitted());
        await channels.MailAsync();
        Assert.Equal([("order_placed", state, reason, 1)], await channels.LogAsync());
    }

    [Fact]
    public async Task A_mail_that_nobody_takes_is_given_up_when_it_is_of_no_use_any_more()
    {
        smtp.Answer = line => Task.FromResult(line.StartsWith("RCPT", StringComparison.Ordinal) ? "450 later" : null);
        await Api.DeliverAsync(Api.Order, 1, Api.Submitted());
        for (var i = 0; i < 120; i++)
        {
            await channels.MailAsync();
            Api.Clock.Advance(TimeSpan.FromMinutes(15));
        }
        var row = Assert.Single(await channels.LogAsync());
        Assert.Equal(("failed", "smtp_450"), (row.State, row.Reason));
        Assert.InRange(row.Attempts, 60, 110);
    }

    [Fact]
    public async Task A_repeated_event_is_told_once_and_a_crash_after_sending_repeats_the_same_mail()
    {
        var id = Guid.CreateVersion7();
        await Api.DeliverAsync(Api.Order, 1, Api.Submitted(), id);
        await Api.DeliverAsync(Api.Order, 1, Api.Submitted(), id);
        Assert.Equal(1, await channels.MailAsync());

        // The server has it, and this process died before it could say so: the lease is still there.
        await Api.ExecuteAsync("UPDATE outbound_messages SET state = 'waiting', ended_at = NULL, due_at = @at", new { at = Api.Clock.GetUtcNow().AddSeconds(60).UtcDateTime });
        Assert.Equal(0, await channels.MailAsync());
        Api.Clock.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(1, await channels.MailAsync());
        Assert.Equal(2, smtp.Taken.Count);
        Assert.Single(smtp.Taken.Select(taken => taken.Mail.MessageId).Distinct());
    }

    [Fact]
    public async Task Two_replicas_share_the_work_and_a_slow_server_holds_nobody_twice()
    {
        smtp.Answer = async line =>
        {
            if (line == "DATA.") await Task.Delay(300);
            return null;
        };
        for (var i = 0; i < 12; i++)
        {
            var order = Guid.CreateVersion7();
            await Api.DeliverAsync(order, 1, Api.Submitted() with { OrderId = order });
        }
        await Task.WhenAll(channels.MailAsync(), channels.MailAsync(), channels.MailAsync());
        Assert.Equal(12, smtp.Taken.Select(taken => taken.Mail.MessageId).Distinct().Count());
        Assert.Equal(12, smtp.Taken.Count);
    }

    [Fact]
    public async Task The_service_itself_sends_at_once_what_it_has_committed()
    {
        var worker = (FoodDelivery.NotificationService.Channels.MailWorker)Api.Services.GetService(typeof(FoodDelivery.NotificationService.Channels.MailWorker))!;
        await worker.StartAsync(CancellationToken.None);
        try
        {
            await Api.DeliverAsync(Api.Order, 1, Api.Submitted());
            await Eventually.IsTrueAsync(() => Task.FromResult(smtp.Taken.Count == 1), "the mail is sent");
        }
        finally
        {
            await worker.StopAsync(CancellationToken.None);
        }
        await Eventually.IsTrueAsync(async () => (await channels.LogAsync()).Single().State == "sent", "it is stored");
    }

    [Fact]
    public async Task What_may_be_switched_off_and_was_is_not_mailed()
    {
        await Api.AsCustomer().PutAsJsonAsync("/api/v1/notifications/preferences", new
        {
            choices = new[] { new { type = "orderSummaries", channel = "email", enabled = false } },
        }).ShouldBe(HttpStatusCode.OK);
        await Api.DeliverAsync(Api.Order, 1, Api.Submitted());
        await Api.DeliverAsync(Api.Order, 2, new OrderDeliveredV1(Api.Order, Api.Customer, Api.Restaurant, Api.Clock.GetUtcNow(), Api.Clock.GetUtcNow(), 0));
        await channels.MailAsync();
        Assert.Equal([("order_delivered", "suppressed", "switched_off", 1), ("order_placed", "sent", null, 1)], await channels.LogAsync());
    }

    private static Money Eur(long cents) => new(cents, "EUR");

    private readonly Dictionary<string, int> sequences = [];

    private async Task EndAsync<T>(T data) where T : IEvent
    {
        await Api.DeliverAsync(Api.Order, sequences[T.Topic] = sequences.GetValueOrDefault(T.Topic) + 1, data);
        Assert.Equal(1, await channels.MailAsync());
    }
}
