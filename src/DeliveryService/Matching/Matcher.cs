using FoodDelivery.BuildingBlocks;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.DeliveryService.Data;
using FoodDelivery.DeliveryService.Domain;
using Microsoft.Extensions.Options;

namespace FoodDelivery.DeliveryService.Matching;

/// <summary>
/// Offers each waiting delivery to the best free driver. Several replicas may run at once: an offer locks delivery and driver, and
/// whoever comes second finds one of them taken.
/// </summary>
public sealed class Matcher(
    Database database, DeliveryStore deliveries, DriverStore drivers, OfferStore offers, PositionStore positions, IOptions<DeliveryOptions> options, TimeProvider clock) : IDisposable
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
            var waiting = await database.ReadAsync(session => session.QueryAsync<Waiting>(
                """
                SELECT id, version, pickup_lat, pickup_lng, round, round_started_at, gave_up_at FROM deliveries
                WHERE status IN ('searching', 'unassigned') ORDER BY created_at
                """), ct);
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

    private async Task<bool> OfferAsync(Waiting delivery, Dictionary<Guid, DateTimeOffset> free, Dictionary<(Guid, Guid), int> refusals, CancellationToken ct)
    {
        var candidates = new List<Candidate>();
        if (free.Count > 0)
        {
            var near = await positions.NearAsync(new(delivery.PickupLat, delivery.PickupLng), DriverChoice.Radius(delivery.Round), clock.GetUtcNow() - options.PositionFreshFor, ct);
            foreach (var (driverId, metres) in near)
            {
                var refusedIn = refusals.GetValueOrDefault((delivery.Id, driverId));
                if (free.TryGetValue(driverId, out var idleSince) && refusedIn < delivery.Round) candidates.Add(new Candidate(driverId, metres, idleSince, refusedIn > 0));
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
        var delivery = await deliveries.LockAsync(transaction, waiting.Id);
        if (delivery is null || delivery.Version != waiting.Version) return false;
        var driver = await drivers.LockAsync(transaction, candidate.DriverId);
        if (driver is not { Approved: true, Status: DriverStatus.Online } || await drivers.IsBusyAsync(transaction, driver.Id)) return false;
        await offers.InsertAsync(transaction, delivery.MakeOffer(driver.Id, candidate.Metres, transaction.Now, options));
        await deliveries.SaveAsync(transaction, delivery);
        Failpoint.Hit("delivery.offer.before_commit");
        return true;
    }, ct);

    // Rounds are the search's own book-keeping: no fact about the delivery, hence no event, until the last one passed in vain.
    private async Task EndRoundAsync(Waiting waiting, CancellationToken ct)
    {
        if (waiting.RoundStartedAt + options.RoundEvery > clock.GetUtcNow()) return;
        await database.WriteAsync(async transaction =>
        {
            var delivery = await deliveries.LockAsync(transaction, waiting.Id);
            if (delivery is null || delivery.Version != waiting.Version || delivery.Round != waiting.Round) return;
            if (delivery.Round >= options.Rounds && delivery.GaveUpAt is null && delivery.Can(DeliveryCommand.GiveUp, DeliveryActor.System))
            {
                delivery.GiveUp(transaction.Now);
                await deliveries.SaveAsync(transaction, delivery);
            }
            await transaction.ExecuteAsync("UPDATE deliveries SET round = round + 1, round_started_at = @Now WHERE id = @Id", new { transaction.Now, waiting.Id });
        }, ct);
    }

    private sealed record Waiting
    {
        public Guid Id { get; init; }
        public long Version { get; init; }
        public double PickupLat { get; init; }
        public double PickupLng { get; init; }
        public int Round { get; init; }
        public DateTimeOffset RoundStartedAt { get; init; }
    }
}
