using FoodDelivery.Contracts;

namespace FoodDelivery.DeliveryService.Domain;

/// <summary>Takes the events of an aggregate with their sequence.</summary>
public interface IEventSink
{
    void Publish<T>(Guid orderId, long sequence, T data) where T : IEvent;
}

/// <summary>The machine does not know this command in this status.</summary>
public sealed class TransitionRefusedException(DeliveryStatus status, DeliveryCommand command, IReadOnlyList<DeliveryCommand> allowedActions)
    : Exception($"A delivery that is {status} does not take {command}.")
{
    public DeliveryStatus Status { get; } = status;

    public IReadOnlyList<DeliveryCommand> AllowedActions { get; } = allowedActions;
}

/// <summary>One order on its way. What happens to it is in DeliveryTransitions.cs.</summary>
public sealed partial class Delivery
{
    private readonly List<Action<IEventSink>> raised = [];

    public Guid Id { get; private set; }
    public Guid OrderId { get; private set; }
    public Guid CustomerId { get; private set; }
    public Guid RestaurantId { get; private set; }
    public string RestaurantName { get; private set; } = "";
    public DeliveryStatus Status { get; private set; }

    /// <summary>Sequence of the last event.</summary>
    public long Version { get; private set; }

    public double PickupLat { get; private set; }
    public double PickupLng { get; private set; }
    public double AreaLat { get; private set; }
    public double AreaLng { get; private set; }
    public long PayAmount { get; private set; }
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
    public DateTimeOffset? PickedUpAt { get; private set; }
    public DateTimeOffset? EndedAt { get; private set; }
    public int? BagCount { get; private set; }
    public string? FailReason { get; private set; }
    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>When the present status must have ended; null when it may last. Known after a change only.</summary>
    public DateTimeOffset? DueAt { get; private set; }

    /// <summary>An offer that this change closed, and how.</summary>
    public (Guid Id, OfferStatus As)? ClosedOffer { get; private set; }

    /// <summary>Who gave it back without ever having been offered it: ops had assigned it.</summary>
    public Guid? GivenBackBy { get; private set; }

    /// <summary>The driver whom this change set free.</summary>
    public Guid? FreedDriver { get; private set; }

    /// <summary>This change began another search, in which the refusals of earlier ones count little.</summary>
    public bool SearchesAgain { get; private set; }

    /// <summary>This change gave the delivery to a driver.</summary>
    public bool NewlyAssigned { get; private set; }

    /// <summary>The version that storage must still have.</summary>
    public long LoadedVersion => Version - raised.Count;

    public GeoPoint PickupPoint => new(PickupLat, PickupLng);

    public GeoPoint DropoffArea => new(AreaLat, AreaLng);

    public Money Pay => new(PayAmount, PayCurrency);

    /// <summary>Whether this driver carries or carried it; being asked is not enough.</summary>
    public bool IsAssignedTo(Guid driverId) => DriverId == driverId && Status is not DeliveryStatus.Offered;

    public bool Can(DeliveryCommand command, DeliveryActor by) =>
        DeliveryMachine.Decide(Status, command, by) is { Allowed: true } decision && decision.To != Status;

    /// <summary>Hands over the events of the changes since loading.</summary>
    public void PublishTo(IEventSink sink)
    {
        foreach (var publish in raised) publish(sink);
        raised.Clear();
    }

    private void Raise<T>(T data) where T : IEvent
    {
        var sequence = ++Version;
        raised.Add(sink => sink.Publish(OrderId, sequence, data));
    }

    /// <returns>False when the command has had its effect already.</returns>
    private bool Move(DeliveryCommand command, DeliveryActor by)
    {
        var decision = DeliveryMachine.Decide(Status, command, by);
        if (!decision.Allowed) throw new TransitionRefusedException(Status, command, DeliveryMachine.AllowedActions(Status, by));
        if (decision.To == Status) return false;
        if (Status.BindsDriver() && !decision.To.BindsDriver()) FreedDriver = DriverId;
        Status = decision.To;
        DueAt = null;
        return true;
    }
}
