using System.Net;
using FoodDelivery.NotificationService.Channels;
using FoodDelivery.NotificationService.Data;
using FoodDelivery.NotificationService.Domain;
using FoodDelivery.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace FoodDelivery.NotificationService.Tests.Channels;

/// <summary>What is sent together is taken, looked up and ended together.</summary>
public sealed class CostOfMailing : IDisposable
{
    private readonly SmtpSink smtp = new();
    private readonly ChannelApi channels;
    private NotificationApi Api => channels.Api;

    public CostOfMailing() => channels = new ChannelApi(smtp);

    public void Dispose()
    {
        channels.Dispose();
        smtp.Dispose();
    }

    /// <summary>Taking is two round trips, one looks up choices and orders, and the next taking, which finds nothing, ends them.</summary>
    [Fact]
    public async Task Eight_mails_take_five_round_trips_and_two_commits()
    {
        for (var i = 0; i < 8; i++) await OrderAsync(Guid.CreateVersion7());
        var packets = await GeneralLog.RecordAsync(Api.ConnectionString, async () => Assert.Equal(8, await channels.MailAsync()));

        Assert.Equal(8, smtp.Taken.Count);
        Assert.All(await channels.LogAsync(), line => Assert.Equal("sent", line.State));
        // Others look at the same table, to count what waits and to forget what is old.
        var mailing = packets.Where(packet => packet.Text.Contains("SKIP LOCKED", StringComparison.Ordinal)
            || packet.Text.Contains("UPDATE outbound_messages", StringComparison.Ordinal)
            || packet.Text.Contains("FROM preferences", StringComparison.Ordinal)
            || packet.Text.Contains("FROM order_facts", StringComparison.Ordinal)).ToList();
        Assert.Equal(5, mailing.Count);
        Assert.Equal(2, mailing.Sum(packet => packet.Statements.Count(statement => statement == "COMMIT")));
    }

    /// <summary>User is asked once for all of them; who is unknown to it is written to no more, and the others are.</summary>
    [Fact]
    public async Task Mails_to_several_people_take_one_call()
    {
        var people = await SeveralPeopleAsync();
        channels.Knows(people[0], "ann@people.test", "en");
        channels.Knows(people[1], "bob@people.test", "de");
        Assert.Equal(3, await channels.MailAsync());

        Assert.Equal(["ann@people.test", "bob@people.test"], smtp.Taken.Select(taken => taken.To).Order());
        Assert.Equal(["sent", "sent", "suppressed"], (await channels.LogAsync()).Select(line => line.State).Order());
        Assert.Equal($"/internal/v1/contacts?id={string.Join("&id=", people)}", Assert.Single(Api.Others.Calls).PathAndQuery);
    }

    /// <summary>While the services are replaced one after the other.</summary>
    [Fact]
    public async Task A_User_of_the_release_before_is_asked_one_by_one()
    {
        var people = await SeveralPeopleAsync();
        foreach (var person in people) channels.Knows(person, "ann@people.test", "en");
        Api.Others.On("GET /internal/v1/contacts", new { }, HttpStatusCode.NotFound);
        Assert.Equal(3, await channels.MailAsync());
        Assert.Equal(3, smtp.Taken.Count);
        Assert.Equal(
            people.Select(person => $"/internal/v1/users/{person}/contact").Prepend("/internal/v1/contacts"),
            Api.Others.Calls.Select(call => call.PathAndQuery.Split('?')[0]));
    }

    private async Task<Guid[]> SeveralPeopleAsync()
    {
        Guid[] people = [Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7()];
        foreach (var person in people) await OrderAsync(Guid.CreateVersion7(), person);
        Api.Others.Calls.Clear();
        return people;
    }

    [Fact]
    public async Task How_a_mail_ended_is_not_lost_when_it_cannot_be_stored_at_once()
    {
        await OrderAsync(Api.Order);
        var queue = Api.Services.GetRequiredService<OutboundQueue>();
        var mail = Assert.Single(await queue.ClaimAsync(Channel.Email, 8, CancellationToken.None));
        queue.End(mail, Outcome.Sent);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => queue.ClaimAsync(Channel.Email, 8, new CancellationToken(canceled: true)));
        Assert.Equal("waiting", (await channels.LogAsync())[0].State);

        Assert.Empty(await queue.ClaimAsync(Channel.Email, 8, CancellationToken.None));
        Assert.Equal("sent", (await channels.LogAsync())[0].State);
    }

    /// <summary>Longer than a message is lent: the database was away for a minute.</summary>
    [Fact]
    public async Task What_ended_before_a_long_outage_is_not_taken_again_after_it()
    {
        await OrderAsync(Api.Order);
        var queue = Api.Services.GetRequiredService<OutboundQueue>();
        queue.End(Assert.Single(await queue.ClaimAsync(Channel.Email, 8, CancellationToken.None)), Outcome.Sent);
        Api.Clock.Advance(OutboundQueue.Lease + TimeSpan.FromSeconds(5));

        Assert.Empty(await queue.ClaimAsync(Channel.Email, 8, CancellationToken.None));
        Assert.Equal("sent", (await channels.LogAsync())[0].State);
    }

    [Fact]
    public async Task A_stop_stores_what_was_sent_while_one_mail_still_waits_for_its_server()
    {
        var answered = new TaskCompletionSource();
        var waiting = 0;
        smtp.Answer = async line =>
        {
            if (line == "DATA." && Interlocked.Increment(ref waiting) == 1) await answered.Task;
            return null;
        };
        for (var i = 0; i < 3; i++) await OrderAsync(Guid.CreateVersion7());
        var worker = Api.Services.GetRequiredService<MailWorker>();
        await worker.StartAsync(CancellationToken.None);
        await Eventually.IsTrueAsync(() => Task.FromResult(smtp.Taken.Count == 2), "two are sent");
        var stopping = worker.StopAsync(CancellationToken.None);
        try
        {
            await Eventually.IsTrueAsync(
                async () => (await channels.LogAsync()).Select(line => line.State).Order().SequenceEqual(["sent", "sent", "waiting"]), "it is stored");
        }
        finally
        {
            answered.SetResult();
            await stopping;
        }
        Assert.All(await channels.LogAsync(), line => Assert.Equal("sent", line.State));
    }

    private Task OrderAsync(Guid order, Guid? customer = null) =>
        Api.DeliverAsync(order, 1, Api.Submitted() with { OrderId = order, CustomerId = customer ?? Api.Customer });
}
