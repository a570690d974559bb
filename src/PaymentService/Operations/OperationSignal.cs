namespace FoodDelivery.PaymentService.Operations;

/// <summary>Wakes the worker of this process when an operation was queued, so that it starts in milliseconds.</summary>
public sealed class OperationSignal : IDisposable
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
            // Already set: the worker takes everything when it wakes.
        }
    }

    public Task WaitAsync(TimeSpan atMost, CancellationToken ct) => semaphore.WaitAsync(atMost, ct);

    public void Dispose() => semaphore.Dispose();
}
