using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.BuildingBlocks.Tests.Sample;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace FoodDelivery.BuildingBlocks.Tests;

/// <summary>Work begins when there is some and not at the next poll.</summary>
public sealed class Waking
{
    [Fact]
    public async Task A_signal_set_twice_wakes_once()
    {
        using var signal = new WakeSignal();
        Assert.False(await IsSetAsync(signal));
        signal.Set();
        signal.Set();
        Assert.True(await IsSetAsync(signal));
        Assert.False(await IsSetAsync(signal));
    }

    [Fact]
    public async Task A_commit_with_events_wakes_the_relay_and_a_rollback_does_not()
    {
        // Without Kafka there is no relay that would take the signal away, and none that would take what is handed over.
        await using var service = await SampleService.StartAsync(clock: TestClock.Start());
        var signal = service.Services.GetRequiredService<OutboxHandover>();
        signal.Accepting = true;
        Task PublishAsync(bool fails) => service.Database.WriteAsync(transaction =>
        {
            transaction.Publish(Guid.CreateVersion7(), 1, new UserRegisteredV1(Guid.CreateVersion7(), []));
            return fails ? throw new InvalidOperationException("undo") : Task.CompletedTask;
        }, CancellationToken.None);

        await Assert.ThrowsAsync<InvalidOperationException>(() => PublishAsync(fails: true));
        Assert.False(await IsSetAsync(signal));
        await PublishAsync(fails: false);
        Assert.True(await IsSetAsync(signal));
    }

    [Fact]
    public async Task What_waits_for_a_commit_happens_once_after_it_and_never_after_a_rollback()
    {
        await using var service = await SampleService.StartAsync(clock: TestClock.Start());
        var happened = 0;
        Task WriteAsync(bool fails) => service.Database.WriteAsync(transaction =>
        {
            transaction.AfterCommit(() => happened++);
            Assert.Equal(0, happened);
            return fails ? throw new InvalidOperationException("undo") : Task.CompletedTask;
        }, CancellationToken.None);

        await Assert.ThrowsAsync<InvalidOperationException>(() => WriteAsync(fails: true));
        Assert.Equal(0, happened);
        await WriteAsync(fails: false);
        Assert.Equal(1, happened);
    }

    // The wait is one of a semaphore, which says whether it was set; with no time to wait it leaves nobody waiting.
    private static Task<bool> IsSetAsync(WakeSignal signal) => (Task<bool>)signal.WaitAsync(TimeSpan.Zero, CancellationToken.None);
}
