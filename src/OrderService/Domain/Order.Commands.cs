using System.Security.Cryptography;
using System.Text;
using FoodDelivery.BuildingBlocks;
using FoodDelivery.Contracts;

namespace FoodDelivery.OrderService.Domain;

// What people do to an order. Each asks the machine, then says what changes, what it means to others and by when somebody must act.
// False: it was done before, and nothing changes.
public sealed partial class Order
{
    public const int MaxDelays = 2;
    public const int MaxDelayMinutes = 60;
    public const int MaxCollectTries = 5;
    private static readonly TimeSpan NoShowAfter = TimeSpan.FromMinutes(60);

    /// <summary>The first change: from nothing to waiting for payment.</summary>
    public void Place(DateTimeOffset now, DateTimeOffset payBy)
    {
        PlacedAt = now;
        Move(OrderStatus.PendingPayment, new Actor(ActorRole.Customer, CustomerId), now, null, new OrderPlacedV1(
            Id, CustomerId, RestaurantId, Code, QuoteId,
            [.. LineItems.Select(line =>
                new OrderLineV1(line.ItemId, line.Name, line.Quantity, line.UnitPrice, line.LineTotal, line.Options))],
            Money(Subtotal), Money(DeliveryFee), Money(ServiceFee), Money(Tax), Money(Tip), Money(Discount), Money(Total),
            Wire(Fulfilment), now), payBy);
    }

    /// <param name="alertAfter">How long after readyBy ops are told that it is not ready.</param>
    public bool Accept(Actor by, int prepMinutes, DateTimeOffset now, TimeSpan alertAfter)
    {
        if (Ask(OrderCommand.Accept, by) is not { } to) return false;
        var readyBy = now.AddMinutes(prepMinutes);
        (PrepMinutes, ReadyBy) = (prepMinutes, readyBy);
        var later = PromiseNotBefore(readyBy);
        Move(to, by, now, $"prepMinutes {prepMinutes}", new OrderAcceptedV1(
            Id, CustomerId, RestaurantId, Code, RestaurantName, prepMinutes, readyBy, Pickup, Dropoff?.Coarse(), Wire(Fulfilment),
            Money(DeliveryFee), Money(Tip), PromiseEarliest, PromiseLatest, by.Id ?? Guid.Empty, PickupPlace, PickupPhone),
            readyBy + alertAfter);
        TellPromise(later, PromiseCause.LateAcceptance, by, now);
        return true;
    }

    /// <param name="itemIds">Of its lines, those that were the reason.</param>
    public bool Reject(Actor by, string reason, IReadOnlyList<Guid> itemIds, DateTimeOffset now)
    {
        if (Ask(OrderCommand.Reject, by) is not { } to) return false;
        End(by, reason);
        IReadOnlyList<string> names = [.. itemIds.Select(id => LineItems.First(line => line.ItemId == id).Name)];
        if (itemIds.Count > 0) EndItems = string.Join(',', itemIds);
        var detail = names.Count == 0 ? reason : $"{reason}: {string.Join(", ", names)}";
        Move(to, by, now, detail, new OrderRejectedV1(Id, CustomerId, RestaurantId, reason, itemIds, WaitedSeconds(now), names));
        return true;
    }

    // The kitchen's deadline goes on.
    public bool Start(Actor by, DateTimeOffset now)
    {
        if (Ask(OrderCommand.Start, by) is not { } to) return false;
        Move(to, by, now, null, new OrderPreparingV1(Id, CustomerId, RestaurantId, now));
        return true;
    }

    /// <param name="alertAt">When ops are told that nobody has fetched it.</param>
    public bool MarkReady(Actor by, DateTimeOffset now, DateTimeOffset alertAt)
    {
        if (Ask(OrderCommand.Ready, by) is not { } to) return false;
        Move(to, by, now, null, new OrderReadyV1(Id, CustomerId, RestaurantId, now, Inferred: false, Wire(Fulfilment)), alertAt);
        return true;
    }

