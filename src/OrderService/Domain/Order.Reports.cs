using FoodDelivery.Contracts;

namespace FoodDelivery.OrderService.Domain;

// What happens to an order: what payment and delivery report, and deadlines. What was reported is always shown; a report that no longer
// fits the order's status moves nothing: the order has moved on, and who reported finds that out from its events.
public sealed partial class Order
{
    /// <summary>Kind of the deadline by which a restaurant has answered, or is reminded.</summary>
    public const string ReminderDeadline = "reminder";

    /// <summary>Under which ids Payment and Delivery speak of it.</summary>
    public void KnownAs(Guid? paymentId, Guid? deliveryId) =>
        (PaymentId, DeliveryId) = (paymentId ?? PaymentId, deliveryId ?? DeliveryId);

    /// <param name="remindAt">When the restaurant is reminded.</param>
    public void PaymentAuthorized(DateTimeOffset now, DateTimeOffset acceptBy, DateTimeOffset remindAt)
    {
        PaymentStatus = PaymentStatus.Authorized;
        if (Ask(OrderCommand.Authorize) is not { } to) return;
        (SubmittedAt, AcceptBy) = (now, acceptBy);
        Move(to, Actor.System, now, null,
            new OrderSubmittedV1(Id, CustomerId, RestaurantId, Code, Money(Total), LineItems.Count, acceptBy, QuoteId, TimeZone), acceptBy);
        if (remindAt < acceptBy) SetDeadline(ReminderDeadline, remindAt);
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
        (CaptureFailedAt, OwedSince) = (null, null);
        ReleaseMoney(now);
    }

    public void PaymentCaptured()
    {
        (PaymentStatus, CaptureFailedAt) = (PaymentStatus.Captured, null);
        var isForNothing = Status is OrderStatus.Rejected or OrderStatus.Expired or OrderStatus.PaymentFailed or OrderStatus.Cancelled;
        if (isForNothing) OwedSince ??= StepSince;
    }

    /// <summary>Payment goes on trying; whoever watches is to know.</summary>
    public void PaymentCaptureFailed(DateTimeOffset at)
    {
        if (PaymentStatus is PaymentStatus.Authorized) CaptureFailedAt = at;
    }

    /// <param name="refunded">All that went back until now, in minor units.</param>
    public void PaymentRefunded(long refunded, DateTimeOffset now)
    {
        PaymentStatus = refunded < Total ? PaymentStatus.PartiallyRefunded : PaymentStatus.Refunded;
        if (PaymentStatus is not PaymentStatus.Refunded) return;
        OwedSince = null;
        ReleaseMoney(now);
    }

    /// <summary>The restaurant has not answered yet. Nothing when it has meanwhile, or when it is too late.</summary>
    /// <param name="againAfter">How long after it was asked it is reminded once more.</param>
    public void RemindRestaurant(DateTimeOffset now, TimeSpan againAfter)
    {
        if (Status is not OrderStatus.AwaitingAcceptance || SubmittedAt is not { } asked || AcceptBy is not { } acceptBy) return;
        if (now >= acceptBy) return;
        var number = now < asked + againAfter ? 1 : 2;
        Move(Status, Actor.System, now, null, new OrderAnswerRemindedV1(Id, CustomerId, RestaurantId, Code, number, acceptBy, TimeZone));
        if (number == 1 && asked + againAfter < acceptBy) SetDeadline(ReminderDeadline, asked + againAfter);
    }

    /// <summary>The restaurant did not answer.</summary>
    /// <param name="inARow">How many of its orders expired one after the other, this one included.</param>
    public void Expire(DateTimeOffset now, int inARow)
    {
        if (Ask(OrderCommand.Expire) is not { } to) return;
        End(Actor.System, "noAnswer");
        Move(to, Actor.System, now, null, new OrderExpiredV1(Id, CustomerId, RestaurantId, WaitedSeconds(now), inARow));
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
