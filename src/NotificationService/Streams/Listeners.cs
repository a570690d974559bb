using FoodDelivery.NotificationService.Data;

namespace FoodDelivery.NotificationService.Streams;

/// <summary>
/// The open streams of one recipient. They are offered his events in the order of their numbers, each once and none left out: what comes
/// ahead of another one is only remembered as heard of, and read from the database. Not thread-safe.
/// </summary>
internal sealed class Listeners
{
    private long heard;

    public List<StreamConnection> Streams { get; } = [];

    /// <summary>The number up to which events were offered; null until it is known where to begin.</summary>
    public long? Offered { get; private set; }

    /// <summary>There is something to be read from the database.</summary>
    public bool IsBehind => Offered < heard;

    /// <summary>There are events up to this number.</summary>
    /// <returns>Whether some of them have to be read.</returns>
    public bool Hear(long upTo)
    {
        heard = Math.Max(heard, upTo);
        return IsBehind;
    }

    /// <summary>Whoever listens begins not later than here.</summary>
    /// <returns>Whether there are events to be read that came meanwhile.</returns>
    public bool BeginAt(long last)
    {
        Offered ??= last;
        return Hear(last);
    }

    /// <summary>Offers events that were committed just now, by increasing number.</summary>
    /// <returns>Whether there is something to be read, which comes before them.</returns>
    public bool OfferCommitted(IEnumerable<StreamEvent> events)
    {
        foreach (var e in events)
        {
            if (e.No == Offered + 1) Offer(e);
            else Hear(e.No);
        }
        return IsBehind;
    }

    /// <summary>Offers what was read from the database.</summary>
    /// <param name="after">The number after which it was read.</param>
    /// <param name="upTo">The number up to which it was read: nothing else is left of them.</param>
    public void OfferStored(IEnumerable<StreamEvent> events, long after, long upTo)
    {
        // Who listened then has gone, and this is about others.
        if (Offered is not { } offered || offered < after) return;
        foreach (var e in events.Where(e => e.No > Offered)) Offer(e);
        Offered = Math.Max(Offered.Value, upTo);
    }

    /// <summary>What has to be read.</summary>
    public EventRange Missing(Guid recipientId) => new(recipientId, Offered!.Value, heard);

    private void Offer(StreamEvent e)
    {
        foreach (var stream in Streams) stream.Offer(e);
        Offered = e.No;
    }
}
