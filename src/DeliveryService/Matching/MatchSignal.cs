namespace FoodDelivery.DeliveryService.Matching;

/// <summary>Wakes the matcher when a delivery began to search or a driver became free. Thread-safe.</summary>
public sealed class MatchSignal : IDisposable
{
    private readonly SemaphoreSlim semaphore = new(0, 1);

    public void Set()
    {
        try
        {
            semaphore.Release();
        }
        catch (SemaphoreFullException)
        {
            // Already set: one run looks at everything.
        }
    }

    public Task WaitAsync(TimeSpan atMost, CancellationToken ct) => semaphore.WaitAsync(atMost, ct);

    public void Dispose() => semaphore.Dispose();
}
