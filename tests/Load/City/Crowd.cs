using FoodDelivery.Load.Measuring;
using FoodDelivery.Load.Orders;

namespace FoodDelivery.Load.City;

/// <summary>Everybody who takes part: logged in, their live streams open, couriers on duty.</summary>
public sealed class Crowd(OrdersRun run, string gateway, CancellationToken end) : IDisposable
{
    // A person may have ten streams open.
    private const int EachBesides = 9;

    private static readonly TimeSpan LongestOpening = TimeSpan.FromSeconds(20);

    private readonly HttpClient calls = Client(gateway, TimeSpan.FromSeconds(run.Plan.Repeat ? 60 : 20), run.Plan.Repeat);
    private readonly HttpClient streams = Client(gateway, Timeout.InfiniteTimeSpan);
    private readonly List<Task> openStreams = [];
    private readonly List<Customer> customers = [];
    private readonly List<Kitchen> kitchens = [];
    private readonly List<Courier> couriers = [];

    /// <summary>As many as can be open besides those of the people who take part.</summary>
    public const int MostStreams = Logins.AllCustomers * EachBesides;

    public IReadOnlyList<Customer> Customers => customers;

    public IReadOnlyList<Kitchen> Kitchens => kitchens;

    /// <summary>For calls in the name of somebody who has no part in the run.</summary>
    public HttpClient Calls => calls;

    public async Task OpenAsync()
    {
        var plan = run.Plan;
        var people = await Logins.AllAsync(
            calls, [.. Logins.Restaurants(plan.Restaurants), .. Logins.Couriers(plan.Couriers), .. Logins.Customers(plan.Customers)], end);
        var opened = new List<Task>();
        foreach (var staff in people.Take(plan.Restaurants))
        {
            var kitchen = await Kitchen.OpenAsync(staff, run, end);
            if (kitchen.CanServe) kitchens.Add(kitchen);
            else Console.WriteLine($"{kitchen.Place.Name} is closed now and takes no part");
            opened.Add(Follow(staff, kitchen.OnEvent));
        }
        if (kitchens.Count == 0) throw new UsageException("No restaurant is open.");
        foreach (var (i, driver) in people.Skip(plan.Restaurants).Take(plan.Couriers).Index())
        {
            var courier = new Courier(driver, kitchens[i % kitchens.Count].Place.Location, run);
            couriers.Add(courier);
            opened.Add(Follow(driver, courier.OnEvent));
        }
        foreach (var person in people.Skip(plan.Restaurants + plan.Couriers))
        {
            var customer = new Customer(person, run);
            customers.Add(customer);
            opened.Add(Follow(person, customer.OnEvent));
        }
        await AwaitStreamsAsync(opened);
        if (plan.Streams > 0) await OpenOthersAsync([.. people.TakeLast(plan.Customers)], opened);
        foreach (var courier in couriers) await courier.GoOnlineAsync(end);
        openStreams.AddRange(couriers.Select(courier => courier.MoveAboutAsync(end)));
        Console.WriteLine(
            $"{customers.Count} customers, {kitchens.Count} restaurants, {couriers.Count} couriers; {opened.Count} live streams open");
    }

    // Of those first who order nothing: their streams only have to be kept.
    private async Task OpenOthersAsync(IReadOnlyList<Person> active, List<Task> opened)
    {
        var idle = await Logins.AllAsync(calls, [.. Logins.Customers(Logins.AllCustomers).Skip(active.Count)], end);
        for (var (i, others) = (0, new List<Person>([.. idle, .. active])); i < run.Plan.Streams; i++)
        {
            opened.Add(Follow(others[i / EachBesides], _ => { }));
            // As many people do not come in one moment, and the gateway counts who does.
            if (i % 50 == 49) await AwaitStreamsAsync(opened);
        }
        await AwaitStreamsAsync(opened);
    }

    /// <summary>Ends the couriers' shifts; the streams end with the run.</summary>
    public async Task LeaveAsync()
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
    }

    public Task StreamsEndedAsync() => Task.WhenAll(openStreams);

    public void Dispose()
    {
        calls.Dispose();
        streams.Dispose();
    }

    private Task Follow(Person person, Action<StreamEvent> onEvent)
    {
        var stream = new LiveStream(streams, person, onEvent, run.Errors, run.Plan.Resumes);
        openStreams.Add(stream.RunAsync(end));
        return stream.Opened;
    }

    private async Task AwaitStreamsAsync(List<Task> opened)
    {
        var all = Task.WhenAll(opened);
        if (await Task.WhenAny(all, Task.Delay(LongestOpening, end)) == all) return;
        throw new UsageException(
            $"{opened.Count(stream => !stream.IsCompleted)} of {opened.Count} live streams did not open within "
            + $"{LongestOpening.TotalSeconds:0} s: " + (run.Errors.Kinds is [var first, ..] ? first.Sample : "no answer"));
    }

    // Idle connections are given up before the gateway closes them (30 s), so that no call meets a closing one. Where a machine has lost its
    // power nobody refuses a connection: left to the system, trying to get one takes two minutes.
    private static HttpClient Client(string gateway, TimeSpan timeout, bool repeat = false)
    {
        HttpMessageHandler handler =
            new SocketsHttpHandler
            {
                PooledConnectionIdleTimeout = TimeSpan.FromSeconds(20), AllowAutoRedirect = false, UseCookies = false,
                ConnectTimeout = TimeSpan.FromSeconds(5),
            };
        if (repeat) handler = new Repeater { InnerHandler = handler };
        return new HttpClient(handler) { BaseAddress = new Uri(gateway), Timeout = timeout };
    }
}
