using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using FoodDelivery.Faults.Witness;

namespace FoodDelivery.Faults.City;

/// <summary>The people of a run: lanes of a customer with a kitchen each, a pool of couriers, and somebody of ops.</summary>
public sealed class Town : IAsyncDisposable
{
    // Runs happen at any hour: the demo city's first eight restaurants never close.
    private const int AlwaysOpen = 8;

    private readonly CancellationTokenSource closing = new();
    private readonly List<Task> background = [];
    private readonly HttpClient http;

    private Town(HttpClient http, Person ops, Pace pace) => (this.http, Ops, Pace) = (http, ops, pace);

    public Person Ops { get; }

    public Pace Pace { get; }

    public List<Lane> Lanes { get; } = [];

    /// <summary>The orders that couriers may carry, by id.</summary>
    public ConcurrentDictionary<Guid, Carriage> Open { get; } = new();

    public static async Task<Town> OpenAsync(Uri gateway, Journal journal, WitnessBook witness, int lanes, int couriers, Pace pace, CancellationToken ct)
    {
        // A stream per customer stays open beside the calls.
        var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 200 }) { BaseAddress = gateway, Timeout = Timeout.InfiniteTimeSpan };
        var town = new Town(http, new Person(http, "ops@demo.test", journal, pace), pace);
        await town.Ops.LogInAsync(ct);
        for (var number = 1; number <= lanes; number++)
        {
            var customer = new Person(http, $"customer{number:000}@demo.test", journal, pace);
            var staff = new Person(http, $"restaurant{((number - 1) % AlwaysOpen) + 1:00}@demo.test", journal, pace);
            await Task.WhenAll(customer.LogInAsync(ct), staff.LogInAsync(ct));
            town.Lanes.Add(await Lane.OpenAsync(town, customer, staff, witness, (number - 1) / AlwaysOpen, ct));
            var watching = new TaskCompletionSource();
            town.background.Add(new Watcher(customer, witness).WatchAsync(watching, town.closing.Token));
            await watching.Task.WaitAsync(TimeSpan.FromSeconds(30), ct);
        }
        for (var number = 1; number <= couriers; number++)
        {
            var driver = new Person(http, $"driver{number:00}@demo.test", journal, pace);
            await driver.LogInAsync(ct);
            var courier = new Courier(driver, town, town.Lanes[(number - 1) % lanes].Location);
            await courier.GoOnlineAsync(ct);
            town.background.Add(courier.WorkAsync(town.closing.Token));
        }
        return town;
    }

    public Person Stranger(string email, Journal journal) => new(http, email, journal, Pace);

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        await Task.WhenAll(background).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        http.Dispose();
        closing.Dispose();
    }
}

/// <summary>An order on its way: when the food is ready, and the customer who knows the PIN.</summary>
public sealed record Carriage(Task Ready, Func<CancellationToken, Task<string>> PinAsync);

/// <summary>A driver who takes every offer and carries it to the door.</summary>
public sealed class Courier(Person person, Town town, JsonNode post)
{
    private static readonly TimeSpan Move = TimeSpan.FromSeconds(8);

    private DateTimeOffset movedAt;

    public async Task GoOnlineAsync(CancellationToken ct)
    {
        await person.SendAsync("online", HttpMethod.Put, "/api/v1/drivers/me/status", new { status = "online" }, ct);
        await MoveAsync(ct);
    }

    public async Task WorkAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                if (TimeProvider.System.GetUtcNow() - movedAt > Move) await GoOnlineAsync(ct);
                if (!town.Open.IsEmpty)
                {
                    var offers = (await person.GetAsync("/api/v1/drivers/me/offers", ct))["items"]!.AsArray();
                    if (offers.Count > 0) await CarryAsync(offers[0]!, ct);
                }
                await Task.Delay(town.Pace.Look, ct);
            }
            catch (Exception e) when (e is RefusedException or TimeoutException or InvalidOperationException)
            {
                // The offer has expired or the order was cancelled under way: the invariants judge what became of it.
                await Task.Delay(town.Pace.Look, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task CarryAsync(JsonNode offer, CancellationToken ct)
    {
        var order = offer["orderId"]!.GetValue<Guid>();
        if (!town.Open.TryGetValue(order, out var carriage)) return;
        await person.DoAsync("acceptOffer", $"/api/v1/offers/{offer["id"]}/accept", null, ct, orderId: order);
        await StepAsync("arrive-pickup", null);
        await carriage.Ready.WaitAsync(town.Pace.EndWithin + TimeSpan.FromSeconds(20), ct);
        await StepAsync("pick-up", null);
        await StepAsync("arrive-dropoff", null);
        await StepAsync("deliver", new { proof = new { type = "pin", value = await carriage.PinAsync(ct) } });

        Task StepAsync(string step, object? body) => person.DoAsync(step, $"/api/v1/deliveries/{offer["deliveryId"]}/{step}", body, ct, orderId: order);
    }

    private async Task MoveAsync(CancellationToken ct)
    {
        movedAt = TimeProvider.System.GetUtcNow();
        var points = new[] { new { lat = post["lat"]!.GetValue<double>(), lng = post["lng"]!.GetValue<double>(), at = movedAt } };
        await person.SendAsync(null, HttpMethod.Post, "/api/v1/drivers/me/positions", new { points }, ct);
    }
}
