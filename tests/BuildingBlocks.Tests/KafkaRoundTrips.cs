using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.BuildingBlocks.Tests.Sample;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;

namespace FoodDelivery.BuildingBlocks.Tests;

/// <summary>Outbox, real broker, inbox.</summary>
public sealed class KafkaRoundTrips : IAsyncLifetime
{
    private SampleService service = null!;

    public async Task InitializeAsync() => service = await SampleService.StartAsync(kafkaPrefix: $"t{Guid.NewGuid():N}.");

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
}
