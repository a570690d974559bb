using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.BuildingBlocks.Tests.Sample;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;

namespace FoodDelivery.BuildingBlocks.Tests;

/// <summary>From the commit to the relay in memory: quicker than the outbox, and never in another order.</summary>
public sealed class HandingOver
{
    private readonly Handed handed = new();
    private readonly Guid one = Guid.CreateVersion7();
    private readonly Guid other = Guid.CreateVersion7();

    [Fact]
    public void Whoever_reports_first_waits_for_its_predecessor()
    {
        Assert.Equal([(other, 1)], Next([(one, 2), (other, 1)]));
        Assert.Equal([(one, 1), (one, 2), (one, 3)], Next([(one, 3), (one, 1)]));
        Assert.True(handed.IsEmpty);
    }

    [Fact]
    public void What_follows_the_commit_of_another_replica_is_left_to_the_outbox()
    {
        Assert.Equal([(one, 1)], Next([(one, 1)]));
        Assert.Empty(Next([(one, 3)], seconds: 1));
        Assert.False(handed.HasStrays(TimeSpan.FromSeconds(1)));
        Assert.True(handed.HasStrays(TimeSpan.FromSeconds(2)));
        handed.Drop();
        // The outbox has given 2 and 3.
        handed.Published(Message(one, 2));
        handed.Published(Message(one, 3));
        Assert.Equal([(one, 4)], Next([(one, 3), (one, 4)], seconds: 3));
    }

    [Fact]
    public void What_has_no_order_goes_at_once() => Assert.Equal([(one, 0), (one, 0)], Next([(one, 0), (one, 0)]));

    [Fact]
    public async Task Commits_of_two_processes_reach_the_topic_in_order()
    {
        var schema = TestEnvironment.CreateSchema("sample");
        try
        {
            await using var service = await SampleService.StartAsync(schema, $"t{Guid.NewGuid():N}.");
            // Without a broker: its commits are read from the outbox by the first one.
            await using var replica = await SampleService.StartAsync(schema);
            for (var sequence = 1; sequence <= 20; sequence++) await PublishAsync(sequence % 3 == 0 ? replica : service, sequence);

            await Eventually.IsTrueAsync(async () => (await service.HistoryAsync(one)).Count == 20, "all are applied", TimeSpan.FromSeconds(40));
            Assert.Empty(await service.QueryAsync<long>("SELECT 1 FROM parked_events"));
            var seen = await service.QueryAsync<long>("SELECT seq FROM inbox ORDER BY applied_no");
            Assert.Equal(Enumerable.Range(1, 20).Select(i => (long)i), seen);
        }
        finally
        {
            TestEnvironment.DropSchema(schema);
        }
    }

    [Fact]
    public async Task What_nobody_handles_is_recorded_with_what_somebody_does()
    {
        await using var service = await SampleService.StartAsync(kafkaPrefix: $"t{Guid.NewGuid():N}.");
        await PublishAsync(service, 1);
        await Eventually.IsTrueAsync(async () => (await service.HistoryAsync(one)).Count == 1, "the group is joined", TimeSpan.FromSeconds(40));

        // What comes within half a second comes together: on a busy machine perhaps not at the first attempt.
        var sequence = 1L;
        var together = false;
        for (var attempt = 1; attempt <= 5 && !together; attempt++)
        {
            var packets = await GeneralLog.RecordAsync(service.ConnectionString, async () =>
            {
                await PublishUnhandledAsync(service, ++sequence);
                await Task.Delay(TimeSpan.FromMilliseconds(100));
                await PublishAsync(service, ++sequence);
                await Eventually.IsTrueAsync(async () => (await service.HistoryAsync(one)).Count == attempt + 1, "it is applied");
            });
            var recorded = packets.Where(packet => packet.Text.Contains("INSERT INTO inbox", StringComparison.Ordinal)).ToList();
            together = recorded is [var packet] && packet.Text.Split("user.events.v1").Length - 1 == 2;
        }
        Assert.True(together);

        // Alone it is recorded too, a little later: the stream goes on behind it.
        await PublishUnhandledAsync(service, ++sequence);
        await Eventually.IsTrueAsync(
            async () => (await service.QueryAsync<long>("SELECT MAX(seq) FROM inbox"))[0] == sequence, "it is recorded");
    }

    private Task PublishUnhandledAsync(SampleService service, long sequence) => service.Database.WriteAsync(transaction =>
    {
        transaction.Publish(one, sequence, new DriverSuspendedV1(one, "x"));
        return Task.CompletedTask;
    }, CancellationToken.None);

    private Task PublishAsync(SampleService service, long sequence) => service.Database.WriteAsync(transaction =>
    {
        transaction.Publish(one, sequence, new UserRegisteredV1(one, ["customer"]));
        return Task.CompletedTask;
    }, CancellationToken.None);

    private List<(Guid, int)> Next((Guid Id, int Seq)[] messages, int seconds = 0)
    {
        var next = handed.Next([.. messages.Select(message => Message(message.Id, message.Seq))], TimeSpan.FromSeconds(seconds));
        foreach (var message in next) handed.Published(message);
        return next.ConvertAll(message => (message.AggregateId, (int)message.Seq));
    }

    private static OutboxMessage Message(Guid id, long seq) => new(Guid.CreateVersion7(), Topics.User, id, seq, "t", []);
}
