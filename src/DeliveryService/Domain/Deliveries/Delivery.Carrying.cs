using FoodDelivery.BuildingBlocks;
using FoodDelivery.Contracts;

namespace FoodDelivery.DeliveryService.Domain;

/// <summary>From the driver's arrival at the restaurant to one of the ends.</summary>
public sealed partial class Delivery
{
    private const int MaxRedeliveries = 2;
    private const int MaxContacts = 20;
    private const double NearMetres = 300;
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan HelpHeardFor = TimeSpan.FromMinutes(1);

    /// <summary>A driver could take it, and the restaurant has not said that it is ready.</summary>
    public bool WaitsForFood => ReadyAt is null && Can(DeliveryCommand.PickUp, DeliveryActor.Driver);

    /// <param name="place">Where the driver is; null when that is not known.</param>
    public void ArrivePickup(Position? place, DateTimeOffset now, DeliveryOptions options)
    {
        if (!Move(DeliveryCommand.ArrivePickup, DeliveryActor.Driver, now)) return;
        (AtPickupAt, PickupMetresOff) = (now, MetresOff(place, PickupPoint));
        ExpectPickup(FoodAt > now ? FoodAt : now);
        AwaitPosition(now, options);
        Raise(new DeliveryAtPickupV1(Id, OrderId, CustomerId, RestaurantId, DriverId!.Value, now));
    }

    /// <param name="code">
    /// The order's code as the restaurant's staff said it with the food, so that nobody rides off with another order; who sends none is
    /// not asked, unless <see cref="DeliveryOptions.PickUpNeedsCode"/>.
    /// </param>
    public void PickUp(int? bagCount, string? code, DateTimeOffset now, DeliveryOptions options)
    {
        CheckCode(code, DeliveryCommand.PickUp, options);
        if (WaitsForFood)
        {
            throw new RefusedException("food_not_ready", "The restaurant has not said that it is ready. Ask the staff to say so.")
                { RetryAfter = AskAgainAfter }.With("readyBy", ReadyBy);
        }
        if (!Move(DeliveryCommand.PickUp, DeliveryActor.Driver, now)) return;
        (PickedUpAt, BagCount) = (now, bagCount);
        ExpectPickup(now);
        AwaitStep(now, options);
        Raise(new DeliveryPickedUpV1(Id, OrderId, CustomerId, RestaurantId, DriverId!.Value, now,
            (int)(now - (AtPickupAt ?? now)).TotalSeconds));
    }

    /// <inheritdoc cref="ArrivePickup" path="/param" />
    public void ArriveDropoff(Position? place, DateTimeOffset now, DeliveryOptions options)
    {
        CheckTakenOver(DeliveryActor.Driver);
        if (!Move(DeliveryCommand.ArriveDropoff, DeliveryActor.Driver, now)) return;
        // As long as Order is away only the neighbourhood is known, which says nothing of 300 metres.
        DropoffMetresOff = Dropoff is { } door ? MetresOff(place, new GeoPoint(door.Lat, door.Lng)) : null;
        BeAtDropoff(now, options);
    }

    /// <param name="proof">pin, position where it may be left at the door, or ops when they vouch for it.</param>
    public void Deliver(DeliveryActor by, string proof, DateTimeOffset now)
    {
        CheckTakenOver(by);
        if (!Move(DeliveryCommand.Deliver, by, now)) return;
        Raise(new DeliveryDeliveredV1(Id, OrderId, CustomerId, RestaurantId, DriverId!.Value, now, proof));
    }

    /// <summary>The driver tries to be let in. The first try starts the clock that both sides see; each is told to the customer.</summary>
    public void Contact(string kind, string? text, DateTimeOffset now, DeliveryOptions options)
    {
        if (Status is not DeliveryStatus.AtDropoff)
        {
            throw new RefusedException("delivery_state_conflict", "Only at the door.")
                .With("currentStatus", Status).With("allowedActions", AllowedActions(DeliveryActor.Driver));
        }
        if (Contacts >= MaxContacts)
        {
            throw new RefusedException("contact_limit", $"The customer was called {MaxContacts} times; ops can help.")
                .With("mayFailAt", MayFailAt);
        }
        FirstContactAt ??= now;
        MayFailAt ??= now + options.WaitAtDoor;
        Contacts++;
        Raise(new DeliveryContactAttemptedV1(
            Id, OrderId, CustomerId, RestaurantId, DriverId!.Value, kind, text, Contacts, now, MayFailAt.Value));
    }

