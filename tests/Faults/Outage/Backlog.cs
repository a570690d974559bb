using System.Diagnostics;
using Dapper;
using FoodDelivery.Faults.Checks;
using FoodDelivery.Faults.Witness;

namespace FoodDelivery.Faults.Outage;

/// <summary>What has not arrived yet.</summary>
public sealed class Backlog(Books books, WitnessBook witness)
{
    private static readonly Invariant[] Arrived = [.. Invariant.All.Where(invariant => invariant.Name is "not-published" or "not-applied")];

    public long Peak { get; private set; }

    /// <summary>Looks at all outboxes, again and again, until cancelled.</summary>
    public async Task WatchAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            await CountAsync();
            await Task.Delay(TimeSpan.FromMilliseconds(500), ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public async Task<long> CountAsync()
    {
        await using var connection = await books.OpenAsync();
        var count = await connection.ExecuteScalarAsync<long>(books.Here(Settling.Unpublished));
        Peak = Math.Max(Peak, count);
        return count;
    }

    /// <summary>Until everything committed lies in its topic and every subscriber has applied it.</summary>
    /// <returns>Whether that came in time.</returns>
    public async Task<bool> DrainAsync(TimeSpan limit, CancellationToken ct)
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < limit)
        {
            if (await CountAsync() == 0)
            {
                await witness.WriteDownAsync(ct);
                await using var connection = await books.OpenAsync();
                var missing = 0;
                foreach (var invariant in Arrived)
                {
                    if (await books.CheckAsync(connection, invariant) is not null) missing++;
                }
                // An event applied in between may have caused another one.
                if (missing == 0 && await CountAsync() == 0) return true;
            }
            await Task.Delay(TimeSpan.FromMilliseconds(150), ct);
        }
        return false;
    }
}
