using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace FoodDelivery.FaultProxy;

/// <summary>What went through a line and what its faults did.</summary>
public sealed partial class Counts
{
    private readonly ConcurrentDictionary<string, long> lostReplies = new();
    private readonly ConcurrentDictionary<string, long> lostRefusals = new();
    private readonly ConcurrentDictionary<string, long> hits = new();
    private long connections;
    private long requests;
    private long bytesUp;
    private long bytesDown;

    public long Connections => connections;

    /// <summary>HTTP requests seen; 0 on other protocols.</summary>
    public long Requests => requests;

    public long BytesUp => bytesUp;

    public long BytesDown => bytesDown;

    /// <summary>Lost replies that said the request had been carried out (2xx), by request, ids replaced by {id}.</summary>
    public IReadOnlyDictionary<string, long> LostReplies => lostReplies;

    /// <summary>Lost replies that said anything else, in the same way.</summary>
    public IReadOnlyDictionary<string, long> LostRefusals => lostRefusals;

    /// <summary>By kind of fault: how often it struck while something was under way, that is, after bytes had gone up and before an answer came down.</summary>
    public IReadOnlyDictionary<string, long> Hits => hits;

    internal void Connected() => Interlocked.Increment(ref connections);

    internal void Requested(int count) => Interlocked.Add(ref requests, count);

    internal void Carried(bool up, int bytes)
    {
        if (up) Interlocked.Add(ref bytesUp, bytes);
        else Interlocked.Add(ref bytesDown, bytes);
    }

    internal void Hit(string fault) => hits.AddOrUpdate(fault, 1, (_, count) => count + 1);

    internal void Lost(string method, string path, bool carriedOut)
    {
        (carriedOut ? lostReplies : lostRefusals).AddOrUpdate($"{method} {Ids().Replace(path.Split('?')[0], "{id}")}", 1, (_, count) => count + 1);
    }

    [GeneratedRegex("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F-]{22}|[0-9a-fA-F]{32}")]
    private static partial Regex Ids();
}
