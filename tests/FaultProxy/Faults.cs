namespace FoodDelivery.FaultProxy;

/// <summary>What is wrong with the line right now. Replaced as a whole, so that a link never sees half a change.</summary>
public sealed record Faults
{
    public static readonly Faults None = new();

    /// <summary>Delay of every piece of data, in both directions.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>Random addition to the latency, up to this much.</summary>
    public TimeSpan Jitter { get; init; }

    /// <summary>Speed limit per direction; 0 is none.</summary>
    public int BytesPerSecond { get; init; }

    /// <summary>A link is reset once it has carried this many bytes; 0 is never.</summary>
    public long ResetAfterBytes { get; init; }

    /// <summary>Nothing reaches the target: connections are accepted, their bytes wait until this ends, as with lost packets.</summary>
    public bool HoldRequests { get; init; }

    /// <summary>Nothing comes back from the target.</summary>
    public bool HoldReplies { get; init; }

    /// <summary>Requests that arrive and whose answer is lost.</summary>
    public LostReplies? LostReplies { get; init; }
}

/// <summary>Chooses the HTTP requests that are delivered and whose client is reset before the answer.</summary>
/// <param name="method">HTTP method; * is any.</param>
/// <param name="oneIn">Strikes one request in so many, at random; 0 never.</param>
/// <param name="nth">Strikes the n-th request only, counted from 1; 0 never.</param>
/// <param name="seed">The same seed strikes the same requests of a sequence.</param>
public sealed class LostReplies(string method, int oneIn = 0, int nth = 0, int seed = 1)
{
    private readonly Lock gate = new();
    private readonly Random random = new(seed);
    private int seen;

    public bool Strikes(string requestMethod)
    {
        if (method != "*" && !method.Equals(requestMethod, StringComparison.OrdinalIgnoreCase)) return false;
        lock (gate)
        {
            seen++;
            return seen == nth || oneIn > 0 && random.Next(oneIn) == 0;
        }
    }
}
