using System.Net;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.BuildingBlocks.Tests.Sample;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace FoodDelivery.BuildingBlocks.Tests;

/// <summary>Who has nothing to do sleeps, and is awake in time.</summary>
public sealed class AtRest : IAsyncLifetime
{
    private readonly FakeTimeProvider clock = TestClock.Start();
    private SampleService service = null!;

    private DeadlineSweeper Sweeper => service.Services.GetRequiredService<DeadlineSweeper>();

    public async Task InitializeAsync() => service = await SampleService.StartAsync(clock: clock);

    public async Task DisposeAsync()
    {
        await Sweeper.StopAsync(default);
        await service.DisposeAsync();
    }

    [Fact]
    public async Task A_deadline_is_handled_when_it_is_due_and_not_at_a_next_look()
    {
        var id = Guid.NewGuid();
        await SetAsync(id, seconds: 1.5);
        await Sweeper.StartAsync(default);
        await MoveUntilAsync(id, most: TimeSpan.FromMilliseconds(1501));
    }

    [Fact]
    public async Task One_that_is_due_before_the_next_look_brings_it_forward()
    {
        await Sweeper.StartAsync(default);
        var id = Guid.NewGuid();
        await Task.Delay(TimeSpan.FromSeconds(0.5)); // it sleeps: nothing is there
        await SetAsync(id, seconds: 0.5);
        await MoveUntilAsync(id, most: TimeSpan.FromMilliseconds(501));
    }

    [Fact]
    public async Task One_that_ops_want_tried_again_is_tried_at_once()
    {
        var id = Guid.NewGuid();
        await SetAsync(id, seconds: 3600);
        await service.Database.ExecuteAsync("UPDATE deadlines SET attempts = 1 WHERE aggregate_id = @id", new { id }, default);
        await Sweeper.StartAsync(default);
        await Task.Delay(TimeSpan.FromSeconds(0.5)); // it sleeps, and the clock stands still
        using var ops = service.WithToken(TestTokens.ForUser(Guid.NewGuid(), Roles.Ops));
        await ops.PostJsonAsync($"/api/v1/ops/sample/deadlines/{id}/retry", new { reason = "It is back" }).ShouldBe(HttpStatusCode.NoContent);
        await Eventually.IsTrueAsync(async () => (await service.HistoryAsync(id)).Count == 1, "it is handled");
    }

    [Fact]
    public async Task While_none_is_due_a_look_every_two_seconds_is_enough()
    {
        await SetAsync(Guid.NewGuid(), seconds: 3600);
        await Sweeper.StartAsync(default);
        await Task.Delay(TimeSpan.FromSeconds(0.5)); // the first look
        Assert.Equal(0, await LooksAsync(TimeSpan.FromSeconds(1.9)));
        Assert.Equal(1, await LooksAsync(TimeSpan.FromSeconds(0.2)));
    }

    private async Task<int> LooksAsync(TimeSpan passed) => (await GeneralLog.RecordAsync(service.ConnectionString, async () =>
    {
        clock.Advance(passed);
        await Task.Delay(TimeSpan.FromSeconds(1));
    })).Count(packet => packet.Text.Contains("SELECT due_at FROM deadlines", StringComparison.Ordinal));

    // Time to fall asleep first.
    private async Task MoveUntilAsync(Guid id, TimeSpan most)
    {
        await Task.Delay(TimeSpan.FromSeconds(0.5));
        Assert.Empty(await service.HistoryAsync(id));
        clock.Advance(most);
        await Eventually.IsTrueAsync(async () => (await service.HistoryAsync(id)).Count == 1, "it is handled");
    }

    private Task SetAsync(Guid id, double seconds) => service.Database.WriteAsync(
        transaction =>
        {
            transaction.SetDeadline(id, "sample", clock.GetUtcNow().AddSeconds(seconds));
            return Task.CompletedTask;
        }, default);
}
