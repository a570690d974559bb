using FoodDelivery.Contracts;

namespace FoodDelivery.OrderService.Domain;

// What happens to an order: what payment and delivery report, and deadlines. What was reported is always shown; a report that no longer
// fits the order's status moves nothing: the order has moved on, and who reported finds that out from its events.
public sealed partial class Order
{
    /// <summary>Kind of the deadline by which a courier is found, or the customer hears of it.</summary>
    public const string CourierDeadline = "courier";

    private static readonly TimeSpan LeastMove = TimeSpan.FromMinutes(5);

    /// <summary>Under which ids Payment and Delivery speak of it.</summary>
    public void KnownAs(Guid? paymentId, Guid? deliveryId) =>
        (PaymentId, DeliveryId) = (paymentId ?? PaymentId, deliveryId ?? DeliveryId);

    public void PaymentAuthorized(DateTimeOffset now, DateTimeOffset acceptBy)
    {
        PaymentStatus = PaymentStatus.Authorized;
        if (Ask(OrderCommand.Authorize) is not { } to) return;
        (SubmittedAt, AcceptBy) = (now, acceptBy);
        Move(to, Actor.System, now, null,
            new OrderSubmittedV1(Id, CustomerId, RestaurantId, Code, Money(Total), LineItems.Count, acceptBy, QuoteId, TimeZone), acceptBy);
    }

    public void PaymentFailed(string declineCode, DateTimeOffset now)
    {
        (PaymentStatus, DeclineCode) = (PaymentStatus.Failed, declineCode);
        if (Ask(OrderCommand.FailPayment) is not { } to) return;
        End(Actor.System, declineCode);
        Move(to, Actor.System, now, declineCode, new OrderPaymentFailedV1(Id, CustomerId, RestaurantId, declineCode));
    }

    /// <summary>The payment stayed undecided for too long. If an authorisation comes later, Payment releases it.</summary>
    public void PaymentTimedOut(DateTimeOffset now)
    {
        if (Ask(OrderCommand.FailPayment) is not null) PaymentFailed("payment_timeout", now);
    }

    /// <summary>The hold is given back. Where there was none any more, what was said of the money stays.</summary>
    public void PaymentVoided(DateTimeOffset now)
    {
        if (PaymentStatus is not (PaymentStatus.Failed or PaymentStatus.Refunded)) PaymentStatus = PaymentStatus.Voided;
        CaptureFailedAt = null;
        ReleaseMoney(now);
    }

    public void PaymentCaptured() => (PaymentStatus, CaptureFailedAt) = (PaymentStatus.Captured, null);

    /// <summary>Payment goes on trying; whoever watches is to know.</summary>
    public void PaymentCaptureFailed(DateTimeOffset at)
    {
        if (PaymentStatus is PaymentStatus.Authorized) CaptureFailedAt = at;
    }

    /// <param name="refunded">All that went back until now, in minor units.</param>
    public void PaymentRefunded(long refunded, DateTimeOffset now)
    {
        PaymentStatus = refunded < Total ? PaymentStatus.PartiallyRefunded : PaymentStatus.Refunded;
        if (PaymentStatus is PaymentStatus.Refunded) ReleaseMoney(now);
    }

    /// <summary>The restaurant did not answer.</summary>
    public void Expire(DateTimeOffset now)
    {
        if (Ask(OrderCommand.Expire) is not { } to) return;
        End(Actor.System, "noAnswer");
        Move(to, Actor.System, now, null, new OrderExpiredV1(Id, CustomerId, RestaurantId, WaitedSeconds(now)));
    }

    public void DeliveryPlanned() => DeliveryStatus = Domain.DeliveryStatus.Planned;

    // Also when a driver gives the delivery back: whose name was shown does not come.
    /// <param name="noticeAt">When the customer hears that it takes long.</param>
    public void DeliverySearching(DateTimeOffset at, DateTimeOffset noticeAt)
    {
        Without(Domain.DeliveryStatus.Searching);
        SearchingSince = at;
        if (Status is OrderStatus.Accepted or OrderStatus.Preparing or OrderStatus.Ready) SetDeadline(CourierDeadline, noticeAt);
    }

    /// <summary>Nobody was found for a while: the customer hears of it. Nothing when somebody was found meanwhile.</summary>
    public void CourierLate(DateTimeOffset now, TimeSpan secondNoticeAfter)
    {
        if (!SeeksCourier || SearchingSince is not { } since) return;
        var second = since + secondNoticeAfter;
        var number = now < second ? 1 : 2;
        Move(Status, Actor.System, now, null, new OrderCourierLateV1(Id, CustomerId, RestaurantId, Code, number, since));
        if (number == 1) SetDeadline(CourierDeadline, second);
    }

    /// <summary>When it ends because nobody was found; null while somebody comes for it, or it is not ready.</summary>
    public DateTimeOffset? EndsWithoutCourierAt(TimeSpan afterReady, TimeSpan searchAtLeast)
    {
        if (Status is not OrderStatus.Ready || !SeeksCourier || SearchingSince is not { } since) return null;
        var (ready, searched) = ((StepSince ?? since) + afterReady, since + searchAtLeast);
        return ready > searched ? ready : searched;
    }

    private bool SeeksCourier => DeliveryStatus is (Domain.DeliveryStatus.Searching or Domain.DeliveryStatus.Unassigned)
        && Status is OrderStatus.Accepted or OrderStatus.Preparing or OrderStatus.Ready;

