using System.Collections.Concurrent;

namespace FoodDelivery.Load.Measuring;

/// <summary>Errors by kind, each with its first case in full. Thread-safe.</summary>
public sealed class ErrorLog
{
    private readonly ConcurrentDictionary<string, (int Count, string Sample)> kinds = new();
    private int total;

    public int Total => Volatile.Read(ref total);

    public IReadOnlyList<(string Kind, int Count, string Sample)> Kinds =>
        [.. kinds.Select(kind => (kind.Key, kind.Value.Count, kind.Value.Sample)).OrderByDescending(kind => kind.Count)];

    /// <summary>Each kind with its first case.</summary>
    public void Print()
    {
        foreach (var (kind, count, sample) in Kinds) Console.WriteLine($"error  {count} × {kind}\n       first: {sample}");
    }

    /// <param name="kind">The same for the same cause: no ids in it.</param>
    /// <param name="sample">The whole story of this case.</param>
    public void Add(string kind, string sample)
    {
        kinds.AddOrUpdate(kind, _ => (1, sample), (_, known) => (known.Count + 1, known.Sample));
        Interlocked.Increment(ref total);
    }
}
