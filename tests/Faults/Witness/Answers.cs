using System.Collections.Concurrent;

namespace FoodDelivery.Faults.Witness;

/// <summary>What sort of request: one that changes nothing, one with an Idempotency-Key, or another one that may be repeated as it is.</summary>
public enum Sort
{
    Read,
    Keyed,
    Command,
}

/// <summary>Counts what came of each attempt.</summary>
public sealed class Answers
{
    private static readonly string[] Definite = ["done", "refused"];

    private readonly ConcurrentDictionary<(Sort Sort, int Attempt, string Outcome), int> counts = new();

    /// <param name="sort">Of the request.</param>
    /// <param name="attempt">1 for the first; those from the third on are one.</param>
    /// <param name="outcome">done, refused, or what came instead of a definite answer: a status, or no answer.</param>
    public void Note(Sort sort, int attempt, string outcome) => counts.AddOrUpdate((sort, Math.Min(attempt, 3), outcome), 1, (_, count) => count + 1);

    /// <summary>How often something was sent again for want of a definite answer.</summary>
    public int Repeated => counts.Where(entry => entry.Key.Attempt > 1).Sum(entry => entry.Value);

    /// <summary>Attempts of this number.</summary>
    public int Count(Sort sort, int attempt) => Of(sort).Where(entry => entry.Key.Attempt == attempt).Sum(entry => entry.Value);

    /// <summary>Attempts of this number without a definite answer.</summary>
    public int Failed(Sort sort, int attempt) => Of(sort).Where(entry => entry.Key.Attempt == attempt && !Definite.Contains(entry.Key.Outcome)).Sum(entry => entry.Value);

    /// <summary>What came instead of a definite answer, and how often.</summary>
    public string Failures(Sort sort) => string.Join(", ", Of(sort).Where(entry => !Definite.Contains(entry.Key.Outcome))
        .GroupBy(entry => entry.Key.Outcome).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => $"{group.Sum(entry => entry.Value)} × {group.Key}"));

    private IEnumerable<KeyValuePair<(Sort Sort, int Attempt, string Outcome), int>> Of(Sort sort) => counts.Where(entry => entry.Key.Sort == sort);
}
