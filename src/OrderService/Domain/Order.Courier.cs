using FoodDelivery.Contracts;

namespace FoodDelivery.OrderService.Domain;

// What Delivery reports: who looks for it, carries it, has handed it over.
public sealed partial class Order
{
    /// <summary>Kind of the deadline by which a courier is found, or the customer hears of it.</summary>
    public const string CourierDeadline = "courier";

    private static readonly TimeSpan LeastMove = TimeSpan.FromMinutes(5);

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
        // Whoever takes it over on the way carries it at once, also back.
        var isOnTheWay = Status is OrderStatus.InDelivery || DeliveryStatus is Domain.DeliveryStatus.PickedUp;
        DeliveryStatus = isOnTheWay ? Domain.DeliveryStatus.PickedUp : Domain.DeliveryStatus.Assigned;
        (DriverId, DriverName) = (driverId, driverName);
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
            var customerAtFault = byDriver && DeliveryFailures.CustomerPays(cause);
            if (!customerAtFault && PaymentStatus is not (PaymentStatus.Voided or PaymentStatus.Refunded)) OwedSince = now;
            Move(to, Actor.System, now, cause is null ? EndReason : $"{EndReason}: {cause}",
                new OrderUndeliveredV1(Id, CustomerId, RestaurantId, Wire(how), cause, customerAtFault));
        }
        else ReleaseCourier(now);
    }
}
