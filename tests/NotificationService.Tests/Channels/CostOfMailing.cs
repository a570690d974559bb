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

    private Task OrderAsync(Guid order) => Api.DeliverAsync(order, 1, Api.Submitted() with { OrderId = order });
}