    /// <param name="alertAfter">How long after the new readyBy ops are told that it is not ready.</param>
    /// <exception cref="RefusedException">Also for the third delay, or more than an hour in all.</exception>
    public bool Delay(Actor by, int minutes, string reason, DateTimeOffset now, TimeSpan alertAfter)
    {
        if (Ask(OrderCommand.Delay, by) is not { } to) return false;
        if (DelayCount >= MaxDelays || DelayMinutes + minutes > MaxDelayMinutes)
        {
            throw Refused("delay_limit", $"An order can be delayed {MaxDelays} times and by {MaxDelayMinutes} minutes in all.", by);
        }
        var old = ReadyBy ?? now;
        var readyBy = old.AddMinutes(minutes);
        (DelayCount, DelayMinutes, ReadyBy) = (DelayCount + 1, DelayMinutes + minutes, readyBy);
        var later = PromiseNotBefore(readyBy);
        Move(to, by, now, $"{minutes} min: {reason}", new OrderDelayedV1(
            Id, CustomerId, RestaurantId, old, readyBy, reason, DelayCount, Wire(to), Wire(by.Role), PromiseEarliest, PromiseLatest,
            TimeZone), readyBy + alertAfter);
        TellPromise(later, PromiseCause.Delay, by, now);
        return true;
    }

    /// <summary>
    /// Hands a pick-up order over. A wrong code is a change without a step: it counts the try. Ops, who are asked when it is locked,
    /// need none.
    /// </summary>
    /// <exception cref="RefusedException">Also after too many wrong codes.</exception>
    public bool Collect(Actor by, string? code, DateTimeOffset now)
    {
        if (Ask(OrderCommand.Collect, by) is not { } to) return false;
        if (by.Role is not ActorRole.Ops)
        {
            if (CollectTries >= MaxCollectTries) throw Refused("collect_locked", "Too many wrong codes; ask ops.", by);
            if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(code ?? ""), Encoding.UTF8.GetBytes(PickupCode ?? "")))
            {
                CollectTries++;
                return true;
            }
        }
        Move(to, by, now, null, new OrderCollectedV1(Id, CustomerId, RestaurantId, now));
        return true;
    }

    /// <summary>Nobody came for a pick-up order. The customer pays: the food was made.</summary>
    /// <exception cref="RefusedException">Also while the customer still has time.</exception>
    public bool MarkNoShow(Actor by, DateTimeOffset now)
    {
        if (Ask(OrderCommand.NoShow, by) is not { } to) return false;
        // A kitchen that was later than promised does not shorten the customer's time.
        var until = (ReadyBy > PromiseLatest ? ReadyBy.Value : PromiseLatest) + NoShowAfter;
        if (now < until) throw Refused("no_show_too_early", $"The customer has until {until:O}.", by);
        End(by, "noShow");
        Move(to, by, now, null, new OrderNoShowV1(Id, CustomerId, RestaurantId, now));
        return true;
    }

    /// <summary>
    /// Begins a cancellation; it ends when payment and delivery have undone their part. As long as a courier could pick the order up, which
    /// wins, the money stays: it is asked back when Delivery has said that nobody will.
    /// </summary>
    /// <param name="alertAt">When ops are told that it has not ended.</param>
    public bool Cancel(Actor by, string reason, DateTimeOffset now, DateTimeOffset alertAt)
    {
        if (Ask(OrderCommand.Cancel, by) is not { } to) return false;
        var hasDelivery = Fulfilment == Fulfilment.Delivery && ReadyBy is not null;
        End(by, reason);
        (PaymentReleased, DeliveryReleased) = (false, !hasDelivery);
        Move(to, by, now, reason, new OrderCancelRequestedV1(Id, CustomerId, RestaurantId, Wire(by.Role), reason, Wire(Status),
            AwaitsCourier: hasDelivery && Status is not OrderStatus.InDelivery), alertAt);
        return true;
    }
}
