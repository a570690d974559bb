using System.Net;
using FoodDelivery.TestKit;
using MimeKit;

namespace FoodDelivery.NotificationService.Tests.Channels;

/// <summary>What goes over the wire, or into a folder.</summary>
public sealed class MailTransports
{
    [Fact]
    public async Task With_TLS_and_a_login()
    {
        using var smtp = new SmtpSink(tls: true);
        using var channels = new ChannelApi(smtp, ("Mail:User", "fd"), ("Mail:Password", "secret"));
        await channels.Api.DeliverAsync(channels.Api.Order, 1, channels.Api.Submitted());
        await channels.MailAsync();
        var taken = Assert.Single(smtp.Taken);
        Assert.Equal((true, "fd:secret"), (taken.Encrypted, taken.Login));
    }

    [Theory]
    [InlineData("Mail:Password", "wrong", "smtp_login_refused")]
    [InlineData("Mail:CaFile", "", "smtp_tls_failed")]
    public async Task A_wrong_login_or_certificate_is_ours_to_mend(string setting, string value, string reason)
    {
        using var smtp = new SmtpSink(tls: true);
        using var channels = new ChannelApi(smtp, ("Mail:User", "fd"), ("Mail:Password", "secret"), (setting, value));
        await channels.Api.DeliverAsync(channels.Api.Order, 1, channels.Api.Submitted());
        await channels.MailAsync();
        Assert.Equal([("order_placed", "waiting", reason, 1)], await channels.LogAsync());
        Assert.Empty(smtp.Taken);
    }

    [Fact]
    public async Task A_server_that_offers_no_TLS_gets_nothing_when_it_has_to()
    {
        using var smtp = new SmtpSink();
        using var channels = new ChannelApi(smtp, ("Mail:Security", "StartTls"));
        await channels.Api.DeliverAsync(channels.Api.Order, 1, channels.Api.Submitted());
        await channels.MailAsync();
        Assert.Equal([("order_placed", "waiting", "smtp_no_tls", 1)], await channels.LogAsync());
        Assert.Empty(smtp.Taken);
    }

    [Fact]
    public async Task A_server_that_says_nothing_is_left()
    {
        using var smtp = new SmtpSink { Answer = async line => { await Task.Delay(line == "DATA." ? 5000 : 0); return null; } };
        using var channels = new ChannelApi(smtp, ("Mail:TimeoutSeconds", "1"));
        await channels.Api.DeliverAsync(channels.Api.Order, 1, channels.Api.Submitted());
        await channels.MailAsync();
        Assert.Equal([("order_placed", "waiting", "smtp_unreachable", 1)], await channels.LogAsync());
    }

    [Fact]
    public async Task A_folder_has_one_file_for_each_mail()
    {
        var folder = Path.Combine(Path.GetTempPath(), $"mail-{Guid.NewGuid():N}");
        try
        {
            using var channels = new ChannelApi(null, ("Mail:Folder", folder));
            await channels.Api.DeliverAsync(channels.Api.Order, 1, channels.Api.Submitted());
            await channels.MailAsync();
            var file = Assert.Single(Directory.GetFiles(folder));
            Assert.EndsWith(".eml", file, StringComparison.Ordinal);
            Assert.Equal("ann@people.test", (await MimeMessage.LoadAsync(file)).To.Mailboxes.Single().Address);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Without_a_channel_nothing_is_kept_for_it()
    {
        using var api = new NotificationApi();
        await api.DeliverAsync(api.Order, 1, api.Submitted());
        Assert.Equal([0], await api.QueryAsync<long>("SELECT COUNT(*) FROM outbound_messages"));
        await api.AsCustomer().GetAsync("/api/v1/notifications/push-key").ShouldBeProblem(HttpStatusCode.NotFound, "push_off");
    }

    [Theory]
    [InlineData("Mail:Password", "secret", "in the clear")]
    [InlineData("Mail:From", "nobody", "Mail:From")]
    [InlineData("Push:PrivateKey", "", "go together")]
    [InlineData("Push:PublicKey", "abc", "key pair")]
    public void A_setting_that_cannot_work_stops_the_start(string setting, string value, string said)
    {
        using var smtp = new SmtpSink();
        using var channels = new ChannelApi(smtp, (setting, value));
        Assert.Contains(said, Assert.ThrowsAny<Exception>(() => channels.Api.Services).Message, StringComparison.Ordinal);
    }
}
