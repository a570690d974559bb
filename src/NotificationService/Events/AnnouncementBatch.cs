using System.Diagnostics;
using System.Text.Json;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using FoodDelivery.NotificationService.Channels;
using FoodDelivery.NotificationService.Data;
using FoodDelivery.NotificationService.Domain;
using FoodDelivery.NotificationService.Streams;

namespace FoodDelivery.NotificationService.Events;

/// <summary>
/// The announcements of a batch of events. All their recipients are locked in one round trip and stored in another, with the commit;
/// each gets the next number of its recipient, and what was committed is handed to the streams. What is to be mailed or pushed is stored
/// with it.
/// </summary>
internal sealed class AnnouncementBatch(StreamHub hub, ActiveChannels channels) : IEventBatch
{
    private readonly List<(StreamEvent Event, Guid Cause)> announced = [];
    private readonly List<OutboundMessage> outbound = [];
    private readonly Dictionary<Guid, Guid?> changedDrivers = [];
    private readonly List<OrderFacts> learnt = [];
    private Dictionary<Guid, Guid> drivers = [];
    private Dictionary<Guid, long> last = [];
    private HashSet<Guid> erased = [];

    public async Task LoadAsync(IReadOnlyList<EventEnvelope> events, Transaction transaction, CancellationToken ct)
    {
        // All but the drivers who are not named can be told from the events alone.
        var told = events.Select(e => (Event: e, Subscription: Subscriptions.Find(e))).Where(e => e.Subscription is not null).ToList();
        var recipients = told.SelectMany(e => e.Subscription!.Announce(e.Event, null)).Where(one => one.Name is not null)
            .Select(one => one.RecipientId).Distinct().ToList();
        var carried = told.Where(e => e.Subscription!.Carrier is not Carrier.Unasked).Select(e => e.Event.Subject).Distinct().ToList();
        if (recipients.Count > 0) (last, drivers, erased) = await AnnouncementRows.LockAsync(transaction, recipients, carried);
    }

    /// <summary>Adds what an event tells; called in the order of the events.</summary>
    public void Announce(EventEnvelope cause, DateTimeOffset now)
    {
        var (orderId, subscription) = (cause.Subject, Subscriptions.Find(cause)!);
        Guid? driver = subscription.Carrier is Carrier.Unasked ? null : DriverOf(orderId);
        foreach (var announcement in subscription.Announce(cause, driver)) Add(announcement, cause.Id, now);
        if (subscription.Found is { } found) changedDrivers[orderId] = found(cause);
        else if (subscription.Carrier is Carrier.Lost && driver is not null) changedDrivers[orderId] = null;
        if (subscription.Learn is { } learn && channels.IsAnyOn) learnt.Add(learn(cause));
    }

    private void Add(Announcement announcement, Guid cause, DateTimeOffset now)
    {
        var recipient = announcement.RecipientId;
        if (erased.Contains(recipient)) return;
        if (announcement.Name is { } name)
        {
            announced.Add((new StreamEvent
            {
                No = ++last[recipient],
                RecipientId = recipient,
                Name = name,
                Data = JsonSerializer.Serialize(announcement.Data, JsonDefaults.Tolerant),
                CreatedAt = now,
                TraceParent = Activity.Current?.Id,
            }, cause));
        }
        if (announcement.Outside is not { } text || !ChannelTable.Choices.TryGetValue(text.Template, out var choice)) return;
        outbound.AddRange(Enum.GetValues<Channel>().Where(channel => choice.Uses(channel) && channels.IsOn(channel))
            .Select(channel => OutboundMessage.Of(channel, recipient, choice.Staff ? null : recipient, text, choice, cause, now)));
    }

    public void Save(Transaction transaction)
    {
        AnnouncementRows.SetDrivers(transaction, changedDrivers);
        OrderFactRows.Learn(transaction, learnt);
        if (outbound.Count > 0)
        {
            OutboundRows.Add(transaction, outbound);
            transaction.AfterCommit(() => channels.Wake(outbound.Select(message => message.Channel)));
        }
        if (announced.Count == 0) return;
        AnnouncementRows.Add(transaction, announced);
        transaction.AfterCommit(() => hub.Show([.. announced.Select(row => row.Event)]));
    }

    private Guid? DriverOf(Guid orderId) =>
        changedDrivers.TryGetValue(orderId, out var now) ? now : drivers.TryGetValue(orderId, out var known) ? known : null;
}

/// <summary>Turns an event into its announcements (Domain/).</summary>
internal sealed class Announcer<T>(AnnouncementBatch batch) : IEventHandler<T> where T : IEvent
{
    public Task HandleAsync(T data, EventEnvelope envelope, Transaction transaction, CancellationToken ct)
    {
        batch.Announce(envelope, transaction.Now);
        return Task.CompletedTask;
    }
}
