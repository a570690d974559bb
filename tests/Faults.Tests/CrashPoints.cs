using FoodDelivery.Faults.Crash;

namespace FoodDelivery.Faults.Tests;

/// <summary>A few of the crash points, once each; tests/Faults/run.sh crash runs all of them many times.</summary>
[Collection(nameof(RunningSystem))]
public sealed class CrashPoints(RunningSystem system)
{
    [Theory]
    [InlineData("C2")]
    [InlineData("C5")]
    [InlineData("C8")]
    [InlineData("C12")]
    [InlineData("C15")]
    [InlineData("C18")]
    [InlineData("C20")]
    [InlineData("C22")]
    [InlineData("C23")]
    [InlineData("C24")]
    public async Task Nothing_is_lost_and_nothing_is_done_twice(string number)
    {
        var point = CrashPoint.Find(number);
        var result = await system.Run.CrashAsync(point, 1, pass: 1, point.Failpoints[0], CancellationToken.None);
        Assert.True(result.Hit, $"{point.Failpoints[0]} was not reached.");
        Assert.Empty(result.Broken);
    }
}
