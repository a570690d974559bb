using System.Collections.Concurrent;
using FoodDelivery.NotificationService.Domain;

namespace FoodDelivery.NotificationService.Streams;

/// <summary>The positions that were shown last. A delivery's next one is let through after a second.</summary>
internal sealed class ShownPositions(TimeProvider clock)
{
    private const int Most = 10_000;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<Guid, (DateTimeOffset At, Guid CustomerId, DeliveryPositionData Data)> shown = new();

    /// <summary>Remembers a position that is to be shown.</summary>
    /// <returns>False when it comes too soon after the last one.</returns>
    public bool TryShow(Guid customerId, DeliveryPositionData data)
    {
        var now = clock.GetUtcNow();
        if (shown.TryGetValue(data.DeliveryId, out var last) && now - last.At < Interval) return false;
        shown[data.DeliveryId] = (now, customerId, data);
        if (shown.Count > Most) Forget(now);
        return true;
    }

    /// <summary>Where a customer's couriers were within the last minute.</summary>
    public IEnumerable<DeliveryPositionData> Of(Guid customerId)
    {
        var now = clock.GetUtcNow();
        return shown.Values.Where(last => last.CustomerId == customerId && now - last.At < Fresh).Select(last => last.Data);
    }

    private void Forget(DateTimeOffset now)
    {
        foreach (var (delivery, (at, _, _)) in shown)
        {
            if (now - at > Fresh) shown.TryRemove(delivery, out _);
        }
    }
}
