using FoodDelivery.Contracts;

namespace FoodDelivery.OrderService.Domain;

// What the system does to an order: placing it, what payment and delivery report, and deadlines. A report that no longer fits
// the order's status changes nothing: the order has moved on, and who reported finds that out from the order's own events.
public sealed partial record Order
{
    /// <summary>The first change: from nothing to waiting for payment.</summary>
    public OrderChange Place(DateTimeOffset payBy) => new(this, this with { Status = OrderStatus.PendingPayment, Version = 1 },
    [
        OrderStep.Of(null, OrderStatus.PendingPayment, new Actor(ActorRole.Customer, CustomerId), PlacedAt, null, new OrderPlacedV1(
            Id, CustomerId, RestaurantId, Code, QuoteId,
            [.. LineItems.Select(line => new OrderLineV1(line.ItemId, line.Name, line.Quantity, line.UnitPrice, line.LineTotal, line.Options))],
            Money(Subtotal), Money(DeliveryFee), Money(ServiceFee), Money(Tax), Money(Tip), Money(Discount), Money(Total),
            PaymentMethod, FulfilmentText, PlacedAt)),
    ], payBy);

    public OrderChange Authorized(DateTimeOffset now, DateTimeOffset acceptBy) => IfPossible(OrderCommand.Authorize, to =>
        OrderChange.Of(this, this with { PaymentStatus = "authorized", SubmittedAt = now, AcceptBy = acceptBy }, acceptBy,
            OrderStep.Of(Status, to, Actor.System, now, null, new OrderSubmittedV1(Id, CustomerId, RestaurantId, Code, Money(Total), LineItems.Count, acceptBy, QuoteId))));

    public OrderChange PaymentRefused(string reason, DateTimeOffset now) => IfPossible(OrderCommand.FailPayment, to =>
        OrderChange.Of(this, Ended(Actor.System, reason) with { PaymentStatus = "failed", DeclineCode = reason }, null,
            OrderStep.Of(Status, to, Actor.System, now, reason, new OrderPaymentFailedV1(Id, CustomerId, RestaurantId, reason))));

    public OrderChange Expire(DateTimeOffset now) => IfPossible(OrderCommand.Expire, to =>
        OrderChange.Of(this, Ended(Actor.System, "noAnswer"), null,
            OrderStep.Of(Status, to, Actor.System, now, null, new OrderExpiredV1(Id, CustomerId, RestaurantId, WaitedSeconds(now)))));

    /// <summary>The courier has it. If staff forgot to say ready, that step is inferred; if a cancellation was under way, it has lost.</summary>
    public OrderChange PickedUp(DateTimeOffset at) => IfPossible(OrderCommand.PickUp, to =>
    {
        var pickedUp = new OrderPickedUpV1(Id, CustomerId, RestaurantId, at);
        var after = this with { EndReason = null, EndedBy = null };
        if (Status is OrderStatus.Ready or OrderStatus.Cancelling)
        {
            return OrderChange.Of(this, after, null, OrderStep.Of(Status, to, Actor.System, at, Status is OrderStatus.Cancelling ? "cancellation came too late" : null, pickedUp));
        }
        return OrderChange.Of(this, after, null,
            OrderStep.Of(Status, OrderStatus.Ready, Actor.System, at, "inferred from pick-up", new OrderReadyV1(Id, CustomerId, RestaurantId, at, Inferred: true, FulfilmentText)),
            OrderStep.Of(OrderStatus.Ready, to, Actor.System, at, null, pickedUp));
    });

    public OrderChange Delivered(DateTimeOffset at) => IfPossible(OrderCommand.Deliver, to =>
        OrderChange.Of(this, this, null, OrderStep.Of(Status, to, Actor.System, at, null,
            new OrderDeliveredV1(Id, CustomerId, RestaurantId, at, PromiseLatest, Math.Max(0, (int)(at - PromiseLatest).TotalSeconds)))));

    public OrderChange Undelivered(string reason, DateTimeOffset now) => IfPossible(OrderCommand.Undeliver, to =>
        OrderChange.Of(this, Ended(Actor.System, reason), null,
            OrderStep.Of(Status, to, Actor.System, now, reason, new OrderUndeliveredV1(Id, CustomerId, RestaurantId, reason))));

    /// <summary>The money is released or returned; completes a cancellation that waited only for it.</summary>
    public OrderChange MoneyReleased(DateTimeOffset now) => Status is OrderStatus.Cancelling ? (this with { PaymentReleased = true }).CompleteCancellation(now) : OrderChange.None(this);

    /// <summary>No courier is bound any more; completes a cancellation that waited only for it, or lets the money go back.</summary>
    public OrderChange CourierReleased(DateTimeOffset now)
    {
        if (Status is not OrderStatus.Cancelling || DeliveryReleased) return OrderChange.None(this);
        var after = this with { DeliveryReleased = true };
        return PaymentReleased
            ? after.CompleteCancellation(now)
            : OrderChange.Of(this, after, null, OrderStep.Of(Status, Status, Actor.System, now, null, new OrderCourierReleasedV1(Id, CustomerId, RestaurantId)));
    }

    private OrderChange CompleteCancellation(DateTimeOffset now) => PaymentReleased && DeliveryReleased
        ? IfPossible(OrderCommand.CompleteCancellation, to => OrderChange.Of(this, this, null, OrderStep.Of(Status, to, Actor.System, now, EndReason,
            new OrderCancelledV1(Id, CustomerId, RestaurantId, Wire((EndedBy ?? ActorRole.System).ToString()), EndReason ?? ""))))
        : OrderChange.None(this);

    private OrderChange IfPossible(OrderCommand command, Func<OrderStatus, OrderChange> change)
    {
        var decision = OrderMachine.Decide(Status, command, ActorRole.System, Fulfilment);
        return decision.Moves ? change(decision.To) : OrderChange.None(this);
    }
}
