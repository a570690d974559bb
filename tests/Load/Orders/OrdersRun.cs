using System.Diagnostics;
using System.Threading.Channels;
using FoodDelivery.Load.City;
using FoodDelivery.Load.Measuring;

namespace FoodDelivery.Load.Orders;

/// <param name="Rate">Orders per second that are due whatever the system does (open model); null: each customer orders again when the last order has arrived.</param>
/// <param name="Repeat">People repeat what got no answer, as apps do on a bad line.</param>
public sealed record OrdersPlan(int Customers, int Restaurants, int Couriers, TimeSpan Warmup, TimeSpan Window, TimeSpan Drain, double? Rate, bool Repeat)
{
    public static OrdersPlan From(Options options) => new(
        options.Number("customers", 32, most: 100), options.Number("restaurants", 12, most: 12), options.Number("couriers", 40, most: 40),
        TimeSpan.FromSeconds(options.Number("warmup", 5, least: 0)), TimeSpan.FromSeconds(options.Number("seconds", 30)), TimeSpan.FromSeconds(options.Number("drain", 60)),
        options.Rate("rate"), options.Flag("repeat"));
}

/// <summary>One run: people come, order for a while, what is under way is finished, people leave.</summary>
public sealed class OrdersRun : IDisposable
{
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(200);

    private readonly OrdersPlan plan;
    private readonly CancellationTokenSource end;
    private readonly HttpClient calls;
    private readonly HttpClient streams;
    private readonly Channel<long> arrivals = Channel.CreateUnbounded<long>();
    private readonly List<Task> openStreams = [];
    private List<Customer> customers = [];
    private List<Kitchen> kitchens = [];
    private List<Courier> couriers = [];

    public OrdersRun(string gateway, OrdersPlan plan, CancellationToken interrupted)
    {
        this.plan = plan;
        end = CancellationTokenSource.CreateLinkedTokenSource(interrupted);
        calls = Client(gateway, TimeSpan.FromSeconds(plan.Repeat ? 60 : 20), plan.Repeat);
        streams = Client(gateway, Timeout.InfiniteTimeSpan);
        Figures = new OrderFigures(plan.Rate is not null);
        Work = new BackgroundWork(Errors, end.Token);
    }

    public ErrorLog Errors { get; } = new();

    public OrderBook Orders { get; } = new();

    public OrderFigures Figures { get; }

    public BackgroundWork Work { get; }

    /// <summary>Orders that had no end on the customer's stream when the drain was over.</summary>
    public int Lost { get; private set; }

    public async Task RunAsync()
    {
        await OpenAsync();
        try
        {
            await LoadAsync();
            await CountLostAsync();
            await Work.IdleAsync(TimeSpan.FromSeconds(5));
        }
        finally
        {
            await CloseAsync();
        }
    }

    public void Dispose()
    {
        end.Dispose();
        calls.Dispose();
        streams.Dispose();
    }

    private async Task OpenAsync()
    {
        var people = await Logins.AllAsync(calls, [.. Logins.Restaurants(plan.Restaurants), .. Logins.Couriers(plan.Couriers), .. Logins.Customers(plan.Customers)], end.Token);
        var opened = new List<Task>();
        foreach (var staff in people.Take(plan.Restaurants))
        {
            var kitchen = await Kitchen.OpenAsync(staff, this, end.Token);
            if (kitchen.CanServe) kitchens.Add(kitchen);
            else Console.WriteLine($"{kitchen.Place.Name} is closed now and takes no part");
            opened.Add(Follow(staff, kitchen.OnEvent));
        }
        if (kitchens.Count == 0) throw new UsageException("No restaurant is open.");
        foreach (var (i, driver) in people.Skip(plan.Restaurants).Take(plan.Couriers).Index())
        {
            var courier = new Courier(driver, kitchens[i % kitchens.Count].Place.Location, this);
            couriers.Add(courier);
            opened.Add(Follow(driver, courier.OnEvent));
        }
        foreach (var person in people.Skip(plan.Restaurants + plan.Couriers))
        {
            var customer = new Customer(person, this);
            customers.Add(customer);
            opened.Add(Follow(person, customer.OnEvent));
        }
        var all = Task.WhenAll(opened);
        if (await Task.WhenAny(all, Task.Delay(TimeSpan.FromSeconds(20), end.Token)) != all)
        {
            throw new UsageException($"{opened.Count(stream => !stream.IsCompleted)} of {opened.Count} live streams did not open within 20 s: {(Errors.Kinds is [var first, ..] ? first.Sample : "no answer")}");
        }
        foreach (var courier in couriers) await courier.GoOnlineAsync(end.Token);
        openStreams.AddRange(couriers.Select(courier => courier.MoveAboutAsync(end.Token)));
        Console.WriteLine($"{customers.Count} customers, {kitchens.Count} restaurants, {couriers.Count} couriers; {opened.Count} live streams open");
    }

