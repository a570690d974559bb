namespace FoodDelivery.BuildingBlocks;

/// <summary>
/// Wakes a worker of this process that otherwise polls, so that work starts in milliseconds. Setting it several times wakes once: the
/// worker takes everything there is. Thread-safe. Lost in a crash, so the poll stays.
/// </summary>
public class WakeSignal : IDisposable
{
    private readonly SemaphoreSlim semaphore = new(0, 1);

    /// <summary>There is something to do.</summary>
    public void Set()
    {
        // The look before is for speed only: most calls find it set.
        if (semaphore.CurrentCount > 0) return;
        try
        {
            semaphore.Release();
        }
        catch (SemaphoreFullException)
        {
            // Set by somebody else meanwhile; the worker has not run since.
        }
    }

    /// <summary>Returns when set, or after <paramref name="atMost"/>.</summary>
    public Task WaitAsync(TimeSpan atMost, CancellationToken ct) => semaphore.WaitAsync(atMost, ct);

    /// <inheritdoc />
    public void Dispose()
    {
        semaphore.Dispose();
        GC.SuppressFinalize(this);
    }
}
