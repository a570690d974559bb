namespace FoodDelivery.BuildingBlocks.Messaging;

/// <summary>
/// Messages handed over in memory, and which of them may go: those that follow what this relay published itself, so that the order per
/// aggregate is that of its sequence, whatever other replicas committed in between. The others wait a moment for their predecessor, then
/// the outbox is read, which has everything in order. Not thread-safe.
/// </summary>
internal sealed class Handed
{
    private const int StreamsKnown = 20_000;
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(20);

    private readonly Recent<StreamKey, long> published = new(StreamsKnown);
    private List<OutboxMessage> waiting = [];
    private TimeSpan waitingSince;

    public bool IsEmpty => waiting.Count == 0;

    /// <summary>Takes new messages and answers with those that may be sent now, in order.</summary>
    /// <param name="now">Time since any fixed moment.</param>
    public List<OutboxMessage> Next(List<OutboxMessage> handed, TimeSpan now)
    {
        if (waiting.Count == 0) waitingSince = now;
        waiting.AddRange(handed);
        var next = new List<OutboxMessage>(waiting.Count);
        var last = new Dictionary<StreamKey, long>();
        // Whoever reports first may be the successor: as often as something goes, another may follow it.
        for (var before = -1; before != next.Count && waiting.Count > 0;)
        {
            before = next.Count;
            var left = new List<OutboxMessage>();
            foreach (var message in waiting)
            {
                if (message.Seq == 0)
                {
                    next.Add(message);
                    continue;
                }
                var stream = new StreamKey(message.Topic, message.AggregateId);
                if (!last.TryGetValue(stream, out var sequence)) published.TryGet(stream, out sequence);
                if (message.Seq == sequence + 1)
                {
                    next.Add(message);
                    last[stream] = message.Seq;
                }
                else if (message.Seq > sequence)
                {
                    left.Add(message);
                }
            }
            waiting = left;
        }
        return next;
    }

    /// <summary>The broker has it.</summary>
    public void Published(OutboxMessage message)
    {
        if (message.Seq == 0) return;
        var stream = new StreamKey(message.Topic, message.AggregateId);
        if (!published.TryGet(stream, out var last) || last < message.Seq) published.Set(stream, message.Seq);
    }

    /// <summary>Whether what is left has waited long enough for a predecessor.</summary>
    public bool HasStrays(TimeSpan now) => waiting.Count > 0 && now - waitingSince >= Patience;

    /// <summary>Leaves everything to the database.</summary>
    public void Drop() => waiting.Clear();
}
