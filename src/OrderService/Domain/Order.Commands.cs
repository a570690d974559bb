using System.Security.Cryptography;
using System.Text;
using FoodDelivery.Contracts;

namespace FoodDelivery.OrderService.Domain;

// What people do to an order. Each asks the machine, then says what changes and what it means to others.
public sealed partial record Order
{
    public const int MaxDelays = 2;
    public const int MaxDelayMinutes = 60;
    public const int MaxCollectTries = 5;
    private static readonly TimeSpan NoShowAfter = TimeSpan.FromMinutes(60);

    /// <param name="alertAfter">How long after readyBy ops are told that it is not ready.</param>
    public OrderChange Accept(Actor by, int prepMinutes, DateTimeOffset now, TimeSpan alertAfter) => Do(OrderCommand.Accept, by, to =>
    {
        var readyBy = now.AddMinutes(prepMinutes);
        return OrderChange.Of(this, this with { PrepMinutes = prepMinutes, ReadyBy = readyBy }, readyBy + alertAfter,
            OrderStep.Of(Status, to, by, now, $"prepMinutes {prepMinutes}", new OrderAcceptedV1(
                Id, CustomerId, RestaurantId, Code, RestaurantName, prepMinutes, readyBy, Pickup, Dropoff?.Coarse(), FulfilmentText,
                Money(DeliveryFee), Money(Tip), PromiseEarliest, PromiseLatest, by.Id ?? Guid.Empty)));
    });

    public OrderChange Reject(Actor by, string reason, IReadOnlyList<Guid> itemIds, DateTimeOffset now) => Do(OrderCommand.Reject, by, to =>
        OrderChange.Of(this, Ended(by, reason), null,
            OrderStep.Of(Status, to, by, now, reason, new OrderRejectedV1(Id, CustomerId, RestaurantId, reason, itemIds, WaitedSeconds(now)))));

    // The kitchen's deadline goes on.
    public OrderChange Start(Actor by, DateTimeOffset now) => Do(OrderCommand.Start, by, to =>
        OrderChange.Of(this, this, null, OrderStep.Of(Status, to, by, now, null, new OrderPreparingV1(Id, CustomerId, RestaurantId, now))));

    /// <param name="alertAt">When ops are told that nobody has fetched it.</param>
    public OrderChange MarkReady(Actor by, DateTimeOffset now, DateTimeOffset alertAt) => Do(OrderCommand.Ready, by, to =>
        OrderChange.Of(this, this, alertAt, OrderStep.Of(Status, to, by, now, null, new OrderReadyV1(Id, CustomerId, RestaurantId, now, Inferred: false, FulfilmentText))));

    /// <param name="alertAfter">How long after the new readyBy ops are told that it is not ready.</param>
    /// <exception cref="OrderRefusedException">The third delay, or more than an hour in all.</exception>
    public OrderChange Delay(Actor by, int minutes, string reason, DateTimeOffset now, TimeSpan alertAfter) => Do(OrderCommand.Delay, by, to =>
    {
        if (DelayCount >= MaxDelays || DelayMinutes + minutes > MaxDelayMinutes)
        {
            throw new OrderRefusedException("delay_limit", $"An order can be delayed {MaxDelays} times and by {MaxDelayMinutes} minutes in all.", this);
        }
        var old = ReadyBy ?? now;
        var after = this with { DelayCount = DelayCount + 1, DelayMinutes = DelayMinutes + minutes, ReadyBy = old.AddMinutes(minutes) };
        return OrderChange.Of(this, after, after.ReadyBy + alertAfter, OrderStep.Of(Status, to, by, now, $"{minutes} min: {reason}",
            new OrderDelayedV1(Id, CustomerId, RestaurantId, old, old.AddMinutes(minutes), reason, after.DelayCount)));
    });

    /// <summary>Hands a pick-up order over. A wrong code is a change without a step: it counts the try. Ops, who are asked when it is locked, need none.</summary>
    /// <exception cref="OrderRefusedException">Too many wrong codes.</exception>
    public OrderChange Collect(Actor by, string? code, DateTimeOffset now) => Do(OrderCommand.Collect, by, to =>
    {
        if (by.Role is not ActorRole.Ops)
        {
            if (CollectTries >= MaxCollectTries) throw new OrderRefusedException("collect_locked", "Too many wrong codes; ask ops.", this);
            var matches = CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(code ?? ""), Encoding.UTF8.GetBytes(PickupCode ?? ""));
            if (!matches) return new OrderChange(this, this with { CollectTries = CollectTries + 1 }, []);
        }
        return OrderChange.Of(this, this, null, OrderStep.Of(Status, to, by, now, null, new OrderCollectedV1(Id, CustomerId, RestaurantId, now)));
    });

    /// <summary>Nobody came for a pick-up order. The customer pays: the food was made.</summary>
    /// <exception cref="OrderRefusedException">The customer still has time.</exception>
    public OrderChange MarkNoShow(Actor by, DateTimeOffset now) => Do(OrderCommand.NoShow, by, to =>
    {
        // A kitchen that was later than promised does not shorten the customer's time.
        var until = (ReadyBy > PromiseLatest ? ReadyBy.Value : PromiseLatest) + NoShowAfter;
        if (now < until) throw new OrderRefusedException("no_show_too_early", $"The customer has until {until:O}.", this);
        return OrderChange.Of(this, Ended(by, "noShow"), null, OrderStep.Of(Status, to, by, now, null, new OrderNoShowV1(Id, CustomerId, RestaurantId, now)));
    });

    /// <summary>
    /// Begins a cancellation; it ends when payment and delivery have undone their part. As long as a courier could pick the order up, which wins,
    /// the money stays: it is asked back when Delivery has said that nobody will.
    /// </summary>
    /// <param name="alertAt">When ops are told that it has not ended.</param>
    public OrderChange Cancel(Actor by, string reason, DateTimeOffset now, DateTimeOffset alertAt) => Do(OrderCommand.Cancel, by, to =>
    {
        var hasDelivery = Fulfilment == Fulfilment.Delivery && ReadyBy is not null;
        return OrderChange.Of(this, Ended(by, reason) with { PaymentReleased = false, DeliveryReleased = !hasDelivery }, alertAt,
            OrderStep.Of(Status, to, by, now, reason,
                new OrderCancelRequestedV1(Id, CustomerId, RestaurantId, Wire(by.Role.ToString()), reason, Wire(Status.ToString()),
                    AwaitsCourier: hasDelivery && Status is not OrderStatus.InDelivery)));
    });

    private OrderChange Do(OrderCommand command, Actor by, Func<OrderStatus, OrderChange> change)
    {
        var decision = OrderMachine.Decide(Status, command, by.Role, Fulfilment);
        return decision.Kind switch
        {
            DecisionKind.Move => change(decision.To),
            DecisionKind.AlreadyDone => OrderChange.None(this),
            DecisionKind.Refuse => throw new OrderRefusedException("order_state_conflict", $"The order is {Wire(Status.ToString())}; {Wire(command.ToString())} is not possible now.", this),
        };
    }

    private Order Ended(Actor by, string reason) => this with { EndReason = reason, EndedBy = by.Role };

    private string FulfilmentText => Wire(Fulfilment.ToString());

    private int WaitedSeconds(DateTimeOffset now) => SubmittedAt is { } submitted ? (int)(now - submitted).TotalSeconds : 0;

    private static string Wire(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
