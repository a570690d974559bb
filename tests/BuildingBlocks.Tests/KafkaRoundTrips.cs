using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.BuildingBlocks.Tests.Sample;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;

namespace FoodDelivery.BuildingBlocks.Tests;

/// <summary>Outbox, real broker, inbox.</summary>
public sealed class KafkaRoundTrips : IAsyncLifetime
{
    private readonly string prefix = $"t{Guid.NewGuid():N}.";
    private SampleService service = null!;

    public async Task InitializeAsync() => service = await SampleService.StartAsync(kafkaPrefix: prefix);

    public async Task DisposeAsync() => await service.DisposeAsync();

    [Fact]
    public async Task Committed_events_arrive_in_order_and_rolled_back_ones_never()
    {
        var members = Enumerable.Range(0, 20).Select(_ => Guid.CreateVersion7()).ToArray();
        for (var sequence = 1; sequence <= 5; sequence++)
        {
            await Parallel.ForEachAsync(members, async (member, ct) => await service.Database.WriteAsync(transaction =>
            {
                transaction.Publish(member, sequence, new UserRegisteredV1(member, ["customer"]));
                return Task.CompletedTask;
            }, ct));
        }
        var undone = Guid.CreateVersion7();
        await Assert.ThrowsAsync<InvalidOperationException>(() => service.Database.WriteAsync(async transaction =>
        {
            await transaction.ExecuteAsync("INSERT INTO members (id, events) VALUES (@undone, 1)", new { undone });
            transaction.Publish(undone, 1, new UserRegisteredV1(undone, []));
            throw new InvalidOperationException("undo");
        }, CancellationToken.None));

        await Eventually.IsTrueAsync(async () => (await service.QueryAsync<long>("SELECT COUNT(*) FROM history"))[0] == 100, "100 events applied", TimeSpan.FromSeconds(40));
        foreach (var member in members)
        {
            Assert.Equal(Enumerable.Range(1, 5).Select(i => $"user.registered.v1#{i}"), await service.HistoryAsync(member));
        }
        Assert.Empty(await service.QueryAsync<long>("SELECT id FROM outbox WHERE published_at IS NULL"));
        Assert.Empty(await service.QueryAsync<long>("SELECT events FROM members WHERE id = @undone", new { undone }));
    }

    [Fact]
    public async Task A_group_that_changes_while_a_service_waits_forgets_no_partition_and_no_message()
    {
        var members = Enumerable.Range(0, 30).Select(_ => Guid.CreateVersion7()).ToArray();
        await PublishAsync(members, 1);
        await Eventually.IsTrueAsync(async () => await AppliedAsync() == 30, "the first events are applied", TimeSpan.FromSeconds(40));

        service.Injected.Away = true;
        await PublishAsync(members, 2);
        await Eventually.IsTrueAsync(() => Task.FromResult(service.Injected.Refused > 0), "the service waits");
        await using (var second = await SampleService.StartAsync(service.ConnectionString, prefix))
        {
            second.Injected.Away = true;
            await Eventually.IsTrueAsync(() => Task.FromResult(second.Injected.Refused > 0), "the second member has got partitions", TimeSpan.FromSeconds(40));
            await PublishAsync(members, 3);
        }
        service.Injected.Away = false;
        await PublishAsync(members, 4);
        await Eventually.IsTrueAsync(async () => await AppliedAsync() == 120, "every event is applied", TimeSpan.FromSeconds(40));
        Assert.Empty(await service.QueryAsync<long>("SELECT 1 FROM parked_events"));
    }

    private async Task<long> AppliedAsync() => (await service.QueryAsync<long>("SELECT COUNT(*) FROM history"))[0];

    private Task PublishAsync(IEnumerable<Guid> members, int sequence) => service.Database.WriteAsync(transaction =>
    {
        foreach (var member in members) transaction.Publish(member, sequence, new UserRegisteredV1(member, ["customer"]));
        return Task.CompletedTask;
    }, CancellationToken.None);
}
