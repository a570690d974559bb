using FoodDelivery.Load.City;
using FoodDelivery.Load.Measuring;

namespace FoodDelivery.Load.Orders;

/// <summary>What people do because an event told them to. Failures are counted; nothing is lost sight of.</summary>
public sealed class BackgroundWork(ErrorLog errors, CancellationToken end)
{
    private int running;

    public void Start(Func<CancellationToken, Task> act)
    {
        Interlocked.Increment(ref running);
        _ = RunAsync(act);
    }

    /// <summary>Waits until nothing runs any more, or the time is over.</summary>
    public async Task IdleAsync(TimeSpan longest)
    {
        var deadline = TimeProvider.System.GetUtcNow() + longest;
        while (Volatile.Read(ref running) > 0 && TimeProvider.System.GetUtcNow() < deadline) await Task.Delay(20, CancellationToken.None);
    }

    private async Task RunAsync(Func<CancellationToken, Task> act)
    {
        // Events arrive on the thread that reads the stream; that one must go on reading.
        await Task.Yield();
        try
        {
            await act(end);
        }
        catch (CallFailedException e)
        {
            errors.Add(e.Kind, e.Message);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The run is over; what is unfinished is counted by the order book.
        }
        finally
        {
            Interlocked.Decrement(ref running);
        }
    }
}
