using System.Diagnostics.CodeAnalysis;
using FoodDelivery.BuildingBlocks;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using FoodDelivery.DeliveryService.Data;
using FoodDelivery.DeliveryService.Domain;
using Microsoft.Extensions.Options;

namespace FoodDelivery.DeliveryService.Matching;

/// <summary>
/// Offers each waiting delivery to the best free driver. Several replicas may run at once: offers lock deliveries and drivers, and
/// whoever comes second finds one of them taken.
/// </summary>
public sealed class Matcher(
    Database database, DeliveryStore deliveries, PositionStore positions, IOptions<DeliveryOptions> options, TimeProvider clock,
    ILogger<Matcher> log) : IDisposable
{
    private const int PerStep = 200;

    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly DeliveryOptions options = options.Value;

    /// <summary>One look at everything that waits; returns the number of offers made.</summary>
    /// <exception cref="BuildingBlocks.DependencyUnavailableException">Redis, which knows where drivers are, does not answer.</exception>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        await gate.WaitAsync(ct);
        try
        {
            var view = await database.ReadAsync(MatchReads.ViewAsync, ct);
            var made = 0;
            // All of them: a limit would be filled by searches without hope, and no other would ever get a turn.
            foreach (var step in view.Waiting.Chunk(PerStep)) made += await MakeOffersAsync(step, view, ct);
            return made;
        }
        finally
        {
            gate.Release();
        }
    }

    public void Dispose() => gate.Dispose();

    private async Task<int> MakeOffersAsync(IReadOnlyList<Waiting> waiting, MatchView view, CancellationToken ct)
    {
        var open = await SearchAsync(waiting, view, ct);
        var made = 0;
        while (open.Count > 0)
        {
            var (offered, taken) = await ApplyAsync([.. open.Select(search => Next(search, view.Free)).OfType<Move>()], ct);
            made += offered;
            // Whose driver somebody else was quicker to take: the next best one is asked.
            open = open.Where(search => taken.Contains(search.Delivery.Id)).ToList();
        }
        return made;
    }

    private async Task<IReadOnlyList<Search>> SearchAsync(IReadOnlyList<Waiting> waiting, MatchView view, CancellationToken ct)
    {
        if (view.Free.Count == 0) return [.. waiting.Select(delivery => new Search(delivery, []))];
        var places = waiting.Select(PlaceOf).Distinct().ToList();
        var near = await positions.NearAsync(places, view.Free.ContainsKey, clock.GetUtcNow() - options.PositionFreshFor, ct);
        var byPlace = places.Zip(near).ToDictionary();
        return [.. waiting.Select(delivery => new Search(delivery, CandidatesFor(delivery, byPlace[PlaceOf(delivery)], view)))];
    }

    private static (GeoPoint Place, double Radius) PlaceOf(Waiting delivery) =>
        (delivery.Pickup, DriverChoice.Radius(delivery.Round));

    private static List<Candidate> CandidatesFor(
        Waiting delivery, IReadOnlyList<(Guid DriverId, double Metres)> near, MatchView view)
    {
        var candidates = new List<Candidate>();
        foreach (var (driverId, metres) in near)
        {
            var refusedIn = view.Refusals.GetValueOrDefault((delivery.Id, driverId));
            if (refusedIn < delivery.Round) candidates.Add(new Candidate(driverId, metres, view.Free[driverId], refusedIn > 0));
        }
        return candidates;
    }

    // Whom it is offered to, and if there is nobody, whether the round is over.
    private Move? Next(Search search, Dictionary<Guid, DateTimeOffset> free)
    {
        search.Candidates.RemoveAll(candidate => !free.ContainsKey(candidate.DriverId));
        var best = DriverChoice.Best(search.Candidates);
        if (best is not null) free.Remove(best.DriverId);
        else if (search.Delivery.RoundStartedAt + options.RoundEvery > clock.GetUtcNow()) return null;
        return new Move(search.Delivery, best);
    }

    [SuppressMessage("Design", "CA1031", Justification = "It is logged and tried again by the next run; the others do not wait for it.")]
    private async Task<(int Offered, IReadOnlyCollection<Guid> Taken)> ApplyAsync(IReadOnlyList<Move> moves, CancellationToken ct)
    {
        if (moves.Count == 0) return (0, []);
        try
        {
            return await TogetherAsync(moves, ct);
        }
        catch (Exception e) when (moves.Count > 1 && !ct.IsCancellationRequested && !e.IsUnavailable())
        {
            log.LogInformation("{Count} offers at once failed with {Error}; making them one by one", moves.Count, e.GetType().Name);
        }
        var (offered, taken) = (0, new List<Guid>());
        foreach (var move in moves)
        {
            try
            {
                var (made, refused) = await TogetherAsync([move], ct);
                offered += made;
                taken.AddRange(refused);
            }
            catch (Exception e) when (!ct.IsCancellationRequested && !e.IsUnavailable())
            {
                log.LogError(e, "The search of delivery {DeliveryId} does not go on; trying again", move.Delivery.Id);
            }
        }
        return (offered, taken);
    }

    // All of them in one transaction.
    private Task<(int Offered, IReadOnlyCollection<Guid> Taken)> TogetherAsync(IReadOnlyList<Move> moves, CancellationToken ct) =>
        database.WriteAsync<(int, IReadOnlyCollection<Guid>)>(async transaction =>
        {
            var (locked, drivers) = await deliveries.LockWaitingAsync(
                transaction, [.. moves.Select(move => move.Delivery.Id)],
                [.. moves.Select(move => move.Driver).OfType<Candidate>().Select(driver => driver.DriverId)]);
            var (offered, taken) = (0, new List<Guid>());
            foreach (var (waiting, candidate) in moves)
            {
                if (!locked.TryGetValue(waiting.Id, out var delivery) || delivery.Version != waiting.Version) continue;
                if (candidate is null)
                {
                    if (delivery.Round != waiting.Round) continue;
                    delivery.EndRound(transaction.Now, options);
                }
                else if (drivers.GetValueOrDefault(candidate.DriverId) is { IsFree: true } driver)
                {
                    delivery.MakeOffer(driver, candidate.Metres, transaction.Now, options);
                    offered++;
                }
                else
                {
                    taken.Add(waiting.Id);
                    continue;
                }
                deliveries.Save(transaction, delivery);
            }
            if (offered > 0) Failpoint.Hit("delivery.offer.before_commit");
            return (offered, taken);
        }, ct);

    private sealed record Search(Waiting Delivery, List<Candidate> Candidates);

    /// <param name="Driver">Who is to be asked; null when a round ends without anybody.</param>
    private sealed record Move(Waiting Delivery, Candidate? Driver);
}
