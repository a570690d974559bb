using System.Collections.Concurrent;

namespace FoodDelivery.Faults.City;

/// <summary>Counts answers.</summary>
public sealed class Tally
{
    private readonly ConcurrentDictionary<string, int> others = new();
    private int definite;

    public int All => definite + Failures;

    public int Definite => definite;

    /// <summary>What said nothing and had to be repeated.</summary>
    public int Failures => others.Values.Sum();

    public string What => others.IsEmpty ? "none" : string.Join(", ", others.OrderByDescending(other => other.Value).Select(other => $"{other.Value}× {other.Key}"));

    public int Of(int status) => others.Where(other => other.Key.StartsWith($"{status}", StringComparison.Ordinal)).Sum(other => other.Value);

    public void Hear(Answer answer)
    {
        // A token that has run out is renewed and the request repeated; that is no failure.
        if (answer.IsDefinite || answer.Status == 401) Interlocked.Increment(ref definite);
        else others.AddOrUpdate(answer.ToString(), 1, (_, count) => count + 1);
    }
}
