using FoodDelivery.BuildingBlocks;
using FoodDelivery.Contracts;

namespace FoodDelivery.OrderService.Domain;

/// <summary>A line as it was sold; later changes of the menu do not touch it.</summary>
public sealed record OrderLine(
    Guid ItemId, string Name, int Quantity, Money UnitPrice, Money LineTotal, IReadOnlyList<string> Options, string? Note);

/// <summary>One step of an order: a row of its history. Each raises an event.</summary>
/// <param name="Seq">Version it led to, and sequence of its event.</param>
public sealed record OrderStep(long Seq, OrderStatus? From, OrderStatus To, string Type, Actor By, DateTimeOffset At, string? Detail);

/// <summary>Why something else is promised.</summary>
public enum PromiseCause
{
    Placed,
    LateAcceptance,
    Delay,
    LongerWay,
}

/// <summary>What was promised at a moment.</summary>
public sealed record Promise(int Version, DateTimeOffset Earliest, DateTimeOffset Latest, PromiseCause Cause, DateTimeOffset At);

/// <summary>
/// An order. What was agreed when it was placed stays; the rest changes by verbs only. Amounts are minor units of <see cref="Currency"/>.
/// What payment and delivery report is kept beside it and does not count in the version, because their own events carry it.
/// </summary>
public sealed partial class Order : Aggregate
{
    private const int MaxDetail = 600;
    private readonly List<OrderStep> steps = [];
    private readonly List<Promise> promises = [];
    private string? deliveryPin;
    private Guid? wishId;
    private string? pickupCode;
    private DateTimeOffset promiseEarliest;
    private DateTimeOffset promiseLatest;

    public Order(Guid id) => Id = id;

    // For loading.
    private Order() { }

    public string Code { get; init; } = "";
    public Guid CustomerId { get; init; }
    public Guid RestaurantId { get; init; }
    public string RestaurantName { get; init; } = "";
    public Guid QuoteId { get; init; }

    /// <summary>The lines of the cart, of which there may be other quotes; null once it ended without being served.</summary>
    public Guid? WishId { get => wishId; init => wishId = value; }
    public Fulfilment Fulfilment { get; init; }
    public string PaymentMethod { get; init; } = "";
    public IReadOnlyList<OrderLine> LineItems { get; init; } = [];
    public string Currency { get; init; } = "";
    public long Subtotal { get; init; }
    public long DeliveryFee { get; init; }
    public long ServiceFee { get; init; }
    public long Tax { get; init; }
    public long Tip { get; init; }
    public long Discount { get; init; }
    public long Total { get; init; }
    public string? Note { get; init; }
    public double PickupLat { get; init; }
    public double PickupLng { get; init; }
    public string? PickupPlace { get; init; }
    public string? PickupPhone { get; init; }
    public string? TimeZone { get; init; }
    public string? DropoffAddress { get; init; }
    public double? DropoffLat { get; init; }
    public double? DropoffLng { get; init; }
    public string? DropoffNotes { get; init; }

    /// <summary>The customer wants it left at the door.</summary>
    public bool LeaveAtDoor { get; init; }

    /// <summary>How many metres the place is from the address, when that is too far.</summary>
    public int? DropoffOffBy { get; init; }

    /// <summary>Like the pick-up code gone when the order has ended: nobody needs it any more.</summary>
    public string? DeliveryPin { get => deliveryPin; init => deliveryPin = value; }
    public string? PickupCode { get => pickupCode; init => pickupCode = value; }
    public DateTimeOffset PromiseEarliest { get => promiseEarliest; init => promiseEarliest = value; }
    public DateTimeOffset PromiseLatest { get => promiseLatest; init => promiseLatest = value; }

    /// <summary>What was promised for the way from the counter to the door; null on a pick-up.</summary>
    public int? WayMinutes { get; init; }

    public OrderStatus Status { get; private set; }
    public DateTimeOffset PlacedAt { get; private set; }
    public DateTimeOffset? SubmittedAt { get; private set; }
    public DateTimeOffset? AcceptBy { get; private set; }
    public int? PrepMinutes { get; private set; }
    public DateTimeOffset? ReadyBy { get; private set; }
    public int DelayCount { get; private set; }
    public int DelayMinutes { get; private set; }
    public int CollectTries { get; private set; }
    public string? EndReason { get; private set; }
    public ActorRole? EndedBy { get; private set; }

