using System.Diagnostics;
using System.Threading.Channels;
using FoodDelivery.Load.City;
using FoodDelivery.Load.Measuring;

namespace FoodDelivery.Load.Orders;

/// <summary>One run: people come, order for a while, what is under way is finished, people leave.</summary>
public sealed class OrdersRun : IDisposable
{
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(200);

    private readonly OrdersPlan plan;
    private readonly CancellationTokenSource end;
    private readonly Channel<long> arrivals = Channel.CreateUnbounded<long>();
    private readonly Crowd crowd;

    public OrdersRun(string gateway, OrdersPlan plan, CancellationToken interrupted)
    {
        this.plan = plan;
        end = CancellationTokenSource.CreateLinkedTokenSource(interrupted);
        Figures = new OrderFigures(plan.Rate is not null);
        Work = new BackgroundWork(Errors, end.Token);
        crowd = new Crowd(this, gateway, end.Token);
    }

    public OrdersPlan Plan => plan;

    public ErrorLog Errors { get; } = new();

    public OrderBook Orders { get; } = new();

    public OrderFigures Figures { get; }

    public BackgroundWork Work { get; }

    /// <summary>Orders that had no end on the customer's stream when the drain was over.</summary>
    public int Lost { get; private set; }

    /// <summary>What is looked at before anybody orders; everybody is logged in then.</summary>
    public Func<CancellationToken, Task>? AtRest { get; init; }

    /// <summary>What is looked at while the load runs.</summary>
    public Func<LoadWindow, CancellationToken, Task>? Beside { get; init; }

    public async Task RunAsync()
    {
        await Leftovers.EndAsync(crowd.Calls, end.Token);
        await crowd.OpenAsync();
        try
        {
            if (AtRest is not null) await AtRest(end.Token);
            await LoadAsync();
            if (plan.UntilPaid) await Rejection.OfAllAsync(this, crowd, end.Token);
            await CountLostAsync();
            await Work.IdleAsync(TimeSpan.FromSeconds(5));
        }
        finally
        {
            await crowd.LeaveAsync();
            await end.CancelAsync();
            await crowd.StreamsEndedAsync();
        }
    }

    /// <summary>1 when there was any error or lost order.</summary>
    public int ExitCode => Errors.Total > 0 || Lost > 0 ? 1 : 0;

    public void AddVerdictTo(Report report)
    {
        report.Section("verdict", "count");
        report.Row("orders not finished after the drain", Lost);
        report.Row("errors", Errors.Total);
        report.Errors(Errors);
    }

    public void Dispose()
    {
        end.Dispose();
        crowd.Dispose();
    }

    private async Task LoadAsync()
    {
        var from = Stopwatch.GetTimestamp() + Ticks(plan.Warmup);
        var until = from + Ticks(plan.Window);
        var stop = until + Ticks(plan.Afterwards);
        Figures.Window(from, until);
        List<Task> work =
            [.. crowd.Customers.Select(customer => plan.Rate is null ? OrderUntilAsync(customer, stop) : OrderWhenDueAsync(customer))];
        if (plan.Rate is { } rate) work.Add(ArriveAsync(rate, stop));
        if (Beside is not null) work.Add(Beside(new LoadWindow(from, until), end.Token));
        var all = Task.WhenAll(work);
        // The drain ends early when everything has arrived, which is the rule.
        var bounded = Task.WhenAny(all, Task.Delay(plan.Warmup + plan.Window + plan.Afterwards + plan.Drain, end.Token));
        var begun = Stopwatch.GetTimestamp();
        await Progress.WhileAsync(bounded, () => Line(Stopwatch.GetElapsedTime(begun), Stopwatch.GetTimestamp() >= stop));
        end.Token.ThrowIfCancellationRequested();
        if (all.IsFaulted) await all;
    }

    private string Line(TimeSpan elapsed, bool draining)
    {
        var post = Figures.Place.Percentiles(50, 95);
        var phase = draining ? "drain" : elapsed < plan.Warmup ? "warm-up" : elapsed < plan.Warmup + plan.Window ? "load" : "afterwards";
        var (ended, word) = plan.UntilPaid ? (Figures.AllPaid, "paid") : (Figures.AllDelivered, "delivered");
        return $"{phase} {elapsed.TotalSeconds:0} s  placed {Figures.AllPlaced}  {word} {ended}  under way {Figures.AllPlaced - ended}"
            + $"  {ended / elapsed.TotalSeconds:0.0}/s  POST /orders p50 {post[0]:0} p95 {post[1]:0} ms  errors {Errors.Total}";
    }

    private async Task OrderUntilAsync(Customer customer, long until)
    {
        while (Stopwatch.GetTimestamp() < until && !end.IsCancellationRequested) await OrderAsync(customer, Stopwatch.GetTimestamp());
    }

    private async Task OrderWhenDueAsync(Customer customer)
    {
        while (await arrivals.Reader.WaitToReadAsync(CancellationToken.None) && !end.IsCancellationRequested)
        {
            if (arrivals.Reader.TryRead(out var due)) await OrderAsync(customer, due);
        }
    }

    // Due times are equidistant and never move: who comes late for one is late in the figures.
    private async Task ArriveAsync(double rate, long until)
    {
        var begin = Stopwatch.GetTimestamp();
        for (var i = 0L; ; i++)
        {
            var due = begin + (long)(i / rate * Stopwatch.Frequency);
            if (due >= until || end.IsCancellationRequested) break;
            var wait = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due);
            if (wait > TimeSpan.Zero) await Task.Delay(wait, end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            arrivals.Writer.TryWrite(due);
        }
        arrivals.Writer.Complete();
    }

    private async Task OrderAsync(Customer customer, long intended)
    {
        try
        {
            var kitchen = crowd.Kitchens[Random.Shared.Next(crowd.Kitchens.Count)];
            if (plan.UntilPaid) await customer.CheckOutAsync(intended, kitchen, end.Token);
            else await customer.OrderAsync(intended, kitchen, end.Token);
        }
        catch (CallFailedException e)
        {
            Errors.Add(e.Kind, e.Message);
            await Task.Delay(PauseAfterFailure, end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The run ended while this order was under way; the order book counts it.
        }
    }

    private async Task CountLostAsync()
    {
        while (arrivals.Reader.TryRead(out _)) Errors.Add("order due, but never begun: all customers were waiting", "raise --customers or lower --rate");
        var unfinished = Orders.Unfinished;
        Lost = unfinished.Count;
        foreach (var order in unfinished)
        {
            var shown = order.LastStatus ?? "nothing";
            try
            {
                var actual = await order.Customer!.GetOrderAsync(order.Id, end.Token);
                Errors.Add($"order not finished: it is {actual.Status}, the stream showed {shown}", $"order {order.Id}");
            }
            catch (CallFailedException e)
            {
                Errors.Add($"order not finished and not readable, the stream showed {shown}", $"order {order.Id}: {e.Message}");
            }
        }
    }

    private static long Ticks(TimeSpan span) => (long)(span.TotalSeconds * Stopwatch.Frequency);
}
