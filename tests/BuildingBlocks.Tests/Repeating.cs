using FoodDelivery.BuildingBlocks.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace FoodDelivery.BuildingBlocks.Tests;

/// <summary>Work in the background outlives whatever one turn throws, and ends when the process does.</summary>
public sealed class Repeating
{
    // A client's own timeout is a cancellation too (HttpClient throws TaskCanceledException). Let through, it would end the whole process.
    [Theory]
    [InlineData(typeof(TaskCanceledException))]
    [InlineData(typeof(InvalidOperationException))]
    public async Task A_turn_that_fails_or_is_cancelled_by_somebody_else_is_followed_by_the_next(Type thrown)
    {
        using var work = new Turns(() => throw (Exception)Activator.CreateInstance(thrown)!, NullLogger.Instance);
        await work.StartAsync(CancellationToken.None);
        await work.SecondTurn.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.False(work.ExecuteTask!.IsCompleted);
        await work.StopAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(20));
        Assert.True(work.ExecuteTask.IsCompleted);
    }

    private sealed class Turns(Action turn, ILogger log) : PeriodicWork(TimeSpan.FromMilliseconds(5), log)
    {
        private readonly TaskCompletionSource second = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int turns;

        public Task SecondTurn => second.Task;

        protected override Task WorkAsync(CancellationToken ct)
        {
            if (++turns == 2) second.SetResult();
            turn();
            return Task.CompletedTask;
        }
    }
}