    private void Found()
    {
        if (SearchingSince is not null) ClearDeadline(CourierDeadline);
        SearchingSince = null;
    }

    /// <param name="dropoffEta">When this courier will be at the door.</param>
    public void DeliveryAssigned(Guid driverId, string driverName, DateTimeOffset dropoffEta, DateTimeOffset now)
    {
        (DeliveryStatus, DriverId, DriverName) = (Domain.DeliveryStatus.Assigned, driverId, driverName);
        Found();
        if (Status is not (OrderStatus.Accepted or OrderStatus.Preparing or OrderStatus.Ready)) return;
        // Whole minutes, and not for one or two: nobody wants to hear of each.
        var later = TimeSpan.FromMinutes(Math.Ceiling((dropoffEta - PromiseLatest).TotalMinutes));
        if (later > TimeSpan.Zero && later < LeastMove) later = LeastMove;
        TellPromise(MovePromise(later), PromiseCause.LongerWay, Actor.System, now);
    }

    public void DeliveryUnassigned() => Without(Domain.DeliveryStatus.Unassigned);

    /// <summary>
    /// The courier has it. If staff forgot to say ready, that step is inferred; if a cancellation was under way, it has lost.
    /// </summary>
    public void DeliveryPickedUp(Guid driverId, DateTimeOffset at)
    {
        (DeliveryStatus, DriverId) = (Domain.DeliveryStatus.PickedUp, driverId);
        Found();
        if (Ask(OrderCommand.PickUp) is not { } to) return;
        if (Status is not (OrderStatus.Ready or OrderStatus.Cancelling))
        {
            Move(OrderStatus.Ready, Actor.System, at, "inferred from pick-up",
                new OrderReadyV1(Id, CustomerId, RestaurantId, at, Inferred: true, Wire(Fulfilment)));
        }
        (EndedBy, EndReason) = (null, null);
        Move(to, Actor.System, at, Status is OrderStatus.Cancelling ? "cancellation came too late" : null,
            new OrderPickedUpV1(Id, CustomerId, RestaurantId, at));
    }

    public void DeliveryDelivered(DateTimeOffset at, DateTimeOffset now)
    {
        DeliveryStatus = Domain.DeliveryStatus.Delivered;
        if (Ask(OrderCommand.Deliver) is { } to)
        {
            Move(to, Actor.System, at, null,
                new OrderDeliveredV1(Id, CustomerId, RestaurantId, at, FirstPromise.Latest,
                    Math.Max(0, (int)(at - FirstPromise.Latest).TotalSeconds)));
        }
        else ReleaseCourier(now);
    }

    /// <param name="cause">Why it could not be handed over; null when Delivery did not say.</param>
    /// <param name="byDriver">The driver said so, who was there; not ops, who could not find the driver any more.</param>
    public void DeliveryReturned(string? cause, bool byDriver, DateTimeOffset now) =>
        Undelivered(Domain.DeliveryStatus.Returned, cause, byDriver, now);

    /// <inheritdoc cref="DeliveryReturned" path="/param" />
    public void DeliveryDisposed(string? cause, bool byDriver, DateTimeOffset now) =>
        Undelivered(Domain.DeliveryStatus.Disposed, cause, byDriver, now);

    public void DeliveryCancelled(DateTimeOffset now)
    {
        Without(Domain.DeliveryStatus.Cancelled);
        Found();
        ReleaseCourier(now);
    }

    private void Without(DeliveryStatus status) => (DeliveryStatus, DriverId, DriverName) = (status, null, null);

    private void Undelivered(DeliveryStatus how, string? cause, bool byDriver, DateTimeOffset now)
    {
        DeliveryStatus = how;
        if (Ask(OrderCommand.Undeliver) is { } to)
        {
            End(Actor.System, Wire(how));
            EndCause = cause;
            // Made, brought, and not taken, like an order that nobody fetches. A refusal may have its reasons: ops decide.
            var customerAtFault = byDriver && cause is ("noAnswer" or "badAddress");
            Move(to, Actor.System, now, cause is null ? EndReason : $"{EndReason}: {cause}",
                new OrderUndeliveredV1(Id, CustomerId, RestaurantId, Wire(how), cause, customerAtFault));
        }
        else ReleaseCourier(now);
    }

    // The money is back; completes a cancellation that waited only for it.
    private void ReleaseMoney(DateTimeOffset now)
    {
        if (Status is not OrderStatus.Cancelling) return;
        PaymentReleased = true;
        CompleteCancellation(now);
    }

    // No courier is bound any more, also when a run ended while ops were cancelling it; completes a cancellation that waited only for it,
    // or lets the money go back.
    private void ReleaseCourier(DateTimeOffset now)
    {
        if (Status is not OrderStatus.Cancelling || DeliveryReleased) return;
        DeliveryReleased = true;
        if (PaymentReleased) CompleteCancellation(now);
        else Move(Status, Actor.System, now, null, new OrderCourierReleasedV1(Id, CustomerId, RestaurantId));
    }

    private void CompleteCancellation(DateTimeOffset now)
    {
        if (!(PaymentReleased && DeliveryReleased) || Ask(OrderCommand.CompleteCancellation) is not { } to) return;
        Move(to, Actor.System, now, EndReason,
            new OrderCancelledV1(Id, CustomerId, RestaurantId, Wire(EndedBy ?? ActorRole.System), EndReason ?? ""));
    }
}
