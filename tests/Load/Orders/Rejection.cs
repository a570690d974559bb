using FoodDelivery.Load.City;
using FoodDelivery.Load.Measuring;

namespace FoodDelivery.Load.Orders;

/// <summary>The end of a checkout load: the restaurants say no to every order, and what they cannot reject is left to ops.</summary>
public static class Rejection
{
    private const int AtOnce = 8;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    public static async Task OfAllAsync(OrdersRun run, Crowd crowd, CancellationToken ct)
    {
        var orders = run.Orders.Unfinished;
        var rejected = 0;
        var someAtOnce = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct };
        var work = Parallel.ForEachAsync(orders, someAtOnce, async (order, stop) =>
        {
            try
            {
                await order.Kitchen!.RejectAsync(order.Id, stop);
                Interlocked.Increment(ref rejected);
            }
            catch (CallFailedException)
            {
                // Not paid yet, or ended by itself; ops end what is left.
            }
        });
        await Progress.WhileAsync(work, () => $"rejecting: {Volatile.Read(ref rejected)} of {orders.Count}");
        try
        {
            var patience = rejected < orders.Count ? TimeSpan.FromSeconds(2) : Longest;
            await Task.WhenAll(orders.Select(order => order.Ended)).WaitAsync(patience, ct);
        }
        catch (TimeoutException)
        {
            await Leftovers.EndAsync(crowd.Calls, ct);
        }
        Console.WriteLine($"{rejected} paid orders were rejected by the restaurants, so that nothing stays behind");
    }
}
