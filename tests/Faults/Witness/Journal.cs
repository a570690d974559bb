using System.Collections.Concurrent;
using System.Text.Json;

namespace FoodDelivery.Faults.Witness;

/// <summary>One operation of somebody outside. Its outcome is ok, fail (definitely not done) or info (nobody can say; it is repeated with the same key).</summary>
public sealed record Op(long OpId, string Client, string Kind, string Outcome, string? IdemKey = null, Guid? OrderId = null, long? TotalMinor = null, int? HttpStatus = null, DateTimeOffset At = default);

/// <summary>What people did and were told, in a file that is only appended to and on its way to disk before anything depends on it.</summary>
public sealed class Journal(string file) : IDisposable
{
    private readonly StreamWriter writer = new(new FileStream(file, FileMode.Append, FileAccess.Write, FileShare.Read));
    private readonly ConcurrentQueue<Op> unread = new();
    private readonly Lock gate = new();
    private long last;
    private int awaiting;

    /// <summary>Before it is sent: from here on nobody knows.</summary>
    public Op Begin(string client, string kind, string? idemKey = null, Guid? orderId = null) =>
        Write(new Op(Interlocked.Increment(ref last), client, kind, "info", idemKey, orderId));

    public Op End(Op op, string outcome, int? status = null, Guid? orderId = null, long? total = null) =>
        Write(op with { Outcome = outcome, HttpStatus = status, OrderId = orderId ?? op.OrderId, TotalMinor = total });

    /// <summary>What came of each attempt at a call.</summary>
    public Answers Answers { get; } = new();

    /// <summary>Calls that are awaiting their answer now.</summary>
    public int Awaiting => awaiting;

    public void Sends() => Interlocked.Increment(ref awaiting);

    public void Hears() => Interlocked.Decrement(ref awaiting);

    /// <summary>What was written since the last call.</summary>
    public IReadOnlyList<Op> Take()
    {
        var ops = new List<Op>();
        while (unread.TryDequeue(out var op)) ops.Add(op);
        return ops;
    }

    public void Dispose() => writer.Dispose();

    private Op Write(Op op)
    {
        op = op with { At = TimeProvider.System.GetUtcNow() };
        lock (gate)
        {
            writer.WriteLine(JsonSerializer.Serialize(op));
            writer.Flush();
            unread.Enqueue(op);
        }
        return op;
    }
}
