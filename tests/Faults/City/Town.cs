using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using FoodDelivery.Faults.Witness;

namespace FoodDelivery.Faults.City;

/// <summary>The people of a run: lanes of a customer with a kitchen each, a pool of couriers, and somebody of ops.</summary>
public sealed class Town : IAsyncDisposable
{
    // Runs happen at any hour: the demo city's first eight restaurants never close.
    private const int AlwaysOpen = 8;

    // Not one of the couriers, of whom there are fewer.
    private const string ReliefEmail = "driver40@demo.test";

    private readonly CancellationTokenSource closing = new();
    private readonly List<Task> background = [];
    private readonly SemaphoreSlim relief = new(1);
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

    /// <summary>A driver who works only when ops ask; one order at a time, so whoever is given to another waits.</summary>
    public async Task<Relief> ReliefAsync(CancellationToken ct)
    {
        await relief.WaitAsync(ct);
        try
        {
            var driver = new Person(http, ReliefEmail, Ops.Journal, Pace);
            await driver.LogInAsync(ct);
            return new Relief(driver, () => relief.Release());
        }
        catch
        {
            relief.Release();
            throw;
        }
    }

    public Person Stranger(string email, Journal journal) => new(http, email, journal, Pace);

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        await Task.WhenAll(background).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        http.Dispose();
        closing.Dispose();
        relief.Dispose();
    }
}
