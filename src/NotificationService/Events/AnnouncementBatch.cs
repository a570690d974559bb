using System.Diagnostics;
using System.Text.Json;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using FoodDelivery.NotificationService.Data;
using FoodDelivery.NotificationService.Streams;

namespace FoodDelivery.NotificationService.Events;

/// <summary>
/// The announcements of a batch of events. All their recipients are locked in one round trip and stored in another, with the commit;
/// each gets the next number of its recipient, and what was committed is handed to the streams.
/// </summary>
internal sealed class AnnouncementBatch(StreamHub hub) : IEventBatch
{
    private readonly List<(StreamEvent Event, Guid Cause)> announced = [];
    private readonly Dictionary<Guid, Guid?> changedDrivers = [];
    private Dictionary<Guid, Guid> drivers = [];
    private Dictionary<Guid, long> last = [];

    public async Task LoadAsync(IReadOnlyList<EventEnvelope> events, Transaction transaction, CancellationToken ct)
    {
        // All but the drivers who are not named can be told from the events alone.
        var recipients = events.SelectMany(e => Subscriptions.To(e).Announce(e, null)).Select(told => told.RecipientId).Distinct().ToList();
        var carried = events.Where(e => Subscriptions.To(e).Carrier is not Carrier.Unasked).Select(e => e.Subject).Distinct().ToList();
        if (recipients.Count > 0) (last, drivers) = await AnnouncementRows.LockAsync(transaction, recipients, carried);
    }

    /// <summary>Adds what an event tells; called in the order of the events.</summary>
    public void Announce(EventEnvelope cause, DateTimeOffset now)
    {
        var (orderId, subscription) = (cause.Subject, Subscriptions.To(cause));
        Guid? driver = subscription.Carrier is Carrier.Unasked ? null : DriverOf(orderId);
        foreach (var (recipient, name, data) in subscription.Announce(cause, driver))
        {
            var json = JsonSerializer.Serialize(data, JsonDefaults.Tolerant);
            announced.Add((new StreamEvent
            {
                No = ++last[recipient],
                RecipientId = recipient,
                Name = name,
                Data = json,
                CreatedAt = now,
                TraceParent = Activity.Current?.Id,
            }, cause.Id));
        }
        if (subscription.Found is { } found) changedDrivers[orderId] = found(cause);
        else if (subscription.Carrier is Carrier.Lost && driver is not null) changedDrivers[orderId] = null;
    }

    public void Save(Transaction transaction)
    {
        AnnouncementRows.SetDrivers(transaction, changedDrivers);
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
