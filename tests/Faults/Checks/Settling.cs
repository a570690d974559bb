using System.Diagnostics;
using Dapper;
using FoodDelivery.Faults.Witness;

namespace FoodDelivery.Faults.Checks;

/// <summary>Waits until the system has done all it had to do. Not getting there is a violation of G16, which its queries then show.</summary>
public static class Settling
{
    /// <summary>How many committed events do not lie in their topic yet.</summary>
    public static readonly string Unpublished =
        "SELECT " + string.Join(" + ", new[] { "user", "product", "order", "payment", "delivery", "notification", "analytics" }.Select(service => $"(SELECT COUNT(*) FROM fd_{service}.outbox WHERE published_at IS NULL)"));

    private static readonly TimeSpan Usually = TimeSpan.FromSeconds(60);

    private static readonly string Waiting = Unpublished
        + " + (SELECT COUNT(*) FROM fd_payment.payment_operations WHERE status IN ('pending', 'unknown'))"
        + string.Concat(new[] { "order", "payment", "delivery", "notification", "analytics" }.Select(service => $" + (SELECT COUNT(*) FROM fd_{service}.parked_events)"))
        // What failed while somebody was away is tried again at growing distances: until then the system is not at rest.
        + string.Concat(new[] { "order", "payment", "delivery" }.Select(service => $" + (SELECT COUNT(*) FROM fd_{service}.deadlines WHERE due_at <= UTC_TIMESTAMP(6) OR attempts >= 3)"));

    private static readonly Invariant NotApplied = Invariant.All.Single(invariant => invariant.Name == "not-applied");

    /// <param name="limit">A minute when not given; the more orders, the longer the queries alone take.</param>
    /// <returns>How long it took; null when it did not come to rest within the limit.</returns>
    public static async Task<TimeSpan?> SettleAsync(Books books, WitnessBook witness, CancellationToken ct, TimeSpan? limit = null)
    {
        var watch = Stopwatch.StartNew();
        await using var connection = await books.OpenAsync();
        var quiet = 0;
        while (watch.Elapsed < (limit ?? Usually))
        {
            var rests = await connection.ExecuteScalarAsync<long>(books.Here(Waiting)) == 0;
            if (rests)
            {
                await witness.WriteDownAsync(ct);
                rests = await books.CheckAsync(connection, NotApplied) is null && await witness.HasSeenAllAsync(connection);
            }
            quiet = rests ? quiet + 1 : 0;
            if (quiet == 2) return watch.Elapsed;
            await Task.Delay(TimeSpan.FromMilliseconds(300), ct);
        }
        await witness.WriteDownAsync(ct);
        return null;
    }
}