    /// <summary>The driver needs people. Ops hear of it at once; the delivery goes on as it was until somebody acts.</summary>
    public void AskForHelp(string kind, string? text, DateTimeOffset now)
    {
        if (!Status.HasCarrier())
        {
            throw new RefusedException("delivery_state_conflict", "Nobody carries this delivery.")
                .With("currentStatus", Status).With("allowedActions", AllowedActions(DeliveryActor.Driver));
        }
        // Ops have just heard it.
        if (HelpKind == kind && now - HelpAt < HelpHeardFor) return;
        (HelpKind, HelpAt) = (kind, now);
        Raise(new DeliveryHelpRequestedV1(Id, OrderId, CustomerId, RestaurantId, DriverId!.Value, kind, text, now));
    }

    /// <exception cref="RefusedException">
    /// <c>attempt_clock_running</c>: that nobody was there, or the address is wrong, a driver may say only at the door, after
    /// an attempt and the wait that follows it.
    /// </exception>
    public void Fail(DeliveryActor by, string reason, DateTimeOffset now, DeliveryOptions options)
    {
        if (by is DeliveryActor.Driver && DeliveryFailures.CustomerPays(reason) && Can(DeliveryCommand.Fail, by) && !(MayFailAt <= now))
        {
            throw new RefusedException("attempt_clock_running", MayFailAt is null
                    ? "Come to the door and try to reach the customer first."
                    : "Wait at the door until the time is up.") { RetryAfter = MayFailAt - now }
                .With("mayFailAt", MayFailAt)
                .With("secondsLeft", (int)Math.Ceiling((MayFailAt - now ?? options.WaitAtDoor).TotalSeconds));
        }
        if (!Move(DeliveryCommand.Fail, by, now)) return;
        (FailReason, FailedBy) = (reason, by is DeliveryActor.Ops ? "ops" : "driver");
        var decideBy = now + (reason == DeliveryFailures.BadAddress ? options.AddressWithin : options.DisposeAfter);
        DecideBy = decideBy;
        SetDeadline(StatusDeadline, decideBy);
        Raise(new DeliveryFailedV1(Id, OrderId, CustomerId, RestaurantId, DriverId!.Value, reason, decideBy));
    }

    /// <summary>Nobody has decided in time what becomes of it. Food that only went to the wrong place goes back.</summary>
    public void EndUndecided(DateTimeOffset now, DeliveryOptions options)
    {
        if (FailReason == DeliveryFailures.BadAddress) Return(DeliveryActor.System, now, options);
        else Dispose(DeliveryActor.System, now);
    }

    /// <summary>Another try at the door.</summary>
    /// <exception cref="RefusedException">Also when the customer has asked too often: the driver cannot wait for ever.</exception>
    public void Redeliver(DeliveryActor by, DateTimeOffset now, DeliveryOptions options)
    {
        if (Status is DeliveryStatus.Undeliverable && !MayRedeliver(by))
        {
            throw new RefusedException("redelivery_limit", $"Another try can be asked for {MaxRedeliveries} times; ops decide now.")
                .With("currentStatus", Status).With("allowedActions", AllowedActions(by));
        }
        CheckMayChoose(by);
        if (!Move(DeliveryCommand.Redeliver, by, now)) return;
        (FailReason, FailedBy) = (null, null);
        if (by is not DeliveryActor.Ops) Redeliveries++;
        BeAtDropoff(now, options);
    }

    public void Return(DeliveryActor by, DateTimeOffset now, DeliveryOptions options)
    {
        CheckMayChoose(by);
        if (!Move(DeliveryCommand.Return, by, now)) return;
        AwaitStep(now, options);
        Raise(new DeliveryReturningV1(Id, OrderId, CustomerId, RestaurantId, DriverId!.Value, FailReason));
    }