    /// <summary>Why the courier could not hand it over.</summary>
    public string? EndCause { get; private set; }

    /// <summary>Ids of the items for which it was rejected, separated by commas.</summary>
    public string? EndItems { get; private set; }
    public PaymentStatus PaymentStatus { get; private set; }
    public string? DeclineCode { get; private set; }

    /// <summary>When Payment last said that it cannot take the money, as long as it has not.</summary>
    public DateTimeOffset? CaptureFailedAt { get; private set; }

    /// <summary>Since when all that was taken, or will be, is to go back; null when nothing is owed.</summary>
    public DateTimeOffset? OwedSince { get; private set; }

    /// <summary>Since when it is in its status; null on orders of before this was kept.</summary>
    public DateTimeOffset? StepSince { get; private set; }

    /// <summary>Since when a courier is looked for; null while nobody has to be found.</summary>
    public DateTimeOffset? SearchingSince { get; private set; }
    public DeliveryStatus? DeliveryStatus { get; private set; }
    public string? DriverName { get; private set; }

    /// <summary>Who carries it, or carried it last; null while nobody does. From here on the ids of its parts elsewhere.</summary>
    public Guid? DriverId { get; private set; }
    public Guid? PaymentId { get; private set; }
    public Guid? DeliveryId { get; private set; }

    /// <summary>The money is released or returned, as a cancellation wants it.</summary>
    public bool PaymentReleased { get; private set; }

    /// <summary>No courier is bound, as a cancellation wants it.</summary>
    public bool DeliveryReleased { get; private set; }

    /// <summary>What was promised first; null while that is still promised.</summary>
    public DateTimeOffset? FirstPromiseEarliest { get; private set; }
    public DateTimeOffset? FirstPromiseLatest { get; private set; }
    public int PromiseVersion { get; private set; } = 1;

    /// <summary>The promise by which being on time is measured, whatever was promised later.</summary>
    public Promise FirstPromise => new(
        1, FirstPromiseEarliest ?? PromiseEarliest, FirstPromiseLatest ?? PromiseLatest, PromiseCause.Placed, PlacedAt);

    /// <summary>What it promised anew since it was loaded.</summary>
    public IReadOnlyList<Promise> Promises => [.. promises];

    /// <summary>They are left to be written: not again by the next save in the same transaction.</summary>
    public void PromisesStored() => promises.Clear();

    public GeoPoint Pickup => new(PickupLat, PickupLng);

    public GeoPoint? Dropoff => DropoffLat is { } lat && DropoffLng is { } lng ? new GeoPoint(lat, lng) : null;

    public Money Money(long amount) => new(amount, Currency);

    public IReadOnlyList<Guid> EndItemIds => EndItems is null ? [] : [.. EndItems.Split(',').Select(Guid.Parse)];

    public bool HasItem(Guid itemId) => LineItems.Any(line => line.ItemId == itemId);

    /// <summary>Its steps since it was loaded.</summary>
    public IReadOnlyList<OrderStep> Steps => [.. steps.Where(step => step.Seq > StoredVersion)];

    /// <summary>By when somebody must have acted on the present status, or is told so again.</summary>
    public void RemindAt(DateTimeOffset at)
    {
        if (OrderMachine.DeadlineOf(Status) is { } kind) SetDeadline(kind, at);
    }

    /// <summary>Where a command of a person leads; null when it was done before.</summary>
    /// <exception cref="RefusedException">It is not possible now.</exception>
    private OrderStatus? Ask(OrderCommand command, Actor by)
    {
        var decision = OrderMachine.Decide(Status, command, by.Role, Fulfilment);
        return decision.Kind switch
        {
            DecisionKind.Move => decision.To,
            DecisionKind.AlreadyDone => null,
            DecisionKind.Refuse => throw Refused(
                "order_state_conflict", $"The order is {Wire(Status)}; {Wire(command)} is not possible now.", by),
        };
    }

    /// <summary>Where something that happened leads; null when it no longer fits.</summary>
    private OrderStatus? Ask(OrderCommand command)
    {
        var decision = OrderMachine.Decide(Status, command, ActorRole.System, Fulfilment);
        return decision.Moves ? decision.To : null;
    }

