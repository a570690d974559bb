using FoodDelivery.TestKit;

namespace FoodDelivery.NotificationService.Tests.Channels;

/// <summary>Alone, because memory is everybody's.</summary>
[Collection(nameof(MailsInMemory))]
[CollectionDefinition(nameof(MailsInMemory), DisableParallelization = true)]
public sealed class MailsInMemory
{
    [Fact]
    public async Task A_mail_that_was_sent_is_not_kept_in_memory()
    {
        const int Mails = 300, BytesOfEachAtMost = 3_000;
        var folder = Path.Combine(Path.GetTempPath(), $"mail-{Guid.NewGuid():N}");
        try
        {
            using var channels = new ChannelApi(null, ("Mail:Folder", folder));
            await SendAsync(channels, Mails);
            var before = GC.GetTotalMemory(forceFullCollection: true);
            await SendAsync(channels, Mails);
            var each = (GC.GetTotalMemory(forceFullCollection: true) - before) / Mails;
            Assert.True(each < BytesOfEachAtMost, $"{each} bytes are left of each mail.");
            Assert.Equal(2 * Mails, Directory.GetFiles(folder).Length);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task SendAsync(ChannelApi channels, int mails)
    {
        for (var i = 0; i < mails; i++)
        {
            var order = Guid.CreateVersion7();
            await channels.Api.DeliverAsync(order, 1, channels.Api.Submitted() with { OrderId = order });
        }
        Assert.Equal(mails, await channels.MailAsync());
    }
}
