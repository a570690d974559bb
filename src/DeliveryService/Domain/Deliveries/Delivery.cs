using FoodDelivery.BuildingBlocks;
using FoodDelivery.Contracts;

namespace FoodDelivery.DeliveryService.Domain;

/// <summary>
/// One order on its way, with the offer, the driver and the drop-off that belong to it now: what happens to it happens to them. Its verbs
/// are in
/// Delivery.Searching.cs (before pick-up) and Delivery.Carrying.cs.
/// </summary>
public sealed partial class Delivery : Aggregate
{
    /// <summary>Kind of the deadline that ends the present status.</summary>
    public const string StatusDeadline = "delivery";

    /// <summary>Kind of the deadline that fetches the drop-off details.</summary>
    public const string DropoffDeadline = "dropoff";

    public Guid OrderId { get; private set; }
    public Guid CustomerId { get; private set; }
    public Guid RestaurantId { get; private set; }
    public string RestaurantName { get; private set; } = "";

    /// <summary>What the driver asks for at the counter; like the place null for what a release before this planned.</summary>
    public string? OrderCode { get; private set; }
    public string? PickupPlace { get; private set; }
    public string? PickupPhone { get; private set; }
    public DeliveryStatus Status { get; private set; }
    public double PickupLat { get; private set; }
    public double PickupLng { get; private set; }
    public double AreaLat { get; private set; }
    public double AreaLng { get; private set; }
    public long PayAmount { get; private set; }

    /// <summary>How much of the pay is the customer's tip; null for what a release before this planned.</summary>
    public long? TipAmount { get; private set; }
    public string PayCurrency { get; private set; } = "";
    public DateTimeOffset ReadyBy { get; private set; }
    public DateTimeOffset DispatchAt { get; private set; }
    public DateTimeOffset PickupEta { get; private set; }
    public DateTimeOffset DropoffEta { get; private set; }

    /// <summary>Which search this is; grows when a driver gives the delivery back.</summary>
    public int SearchNo { get; private set; }

    /// <summary>Round inside the search; decides the radius.</summary>
    public int Round { get; private set; }
    public DateTimeOffset? RoundStartedAt { get; private set; }

    /// <summary>When ops were told that nobody was found; told once per search.</summary>
    public DateTimeOffset? GaveUpAt { get; private set; }

    /// <summary>Who is asked or assigned.</summary>
    public Guid? DriverId { get; private set; }
    public Guid? OfferId { get; private set; }
    public DateTimeOffset? AtPickupAt { get; private set; }

    /// <summary>When the restaurant said that the food is ready; null while it is not known to have.</summary>
    public DateTimeOffset? ReadyAt { get; private set; }
    public DateTimeOffset? PickedUpAt { get; private set; }
    public DateTimeOffset? EndedAt { get; private set; }
    public int? BagCount { get; private set; }
    public string? FailReason { get; private set; }

    /// <summary>Who said so: driver or ops.</summary>
    public string? FailedBy { get; private set; }

    /// <summary>How far from the restaurant the driver said to have arrived; null when near, or when that is not known.</summary>
    public int? PickupMetresOff { get; private set; }

    /// <summary>The same of the door.</summary>
    public int? DropoffMetresOff { get; private set; }

    /// <summary>One of the two was just noticed.</summary>
    public bool ArrivedFar { get; private set; }

    /// <summary>When the driver came to the door, this time.</summary>
    public DateTimeOffset? AtDropoffAt { get; private set; }

    /// <summary>The first attempt to be let in since then; the clock of <see cref="MayFailAt"/> begins with it.</summary>
    public DateTimeOffset? FirstContactAt { get; private set; }

    /// <summary>Attempts since the driver came to the door.</summary>
    public int Contacts { get; private set; }

    /// <summary>From when on the driver may say that nobody was there.</summary>
    public DateTimeOffset? MayFailAt { get; private set; }

    /// <summary>What kind of help the driver asked for last, and when.</summary>
    public string? HelpKind { get; private set; }
    public DateTimeOffset? HelpAt { get; private set; }

    /// <summary>Until when it is decided what becomes of what could not be handed over; after it the system does.</summary>
    public DateTimeOffset? DecideBy { get; private set; }

    /// <summary>When its order was cancelled on the way; it is brought back since.</summary>
    public DateTimeOffset? RecalledAt { get; private set; }

