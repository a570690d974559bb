using System.Threading.Channels;
using FoodDelivery.NotificationService.Data;
using FoodDelivery.NotificationService.Domain;

namespace FoodDelivery.NotificationService.Streams;

/// <summary>One open stream: what waits to be written to it.</summary>
internal sealed class StreamConnection(Guid userId, IReadOnlyCollection<Guid> recipients, int maxWaiting)
{
    private readonly Channel<StreamEvent> events = System.Threading.Channels.Channel.CreateBounded<StreamEvent>(
        new BoundedChannelOptions(maxWaiting) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true });
    private readonly Dictionary<Guid, DeliveryPositionData> positions = [];
    private readonly Lock gate = new();

    public Guid UserId => userId;

    public IReadOnlyCollection<Guid> Recipients => recipients;

    /// <summary>
    /// Everything up to here was in the database when the stream was opened. What comes later comes through the channel, and some of what
    /// came before as well.
    /// </summary>
    public StreamPosition Position { get; set; } = StreamPosition.At(recipients, new Dictionary<Guid, long>());

    public ChannelReader<StreamEvent> Events => events.Reader;

    /// <summary>Hands over an event; a client too slow to take it is cut off, and resumes by Last-Event-ID.</summary>
    public void Offer(StreamEvent e)
    {
        if (!events.Writer.TryWrite(e)) events.Writer.TryComplete();
    }

    /// <summary>Keeps only the latest position of a delivery, and wakes the writer by an event without number.</summary>
    public void Offer(DeliveryPositionData data)
    {
        bool first;
        lock (gate)
        {
            first = positions.Count == 0;
            positions[data.DeliveryId] = data;
        }
        if (first) events.Writer.TryWrite(new StreamEvent { Name = StreamEventNames.DeliveryPosition });
    }

    public IReadOnlyList<DeliveryPositionData> TakePositions()
    {
        lock (gate)
        {
            DeliveryPositionData[] taken = [.. positions.Values];
            positions.Clear();
            return taken;
        }
    }

    public void Close() => events.Writer.TryComplete();
}
