using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.NotificationService.Data;
using FoodDelivery.NotificationService.Domain;

namespace FoodDelivery.NotificationService.Events;

/// <summary>Reminds a restaurant of an order that it has not answered, after two minutes and after four: a tablet falls asleep.</summary>
internal sealed class Reminder(AnnouncementBatch batch) : IDeadlineHandler
{
    public const string Kind = "orderWaiting";

    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(2);

    // The last one must leave the time to answer.
    private static readonly TimeSpan LeastLeft = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LastAfter = TimeSpan.FromMinutes(4.5);

    public async Task HandleAsync(Guid aggregateId, Transaction transaction, CancellationToken ct)
    {
        var (order, since) = await OrderFactRows.FindAsync(transaction, aggregateId);
        var now = transaction.Now;
        if (order is not { RestaurantId: { } restaurant, AcceptBy: { } acceptBy } || acceptBy <= now + LeastLeft) return;
        await batch.LockAsync(transaction, [restaurant], []);
        batch.Add(OrderAnnouncements.Waiting(order, now), Guid.CreateVersion7(now), now);
        batch.Save(transaction);
        var next = now + Interval;
        if (next < since + LastAfter) transaction.SetDeadline(aggregateId, Kind, next);
    }
}