    /// <summary>A step: to a status, with its row of the history, its event, and the deadline.</summary>
    /// <param name="due">
    /// When somebody must have acted on the new status; null when it may last, or when the deadline that it shares with the one before
    /// goes on.
    /// </param>
    private void Move<T>(OrderStatus to, Actor by, DateTimeOffset at, string? detail, T data, DateTimeOffset? due = null) where T : IEvent
    {
        OrderStatus? from = Version == 0 ? null : Status;
        Raise(data);
        steps.Add(new OrderStep(Version, from, to, T.EventType, by, at, detail is { Length: > MaxDetail } ? detail[..MaxDetail] : detail));
        if (from is { } left && OrderMachine.DeadlineOf(left) is { } kind && kind != OrderMachine.DeadlineOf(to)) ClearDeadline(kind);
        if (from != to) StepSince = at;
        if (from is OrderStatus.AwaitingAcceptance && from != to) ClearDeadline(ReminderDeadline);
        Status = to;
        if (OrderMachine.IsEnd(to)) (deliveryPin, pickupCode) = (null, null);
        // Whose card was declined, or whom the restaurant let down, orders the same once more.
        if (to is OrderStatus.PaymentFailed or OrderStatus.Rejected or OrderStatus.Expired or OrderStatus.Cancelled) wishId = null;
        if (due is { } then) RemindAt(then);
    }

    // What cannot be kept any more is not promised any more; the span stays as wide as it was. A customer who fetches it comes at its
    // beginning; a courier may come until its middle, for not every ride goes as expected.
    private TimeSpan PromiseNotBefore(DateTimeOffset readyBy)
    {
        if (WayMinutes is not { } way) return MovePromise(readyBy - PromiseEarliest);
        var atDoor = readyBy.AddMinutes(way);
        return atDoor <= PromiseEarliest + ((PromiseLatest - PromiseEarliest) / 2) ? TimeSpan.Zero : MovePromise(atDoor - PromiseEarliest);
    }

    private TimeSpan MovePromise(TimeSpan later)
    {
        if (later <= TimeSpan.Zero) return TimeSpan.Zero;
        (FirstPromiseEarliest, FirstPromiseLatest) = (FirstPromise.Earliest, FirstPromise.Latest);
        (promiseEarliest, promiseLatest, PromiseVersion) = (promiseEarliest + later, promiseLatest + later, PromiseVersion + 1);
        return later;
    }

    // After the step that was the cause. Nothing when the promise has not moved.
    private void TellPromise(TimeSpan later, PromiseCause cause, Actor by, DateTimeOffset now)
    {
        if (later <= TimeSpan.Zero) return;
        promises.Add(new Promise(PromiseVersion, PromiseEarliest, PromiseLatest, cause, now));
        Move(Status, by, now, $"{Wire(cause)}: {later.TotalMinutes:0} min later", new OrderPromiseChangedV1(
            Id, CustomerId, RestaurantId, Code, PromiseVersion, PromiseEarliest, PromiseLatest, Wire(cause), Wire(Status),
            FirstPromise.Latest, TimeZone, Wire(Fulfilment)));
    }

    private void End(Actor by, string reason) => (EndedBy, EndReason) = (by.Role, reason);

    /// <summary>
    /// What this role can do now: what the status allows and no limit has used up. What a code or the clock decides is among it.
    /// </summary>
    public IReadOnlyList<OrderCommand> AllowedActions(ActorRole role) =>
        [.. OrderMachine.AllowedActions(Status, role, Fulfilment).Where(command => !IsUsedUp(command, role))];

    private bool IsUsedUp(OrderCommand command, ActorRole role) => command switch
    {
        OrderCommand.Delay => DelayCount >= MaxDelays || DelayMinutes >= MaxDelayMinutes,
        OrderCommand.Collect => CollectTries >= MaxCollectTries && role is not ActorRole.Ops,
        OrderCommand.Rate => Ratings >= MaxRatings,
        _ => false,
    };

    private RefusedException Refused(string code, string message, Actor by) => new RefusedException(code, message)
        .With("currentStatus", Status).With("allowedActions", AllowedActions(by.Role));

    private int WaitedSeconds(DateTimeOffset now) => SubmittedAt is { } submitted ? (int)(now - submitted).TotalSeconds : 0;

    private static string Wire(Enum value)
    {
        var name = value.ToString();
        return char.ToLowerInvariant(name[0]) + name[1..];
    }
}
