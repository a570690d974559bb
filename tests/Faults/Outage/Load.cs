using System.Collections.Concurrent;
using System.Threading.Channels;
using FoodDelivery.Faults.City;

namespace FoodDelivery.Faults.Outage;

/// <summary>What becomes of an order of the load once the outage is over.</summary>
public enum Wish
{
    Deliver,
    Reject,
    Cancel,
}

/// <summary>Orders at a steady rate, whatever became of the ones before, by customers who are each busy with one at a time.</summary>
public sealed class Load(IReadOnlyList<Shopper> shoppers, double perSecond)
{
    private readonly Channel<Shopper> free = Channel.CreateUnbounded<Shopper>();
    private readonly ConcurrentQueue<(Shopper Shopper, Guid Order, Wish Wish, bool Decided)> placed = new();
    private readonly ConcurrentQueue<TimeSpan> durations = new();
    private readonly ConcurrentQueue<string> broken = new();
    private int begun;
    private int undecided;

    public int Placed => placed.Count;

    /// <summary>Of them, those whose payment an event had to decide.</summary>
    public int Undecided => undecided;

    /// <summary>Beginnings for which no customer was free: the rate was not reached.</summary>
    public int Missed { get; private set; }

    public IReadOnlyList<string> Broken => [.. broken];

    public IReadOnlyCollection<(Shopper Shopper, Guid Order, Wish Wish, bool Decided)> Orders => placed;

    /// <summary>How long an order took, from the empty cart to the kitchen's or the customer's decision.</summary>
    public IReadOnlyList<TimeSpan> Durations => [.. durations.Order()];

    /// <summary>Returns when the time is over and everybody has a definite answer.</summary>
    public async Task RunAsync(TimeSpan time, CancellationToken ct)
    {
        foreach (var shopper in shoppers) free.Writer.TryWrite(shopper);
        var running = new List<Task>();
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1 / perSecond));
        var watch = System.Diagnostics.Stopwatch.StartNew();
        while (watch.Elapsed < time && await timer.WaitForNextTickAsync(ct))
        {
            if (free.Reader.TryRead(out var shopper)) running.Add(OrderAsync(shopper, (Wish)(begun++ % 3), ct));
            else Missed++;
        }
        await Task.WhenAll(running);
    }

    /// <exception cref="InvalidOperationException">It was refused.</exception>
    public static async Task DecideAsync(Shopper shopper, Guid order, Wish wish, CancellationToken ct)
    {
        var answer = wish switch
        {
            Wish.Deliver => await shopper.CookAsync("accept", order, new { prepMinutes = 5 }, ct),
            Wish.Reject => await shopper.CookAsync("reject", order, new { code = "tooBusy" }, ct),
            _ => await shopper.Customer.InsistAsync(HttpMethod.Post, $"/api/v1/orders/{order}/cancel", new { reason = "changed my mind" }, ct),
        };
        if (!answer.Ok) throw new InvalidOperationException($"Order {order} cannot be decided ({wish}): {answer}");
    }

    private async Task OrderAsync(Shopper shopper, Wish wish, CancellationToken ct)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        try
        {
            var (order, paid) = await shopper.PlaceAsync("delivery", ct);
            // What waits for the payment's event is decided when that has come.
            if (paid) await DecideAsync(shopper, order, wish, ct);
            else Interlocked.Increment(ref undecided);
            durations.Enqueue(watch.Elapsed);
            placed.Enqueue((shopper, order, wish, paid));
        }
        catch (Exception e) when (e is TimeoutException or InvalidOperationException)
        {
            broken.Enqueue(e.Message);
        }
        free.Writer.TryWrite(shopper);
    }
}