    private Task Follow(Person person, Action<StreamEvent> onEvent)
    {
        var stream = new LiveStream(streams, person, onEvent, Errors);
        openStreams.Add(stream.RunAsync(end.Token));
        return stream.Opened;
    }

    private async Task LoadAsync()
    {
        var from = Stopwatch.GetTimestamp() + Ticks(plan.Warmup);
        var until = from + Ticks(plan.Window);
        Figures.Window(from, until);
        var people = Task.WhenAll(customers.Select(customer => plan.Rate is null ? OrderUntilAsync(customer, until) : OrderWhenDueAsync(customer)));
        var all = plan.Rate is { } rate ? Task.WhenAll(people, ArriveAsync(rate, until)) : people;
        // The drain ends early when everything has arrived, which is the rule.
        var bounded = Task.WhenAny(all, Task.Delay(plan.Warmup + plan.Window + plan.Drain, end.Token));
        var begun = Stopwatch.GetTimestamp();
        await Progress.WhileAsync(bounded, () => Line(Stopwatch.GetElapsedTime(begun), Stopwatch.GetTimestamp() >= until));
        end.Token.ThrowIfCancellationRequested();
        if (all.IsFaulted) await all;
    }

    private string Line(TimeSpan elapsed, bool draining)
    {
        var post = Figures.Place.Percentiles(50, 95);
        var phase = draining ? "drain" : elapsed < plan.Warmup ? "warm-up" : "load";
        return $"{phase} {elapsed.TotalSeconds:0} s  placed {Figures.AllPlaced}  delivered {Figures.AllDelivered}  under way {Figures.AllPlaced - Figures.AllDelivered}"
            + $"  {Figures.AllDelivered / elapsed.TotalSeconds:0.0}/s  POST /orders p50 {post[0]:0} p95 {post[1]:0} ms  errors {Errors.Total}";
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
            await customer.OrderAsync(intended, kitchens[Random.Shared.Next(kitchens.Count)], end.Token);
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

    private async Task CloseAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        try
        {
            foreach (var courier in couriers) await courier.GoOfflineAsync(patience.Token);
        }
        catch (Exception e) when (e is CallFailedException or OperationCanceledException)
        {
            Console.WriteLine($"Some couriers stayed online: {e.Message}");
        }
        await end.CancelAsync();
        await Task.WhenAll(openStreams);
    }

    private static long Ticks(TimeSpan span) => (long)(span.TotalSeconds * Stopwatch.Frequency);

    // Idle connections are given up before the gateway closes them (30 s), so that no call meets a closing one.
    private static HttpClient Client(string gateway, TimeSpan timeout, bool repeat = false)
    {
        HttpMessageHandler handler = new SocketsHttpHandler { PooledConnectionIdleTimeout = TimeSpan.FromSeconds(20), AllowAutoRedirect = false, UseCookies = false };
        if (repeat) handler = new Repeater { InnerHandler = handler };
        return new HttpClient(handler) { BaseAddress = new Uri(gateway), Timeout = timeout };
    }
}
