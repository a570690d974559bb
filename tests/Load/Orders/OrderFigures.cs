using System.Diagnostics;
using FoodDelivery.Load.City;
using FoodDelivery.Load.Measuring;

namespace FoodDelivery.Load.Orders;

/// <summary>
/// What a run measures. Rates count what happened inside the window after the warm-up; latencies are those of orders that were due inside it,
/// however long they took. Thread-safe.
/// </summary>
public sealed class OrderFigures(bool open)
{
    private long windowStart = long.MaxValue;
    private long windowEnd = long.MaxValue;
    private int allPlaced, allPaid, allDelivered, placedInWindow, paidInWindow, deliveredInWindow;
    private int fullCarts, strangeOffers, busyCouriers, leftBusy;

    public Latencies Place { get; } = new();

    public Latencies ToPlaced { get; } = new();

    public Latencies ToPaid { get; } = new();

    public Latencies Whole { get; } = new();

    public Latencies Late { get; } = new();

    public Latencies OrderStream { get; } = new();

    public Latencies DeliveryStream { get; } = new();

    public Latencies ToOffer { get; } = new();

    public int AllPlaced => Volatile.Read(ref allPlaced);

    public int AllPaid => Volatile.Read(ref allPaid);

    public int AllDelivered => Volatile.Read(ref allDelivered);

    public double PlacedPerSecond => placedInWindow / WindowSeconds;

    public double PaidPerSecond => paidInWindow / WindowSeconds;

    public double DeliveredPerSecond => deliveredInWindow / WindowSeconds;

    private double WindowSeconds => Stopwatch.GetElapsedTime(windowStart, windowEnd).TotalSeconds;

    public void Window(long from, long until) => (windowStart, windowEnd) = (from, until);

    /// <param name="intended">When the order should have begun.</param>
    /// <param name="began">When it did.</param>
    /// <param name="asked">When POST /orders went out.</param>
    public void Placed(long intended, long began, long asked, long placed)
    {
        Interlocked.Increment(ref allPlaced);
        if (IsInside(placed)) Interlocked.Increment(ref placedInWindow);
        if (!IsInside(intended)) return;
        var late = open ? began - intended : 0;
        // In the open model the wait for a free customer belongs to the call: a person would have sent it that much earlier.
        Place.Add(asked - late, placed);
        ToPlaced.Add(intended, placed);
        Late.Add(intended, began);
    }

    public void Paid(long intended, long arrived)
    {
        Interlocked.Increment(ref allPaid);
        if (IsInside(arrived)) Interlocked.Increment(ref paidInWindow);
        if (IsInside(intended)) ToPaid.Add(intended, arrived);
    }

    public void Delivered(long intended, long arrived)
    {
        Interlocked.Increment(ref allDelivered);
        if (IsInside(arrived)) Interlocked.Increment(ref deliveredInWindow);
        if (IsInside(intended)) Whole.Add(intended, arrived);
    }

    /// <summary>From the change (the event's own time) to its arrival on the customer's stream.</summary>
    public void Streamed(bool isOrder, DateTimeOffset at, StreamEvent e)
    {
        if (IsInside(e.Arrived)) (isOrder ? OrderStream : DeliveryStream).Add((e.ArrivedAt - at).TotalMilliseconds);
    }

    /// <param name="search">From the restaurant's acceptance (its own time) to the arrival of the first offer; null when it is not to be counted.</param>
    public void Offered(TimeSpan? search, StreamEvent e)
    {
        if (search is { } took && IsInside(e.Arrived)) ToOffer.Add(took.TotalMilliseconds);
    }

    public void CartWasFull() => Interlocked.Increment(ref fullCarts);

    public void StrangeOffer() => Interlocked.Increment(ref strangeOffers);

    public void CourierWasBusy() => Interlocked.Increment(ref busyCouriers);

    public void CourierStayedBusy() => Interlocked.Increment(ref leftBusy);

    public void AddTo(Report report, OrdersPlan plan)
    {
        report.Section("orders", "in all", "per second in the window");
        report.Row("placed", AllPlaced, PlacedPerSecond);
        if (plan.UntilPaid) report.Row("paid", AllPaid, PaidPerSecond);
        else report.Row("delivered", AllDelivered, DeliveredPerSecond);
        report.Section(open ? "latency from the intended start" : "latency", Report.LatencyColumns);
        report.Row("POST /orders", Place);
        report.Row("first dish → placed", ToPlaced);
        if (plan.UntilPaid) report.Row("first dish → paid on the stream", ToPaid);
        else report.Row("first dish → delivered on the stream", Whole);
        if (open) report.Row("start later than intended", Late);
        report.Row("order.status → customer's stream", OrderStream);
        if (!plan.UntilPaid) report.Row("delivery.status → customer's stream", DeliveryStream);
        if (!plan.UntilPaid) report.Row("accepted → courier's offer", ToOffer);
        report.Section("besides", "count");
        report.Row("carts not yet emptied after the order before", fullCarts);
        if (plan.UntilPaid) return;
        report.Row("offers for orders of earlier runs, declined", strangeOffers);
        report.Row("couriers with a delivery of an earlier run", busyCouriers);
        report.Row("couriers with a delivery at the end", leftBusy);
    }

    private bool IsInside(long moment) => moment >= windowStart && moment < windowEnd;
}
