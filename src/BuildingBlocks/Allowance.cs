namespace FoodDelivery.BuildingBlocks;

/// <summary>
/// How often somebody may do something: a few times at once, then once in an interval (GCRA, the leaky bucket as a clock). Of each replica
/// by itself, in memory. Thread-safe.
/// </summary>
/// <param name="interval">One more each.</param>
/// <param name="burst">How many at once.</param>
public sealed class Allowance(TimeSpan interval, int burst, TimeProvider clock)
{
    private const int Remembered = 20_000;

    private readonly Lock gate = new();
    private readonly Recent<Guid, DateTimeOffset> spentUntil = new(Remembered);

    /// <summary>Takes one.</summary>
    /// <exception cref="RefusedException"><c>rate_limited</c>, with the time after which there is one again.</exception>
    public void Take(Guid key)
    {
        lock (gate)
        {
            var now = clock.GetUtcNow();
            var spent = spentUntil.TryGet(key, out var until) && until > now ? until : now;
            if (spent + interval - now is var used && used > interval * burst)
            {
                throw new RefusedException("rate_limited", "Too many requests; wait and try again.", Refusal.TooOften)
                {
                    RetryAfter = used - (interval * burst),
                };
            }
            spentUntil.Set(key, spent + interval);
        }
    }
}
