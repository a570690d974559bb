using System.Collections.Concurrent;
using FoodDelivery.Load.City;

namespace FoodDelivery.Load.Orders;

/// <summary>One order, put together from the answer that placed it and from what the streams say; either can come first. Thread-safe.</summary>
public sealed class TrackedOrder(Guid id)
{
    private static readonly string[] Endings = ["delivered", "collected", "cancelled", "rejected", "expired", "paymentFailed", "undelivered", "noShow"];
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(20);

    private readonly TaskCompletionSource<Customer> customer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<long> paid = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<(string, long)> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HashSet<string> shown = [];
    private DateTimeOffset? accepted, offered;

    public Guid Id => id;

    public Task Ready => ready.Task;

    /// <summary>When the customer's stream showed that the restaurant is asked, which follows the payment.</summary>
    public Task<long> Paid => paid.Task;

    /// <summary>Where it was ordered; null until the order's own call was answered.</summary>
    public Kitchen? Kitchen { get; private set; }

    /// <summary>The final status and when the customer's stream brought it.</summary>
    public Task<(string Status, long Arrived)> Ended => ended.Task;

    /// <summary>Null until the order's own call was answered.</summary>
    public Customer? Customer => customer.Task.IsCompletedSuccessfully ? customer.Task.Result : null;

    /// <summary>The last status that the customer's stream showed.</summary>
    public string? LastStatus { get; private set; }

    public void PlacedBy(Customer who, Kitchen where)
    {
        Kitchen = where;
        customer.TrySetResult(who);
    }

    /// <summary>Who ordered; null when that is nobody of this run.</summary>
    public async Task<Customer?> CustomerOrNobodyAsync(CancellationToken ct)
    {
        try
        {
            return await customer.Task.WaitAsync(LongestAnswer, ct);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    /// <summary>The restaurant has accepted.</summary>
    /// <returns>How long the first offer to a courier took from then on, once: when both are known.</returns>
    public TimeSpan? AcceptedAt(DateTimeOffset at) => Once(ref accepted, at);

    /// <summary>An offer has reached a courier.</summary>
    /// <inheritdoc cref="AcceptedAt" path="/returns" />
    public TimeSpan? OfferedAt(DateTimeOffset at) => Once(ref offered, at);

    private TimeSpan? Once(ref DateTimeOffset? moment, DateTimeOffset at)
    {
        lock (shown)
        {
            if (moment is not null) return null;
            moment = at;
            return offered - accepted;
        }
    }

    /// <summary>The customer's stream shows a status.</summary>
    /// <returns>False when it had shown it before.</returns>
    public bool Show(string status, long arrived)
    {
        lock (shown)
        {
            if (!shown.Add(status)) return false;
            LastStatus = status;
        }
        if (status is "awaitingAcceptance") paid.TrySetResult(arrived);
        if (status is "ready" or "inDelivery" or "delivered") ready.TrySetResult();
        if (Endings.Contains(status)) ended.TrySetResult((status, arrived));
        return true;
    }
}

/// <summary>All orders that this run knows of.</summary>
public sealed class OrderBook
{
    private readonly ConcurrentDictionary<Guid, TrackedOrder> orders = new();

    public TrackedOrder Find(Guid id) => orders.GetOrAdd(id, static key => new TrackedOrder(key));

    public TrackedOrder Placed(Guid id, Customer by, Kitchen at)
    {
        var order = Find(id);
        order.PlacedBy(by, at);
        return order;
    }

    /// <summary>Orders whose placing was answered.</summary>
    public IEnumerable<Guid> Acknowledged => orders.Values.Where(order => order.Customer is not null).Select(order => order.Id);

    /// <summary>Placed by this run, without an end on the customer's stream.</summary>
    public IReadOnlyList<TrackedOrder> Unfinished => [.. orders.Values.Where(order => order.Customer is not null && !order.Ended.IsCompleted)];
}
