using FoodDelivery.Faults.Crash;

namespace FoodDelivery.Faults.Rolling;

/// <summary>A service that runs twice: the process that stack.sh runs, and a second one of ours.</summary>
public sealed class Pair(string service, SecondReplica second) : IAsyncDisposable
{
    // As long as a new process must be ready before the next one is stopped (minReadySeconds in deploy/helm).
    private static readonly TimeSpan ReadyFor = TimeSpan.FromSeconds(5);

    public string Service => service;

    public int[] Ports => [second.FirstPort, second.Port];

    /// <summary>One after the other, each told to stop (SIGTERM) and ready again before the other one is touched.</summary>
    public async Task RestartAsync()
    {
        await Stack.RunAsync("restart", service);
        await Task.Delay(ReadyFor);
        await second.RestartAsync();
        await Task.Delay(ReadyFor);
    }

    public ValueTask DisposeAsync() => second.DisposeAsync();
}
