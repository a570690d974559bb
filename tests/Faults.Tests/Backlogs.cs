using System.Diagnostics;
using FoodDelivery.Faults.City;
using FoodDelivery.Faults.Outage;

namespace FoodDelivery.Faults.Tests;

/// <summary>What an outage waits for: that everything is published and applied, and that it is noticed when something is not.</summary>
[Collection(nameof(RunningSystem))]
public sealed class Backlogs(RunningSystem system)
{
    [Theory]
    [InlineData("UPDATE fd_order.outbox SET published_at = NULL ORDER BY id LIMIT 1")]
    [InlineData("DELETE FROM fd_analytics.inbox ORDER BY applied_no DESC LIMIT 1")]
    public async Task An_event_that_has_not_arrived_is_noticed(string loses)
    {
        var run = await system.Run.FinishAsync("calm", 1, "none", 0, hit: true, down: null, system.Run.Live([Story.Rejected], CancellationToken.None), Stopwatch.StartNew(), CancellationToken.None);
        Assert.Empty(run.Broken);

        var copy = await system.CopyAsync();
        var backlog = new Backlog(copy, system.Harness.Witness);
        Assert.True(await backlog.DrainAsync(TimeSpan.FromSeconds(5), CancellationToken.None));
        await copy.ExecuteAsync(loses);
        Assert.False(await backlog.DrainAsync(TimeSpan.FromSeconds(1), CancellationToken.None));
        await system.DropAsync(copy);
    }
}
