using FoodDelivery.BuildingBlocks;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using FoodDelivery.DeliveryService.Data;
using FoodDelivery.DeliveryService.Domain;
using Microsoft.Extensions.Options;

namespace FoodDelivery.DeliveryService.Matching;

/// <summary>
/// Offers each waiting delivery to the best free driver. Several replicas may run at once: an offer locks delivery and driver, and
/// whoever comes second finds one of them taken.
/// </summary>
public sealed class Matcher(
    Database database, DeliveryStore deliveries, DeliveryReads reads, DriverStore drivers, OfferStore offers, PositionStore positions,
    IOptions<DeliveryOptions> options, TimeProvider clock) : IDisposable
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
            var waiting = await database.ReadAsync(reads.WaitingAsync, ct);
            var made = 0;
            // All of them: a limit would be filled by searches without hope, and no other would ever get a turn.
            foreach (var step in waiting.Chunk(PerStep)) made += await MakeOffersAsync(step, ct);
            return made;
        }
        finally
        {
            gate.Release();
        }
    }

    public void Dispose() => gate.Dispose();

    private async Task<int> MakeOffersAsync(IReadOnlyCollection<Waiting> waiting, CancellationToken ct)
    {
        var (free, refusals) = await database.ReadAsync(async session =>
            (await drivers.FreeAsync(session), await offers.RefusalsAsync(session, [.. waiting.Select(delivery => delivery.Id)])), ct);
        var made = 0;
        foreach (var delivery in waiting)
        {
            if (await OfferAsync(delivery, free, refusals, ct)) made++;
        }
        return made;
    }

    private async Task<bool> OfferAsync(
        Waiting delivery, Dictionary<Guid, DateTimeOffset> free, Dictionary<(Guid, Guid), int> refusals, CancellationToken ct)
    {
        var candidates = new List<Candidate>();
        if (free.Count > 0)
        {
            var notBefore = clock.GetUtcNow() - options.PositionFreshFor;
            var place = new GeoPoint(delivery.PickupLat, delivery.PickupLng);
            var near = await positions.NearAsync(place, DriverChoice.Radius(delivery.Round), notBefore, ct);
            foreach (var (driverId, metres) in near)
            {
                var refusedIn = refusals.GetValueOrDefault((delivery.Id, driverId));
                if (!free.TryGetValue(driverId, out var idleSince) || refusedIn >= delivery.Round) continue;
                candidates.Add(new Candidate(driverId, metres, idleSince, refusedIn > 0));
            }
        }

        while (DriverChoice.Best(candidates) is { } best)
        {
            free.Remove(best.DriverId);
            candidates.Remove(best);
            if (await TryOfferAsync(delivery, best, ct)) return true;
        }
        await EndRoundAsync(delivery, ct);
        return false;
    }

    private Task<bool> TryOfferAsync(Waiting waiting, Candidate candidate, CancellationToken ct) => database.WriteAsync(async transaction =>
    {
        var (delivery, driver) = await deliveries.LockWithDriverAsync(transaction, waiting.Id, candidate.DriverId);
        if (delivery is null || delivery.Version != waiting.Version || driver is not { IsFree: true }) return false;
        delivery.MakeOffer(driver, candidate.Metres, transaction.Now, options);
        deliveries.Save(transaction, delivery);
        Failpoint.Hit("delivery.offer.before_commit");
        return true;
    }, ct);

    private async Task EndRoundAsync(Waiting waiting, CancellationToken ct)
    {
        if (waiting.RoundStartedAt + options.RoundEvery > clock.GetUtcNow()) return;
        await database.WriteAsync(async transaction =>
        {
            var delivery = await deliveries.LockAsync(transaction, waiting.Id);
            if (delivery is null || delivery.Version != waiting.Version || delivery.Round != waiting.Round) return;
            delivery.EndRound(transaction.Now, options);
            deliveries.Save(transaction, delivery);
        }, ct);
    }
}
