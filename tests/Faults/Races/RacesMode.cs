using System.Collections.Concurrent;
using System.Diagnostics;
using FoodDelivery.Faults.City;
using FoodDelivery.Faults.Crash;

namespace FoodDelivery.Faults.Races;

/// <summary>Many want the same thing at one moment, and one of them may have it.</summary>
public static class RacesMode
{
    public static IReadOnlyList<IRace> All { get; } = [new PlaceKeyRace(), new PlaceQuoteRace(), new AcceptRace(), new RefundRace(), new OfferRace()];

    public static async Task<int> RunAsync(Options options, CancellationToken ct)
    {
        var (rounds, seed) = (options.Number("rounds", 200), options.Number("seed", 1));
        var races = Chosen(options.Text("of"));
        await using var harness = await Field.TownAsync(ct);
        using var field = await Field.OpenAsync(harness, ct);
        var report = new RacesReport(options, $"races of {Field.Runners}, {rounds} rounds each, seed {seed}");
        var results = new List<(IRace Race, IReadOnlyList<Round> Rounds)>();
        foreach (var race in races)
        {
            var watch = Stopwatch.StartNew();
            field.CountAnew();
            var run = await RunAsync(field, race, rounds, seed, ct);
            results.Add((race, run));
            await report.RanAsync(race, run, field.Tally, watch.Elapsed);
        }
        var end = await new Run(harness.Town, harness.Books, harness.Witness).FinishAsync("races", rounds, "none", 0, hit: true, down: null, [], Stopwatch.StartNew(), ct);
        foreach (var (race, run) in results) report.Judged(race, await Referee.JudgeAsync(harness.Books, run));
        return await report.EndAsync(end.Settled, end.Broken);
    }

    /// <summary>All rounds of a race, several lanes beside each other.</summary>
    public static async Task<IReadOnlyList<Round>> RunAsync(Field field, IRace race, int rounds, int seed, CancellationToken ct)
    {
        var results = new ConcurrentQueue<Round>();
        var next = 0;
        await Task.WhenAll(field.Shoppers.Select(async shopper =>
        {
            for (var number = Interlocked.Increment(ref next); number <= rounds; number = Interlocked.Increment(ref next))
            {
                results.Enqueue(await RoundAsync(field, race, shopper, new Random((seed * 100_003) + number), ct));
            }
        }));
        return [.. results];
    }

    private static async Task<Round> RoundAsync(Field field, IRace race, Shopper shopper, Random random, CancellationToken ct)
    {
        try
        {
            return await race.RunAsync(field, shopper, random, ct);
        }
        catch (Exception e) when (e is TimeoutException or InvalidOperationException)
        {
            return new Round(race.Name, null, [e.Message], []);
        }
    }

    private static IReadOnlyList<IRace> Chosen(string? names)
    {
        if (names is null) return All;
        // "place" stands for both of its kinds.
        return [.. names.Split(',').SelectMany(name => All.Where(race => race.Name == name || race.Name.StartsWith(name + "-", StringComparison.Ordinal)) is var found && found.Any()
            ? found
            : throw new UsageException($"There is no race '{name}'; there are {string.Join(", ", All.Select(race => race.Name))}."))];
    }
}
