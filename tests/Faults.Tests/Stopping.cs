using FoodDelivery.Faults.Campaign;

namespace FoodDelivery.Faults.Tests;

/// <summary>A release must not wait for a broker that is away, and a process that has to be killed drains nothing.</summary>
[Collection(nameof(RunningSystem))]
public sealed class Stopping
{
    [Fact]
    public async Task Services_end_in_time_while_Kafka_does_not_answer()
    {
        Stack.TakeForced();
        var frozen = Supervisor.FreezeAsync("kafka", TimeSpan.FromSeconds(12));
        // Until its answers are missed.
        await Task.Delay(TimeSpan.FromSeconds(1));
        await Stack.RunAsync("stop", Stack.Services);
        var inTime = !frozen.IsCompleted;
        await frozen;
        await Stack.RunAsync("start", Stack.Services);
        Assert.Empty(Stack.TakeForced());
        Assert.True(inTime, "The services ended only when Kafka answered again.");
    }
}
