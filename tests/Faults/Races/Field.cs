using FoodDelivery.Faults.Checks;
using FoodDelivery.Faults.City;
using FoodDelivery.Faults.Crash;

namespace FoodDelivery.Faults.Races;

/// <summary>Where races are run, one at a time, while others are prepared; each lane has a customer and a kitchen of its own.</summary>
public sealed class Field : IDisposable
{
    /// <summary>Requests of a race.</summary>
    public const int Runners = 50;

    /// <summary>Races that are prepared, run or cleaned up beside each other.</summary>
    public const int Lanes = 4;

    private const int Drivers = 12;
    private const int FirstCustomer = 61;

    private readonly HttpClient http;
    // One race at a time: fifty at once are what a service takes in; two hundred it would turn away.
    private readonly SemaphoreSlim track = new(1, 1);

    private Field(HttpClient http, Books books) => (this.http, Books) = (http, books);

    public Books Books { get; }

    public List<Shopper> Shoppers { get; } = [];

    public Caller Ops { get; private set; } = null!;

    /// <summary>Those whom the town keeps online, by id; nobody of them answers an offer by himself.</summary>
    public Dictionary<Guid, Caller> DriversById { get; } = [];

    public Tally Tally { get; private set; } = new();

    /// <summary>A town for these races: its lanes rest, its couriers only stand where they are.</summary>
    public static Task<Harness> TownAsync(CancellationToken ct) => Harness.OpenAsync(Lanes, Drivers, ct);

    public static async Task<Field> OpenAsync(Harness harness, CancellationToken ct)
    {
        var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 1000 }) { BaseAddress = new Stack().Gateway, Timeout = Timeout.InfiniteTimeSpan };
        var field = new Field(http, harness.Books);
        for (var lane = 0; lane < Lanes; lane++)
        {
            field.Shoppers.Add(await Shopper.OpenAsync(await PersonAsync($"customer{FirstCustomer + lane:000}@demo.test"), await PersonAsync($"restaurant{lane + 1:00}@demo.test"), harness.Witness, ct));
        }
        for (var number = 1; number <= Drivers; number++)
        {
            var driver = await PersonAsync($"driver{number:00}@demo.test");
            field.DriversById[driver.Id] = driver;
        }
        field.Ops = await PersonAsync("ops@demo.test");
        return field;

        Task<Caller> PersonAsync(string email) => new Caller(http, email, harness.Town.Ops.Journal) { Heard = answer => field.Tally.Hear(answer) }.LogInAsync(ct);
    }

    /// <summary>Sends all of them at one moment and waits until each has a definite answer.</summary>
    /// <param name="runners">What each of them does, held at the line.</param>
    public async Task<IReadOnlyList<Answer>> RaceAsync(IReadOnlyList<Func<StartingLine, Task<Answer>>> runners, CancellationToken ct)
    {
        await track.WaitAsync(ct);
        try
        {
            var line = new StartingLine(runners.Count);
            var all = Task.WhenAll(runners.Select(runner => runner(line)));
            await line.StartAsync(ct);
            return await all;
        }
        finally
        {
            track.Release();
        }
    }

    /// <summary>All do the same.</summary>
    public Task<IReadOnlyList<Answer>> RaceAsync(Func<StartingLine, Task<Answer>> runner, CancellationToken ct) => RaceAsync([.. Enumerable.Repeat(runner, Runners)], ct);

    /// <summary>Counts from here on.</summary>
    public void CountAnew() => Tally = new Tally();

    public void Dispose()
    {
        http.Dispose();
        track.Dispose();
    }
}
