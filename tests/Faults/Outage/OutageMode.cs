using System.Diagnostics;
using FoodDelivery.Faults.City;
using FoodDelivery.Faults.Crash;
using FoodDelivery.Faults.Recovery;

namespace FoodDelivery.Faults.Outage;

/// <summary>Kafka is killed under load and comes back later: ordering goes on meanwhile, and everything arrives soon afterwards.</summary>
public static class OutageMode
{
    private const int Shoppers = 40;
    private const int FirstShopper = 21;
    private const int Restaurants = 8;
    private const int Couriers = 24;
    private static readonly TimeSpan Before = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(240);

    public static async Task<int> RunAsync(Options options, CancellationToken ct)
    {
        var (seconds, rate) = (options.Number("seconds", 60), options.Number("rate", 3));
        var report = new OutageReport(options, seconds, rate);
        // The couriers stand where the lanes have their restaurants; the load comes from people of its own.
        await using var harness = await Harness.OpenAsync(Restaurants, Couriers, ct);
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 200 }) { BaseAddress = new Stack().Gateway, Timeout = Timeout.InfiniteTimeSpan };
        var tally = new Tally();
        var load = new Load(await OpenAsync(http, harness, tally, ct), rate);
        var backlog = new Backlog(harness.Books, harness.Witness);
        if (!await backlog.DrainAsync(Limit, ct)) throw new InvalidOperationException("The system was not at rest before the outage.");

        using var over = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var ordering = load.RunAsync(Before + TimeSpan.FromSeconds(seconds), ct);
        await Task.Delay(Before, ct);
        var before = (tally.Definite, tally.Failures);
        await Killing.KillAsync("kafka", ct);
        var watching = backlog.WatchAsync(over.Token);
        await ordering;
        await over.CancelAsync();
        await watching;
        report.Answers(load, tally.Definite - before.Definite, tally.Failures - before.Failures, tally.What, backlog.Peak);

        var sinceStart = Stopwatch.StartNew();
        await Stack.RunAsync("start", "kafka");
        var sinceAnswer = Stopwatch.StartNew();
        var drained = await backlog.DrainAsync(Patience, ct);
        report.Drained(drained ? sinceStart.Elapsed : null, drained ? sinceAnswer.Elapsed : null, Limit);

        var unfinished = await Ending.EndAllAsync(harness.Town, load, ct);
        var run = new Run(harness.Town, harness.Books, harness.Witness);
        var end = await run.FinishAsync("outage", 1, "none", 0, hit: true, down: null, [], Stopwatch.StartNew(), ct);
        return await report.EndAsync(end.Settled, [.. load.Broken, .. unfinished, .. end.Broken]);
    }

    private static async Task<IReadOnlyList<Shopper>> OpenAsync(HttpClient http, Harness harness, Tally tally, CancellationToken ct)
    {
        var journal = harness.Town.Ops.Journal;
        var kitchens = new List<Caller>();
        for (var number = 1; number <= Restaurants; number++) kitchens.Add(await PersonAsync($"restaurant{number:00}@demo.test"));
        var shoppers = new List<Shopper>();
        for (var number = 0; number < Shoppers; number++)
        {
            shoppers.Add(await Shopper.OpenAsync(await PersonAsync($"customer{FirstShopper + number:000}@demo.test"), kitchens[number % Restaurants], harness.Witness, ct));
        }
        return shoppers;

        Task<Caller> PersonAsync(string email) => new Caller(http, email, journal) { Heard = tally.Hear }.LogInAsync(ct);
    }
}