    /// <summary>Ops cancelled the order on the way: it is brought back, whatever the driver was about to do.</summary>
    public void Recall(DateTimeOffset now, DeliveryOptions options)
    {
        if (!Move(DeliveryCommand.Recall, DeliveryActor.System, now)) return;
        RecalledAt = now;
        AwaitStep(now, options);
        Raise(new DeliveryReturningV1(Id, OrderId, CustomerId, RestaurantId, DriverId!.Value, DeliveryReturningV1.OrderCancelled));
    }

    public void ConfirmReturned(DeliveryActor by, DateTimeOffset now)
    {
        CheckTakenOver(by);
        if (!Move(DeliveryCommand.Returned, by, now)) return;
        Raise(new DeliveryReturnedV1(Id, OrderId, CustomerId, RestaurantId, DriverId!.Value, FailReason, FailedBy));
    }

    public void Dispose(DeliveryActor by, DateTimeOffset now)
    {
        CheckMayChoose(by);
        if (!Move(DeliveryCommand.Dispose, by, now)) return;
        Raise(new DeliveryDisposedV1(Id, OrderId, CustomerId, RestaurantId, DriverId!.Value, FailReason, FailedBy));
    }

    /// <summary>The order has ended; before pick-up only. An open offer is withdrawn.</summary>
    public void Cancel(DateTimeOffset now)
    {
        var wasOffered = Status is DeliveryStatus.Offered;
        if (!Move(DeliveryCommand.Cancel, DeliveryActor.System, now)) return;
        Raise(new DeliveryCancelledV1(Id, OrderId, CustomerId, RestaurantId, DriverId));
        if (!wasOffered) return;
        Open.Withdraw(now);
        DriverId = null;
    }

    /// <summary>Before pick-up: a driver who was last heard of then must be heard of again.</summary>
    public void AwaitPosition(DateTimeOffset lastHeard, DeliveryOptions options) =>
        SetDeadline(StatusDeadline, lastHeard + options.DriverSilentAfter);

    /// <summary>After pick-up: the next step is to follow, or people look after it.</summary>
    public void AwaitStep(DateTimeOffset now, DeliveryOptions options) => SetDeadline(StatusDeadline, now + options.StuckAfter);


    private int? MetresOff(Position? place, GeoPoint from)
    {
        if (place?.Point.MetresTo(from) is not { } metres || metres <= NearMetres) return null;
        ArrivedFar = true;
        return (int)metres;
    }

    private void CheckCode(string? code, DeliveryCommand command, DeliveryOptions options)
    {
        var isWrong = code is null ? options.PickUpNeedsCode : !string.Equals(code, OrderCode, StringComparison.OrdinalIgnoreCase);
        if (OrderCode is null || !isWrong || !Can(command, DeliveryActor.Driver)) return;
        throw new RefusedException("pickup_code_wrong", "This is not the code of the order that you carry.");
    }

    private bool MayRedeliver(DeliveryActor by) => by is DeliveryActor.Ops || Redeliveries < MaxRedeliveries;

    // Of a wrong address the driver knows most: whether the right one is near. Otherwise the customer and ops decide.
    private bool MayChoose(DeliveryActor by) => by is not DeliveryActor.Driver || FailReason == DeliveryFailures.BadAddress;

    private void CheckMayChoose(DeliveryActor by)
    {
        if (Status is not DeliveryStatus.Undeliverable || MayChoose(by)) return;
        throw new RefusedException("delivery_state_conflict", "The customer or ops decide what becomes of it.")
            .With("currentStatus", Status).With("allowedActions", AllowedActions(by));
    }

    private void BeAtDropoff(DateTimeOffset now, DeliveryOptions options)
    {
        // Each coming to the door is a wait of its own.
        (AtDropoffAt, FirstContactAt, MayFailAt, Contacts) = (now, null, null, 0);
        AwaitStep(now, options);
        Raise(new DeliveryAtDropoffV1(Id, OrderId, CustomerId, RestaurantId, DriverId!.Value, now));
    }
}