    /// <summary>After a transfer on the way: who still has the order, and where to meet. Null when the driver has it.</summary>
    public Guid? HandingDriverId { get; private set; }
    public string? HandingDriverName { get; private set; }
    public double? MeetLat { get; private set; }
    public double? MeetLng { get; private set; }

    /// <summary>What a transfer did to the pay of the part before it; to be stored with it.</summary>
    public CarriedPart? Part { get; private set; }

    /// <summary>How often the customer asked for another try.</summary>
    public int Redeliveries { get; private set; }
    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>
    /// Since when its present step has been awaited: being offered to one driver after another is one step. Null for what a release before
    /// this planned.
    /// </summary>
    public DateTimeOffset? StepSince { get; private set; }

    /// <summary>The offer that is open or was accepted, and what became of it.</summary>
    public Offer? Offer { get; private set; }

    /// <summary>The driver who is bound, or was until a moment ago.</summary>
    public Driver? Driver { get; private set; }

    /// <summary>Where it goes; null when it is not known (yet), or no longer anybody's business.</summary>
    public Dropoff? Dropoff { get; private set; }

    /// <summary>An order and its delivery are told of in one sequence of readers.</summary>
    public override Guid EventKey => OrderId;

    public GeoPoint PickupPoint => new(PickupLat, PickupLng);

    public GeoPoint DropoffArea => new(AreaLat, AreaLng);

    public Money Pay => new(PayAmount, PayCurrency);

    public Money? Tip => TipAmount is { } tip ? new Money(tip, PayCurrency) : null;

    private Driver Bound => Driver ?? throw new InvalidOperationException($"Delivery {Id} is {Status} but its driver was not loaded.");

    private Offer Open => Offer ?? throw new InvalidOperationException($"Delivery {Id} is {Status} but its offer was not loaded.");

    /// <summary>Whether this driver carries or carried it; being asked is not enough.</summary>
    public bool IsAssignedTo(Guid driverId) => DriverId == driverId && Status is not DeliveryStatus.Offered;

    /// <summary>What would change something now.</summary>
    public IReadOnlyList<DeliveryCommand> AllowedActions(DeliveryActor by) =>
        [.. DeliveryMachine.AllowedActions(Status, by).Where(command => FitsNow(command, by))];

    public bool Can(DeliveryCommand command, DeliveryActor by) =>
        DeliveryMachine.Decide(Status, command, by).Allowed && DeliveryMachine.Moves(Status, command) && FitsNow(command, by);

    /// <summary>Brings what belongs to it from storage.</summary>
    public Delivery With(Offer? offer, Driver? driver, Dropoff? dropoff)
    {
        (Offer, Driver, Dropoff) = (offer, driver, dropoff);
        return this;
    }

    /// <returns>False when the command has had its effect already.</returns>
    private bool Move(DeliveryCommand command, DeliveryActor by, DateTimeOffset now)
    {
        var decision = DeliveryMachine.Decide(Status, command, by);
        if (!decision.Allowed)
        {
            var refused = RecalledAt is not null && !Status.IsEnd()
                ? new RefusedException("delivery_recalled", "The order was cancelled: bring it back to the restaurant.")
                : new RefusedException("delivery_state_conflict", "The delivery is in a status that does not allow this.");
            throw refused.With("currentStatus", Status).With("allowedActions", AllowedActions(by));
        }
        if (!DeliveryMachine.Moves(Status, command)) return false;
        if (Status.BindsDriver() && !decision.To.BindsDriver()) Bound.Free(now);
        if (!(Status.SeeksDriver() && decision.To.SeeksDriver())) StepSince = now;
        Status = decision.To;
        ClearDeadline(StatusDeadline);
        if (!Status.IsEnd()) return true;
        (EndedAt, Dropoff) = (now, null);
        ForgetMeeting();
        return true;
    }

    // What the status allows, and what else there is of it does not.
    private bool FitsNow(DeliveryCommand command, DeliveryActor by) => command switch
    {
        DeliveryCommand.Redeliver => MayRedeliver(by) && MayChoose(by),
        DeliveryCommand.Return or DeliveryCommand.Dispose => MayChoose(by),
        DeliveryCommand.TakeOver => HandingDriverId is not null,
        DeliveryCommand.ArriveDropoff or DeliveryCommand.Deliver or DeliveryCommand.Returned =>
            by is not DeliveryActor.Driver || HandingDriverId is null,
        _ => true,
    };
}
