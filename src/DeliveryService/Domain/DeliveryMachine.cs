using By = FoodDelivery.DeliveryService.Domain.DeliveryActor;
using Do = FoodDelivery.DeliveryService.Domain.DeliveryCommand;
using In = FoodDelivery.DeliveryService.Domain.DeliveryStatus;

namespace FoodDelivery.DeliveryService.Domain;

/// <summary>Where a delivery stands, as the courier sees it.</summary>
public enum DeliveryStatus
{
    Planned, Searching, Offered, Assigned, AtPickup, PickedUp, AtDropoff, Delivered, Unassigned, Undeliverable, Returning, Returned, Disposed, Cancelled,
}

/// <summary>What can be asked of a delivery.</summary>
public enum DeliveryCommand
{
    Dispatch, Offer, Accept, Decline, ExpireOffer, GiveUp, Assign, ArrivePickup, PickUp, Unassign, ArriveDropoff, Deliver, Fail, Redeliver, Return, Returned, Dispose, Cancel,
}

/// <summary>Who asks. A driver is the one the delivery is offered or assigned to; any other driver does not see it at all.</summary>
public enum DeliveryActor
{
    Driver, Customer, Restaurant, Ops, System,
}

/// <summary>Answer of the machine.</summary>
/// <param name="Allowed">False: nothing may happen.</param>
/// <param name="To">The status afterwards; the present one when the command has had its effect already.</param>
public readonly record struct Decision(bool Allowed, DeliveryStatus To);

/// <summary>The courier's state machine: one table, nothing about storage or transport.</summary>
public static class DeliveryMachine
{
    /// <summary>What a command does in a status. A command without its own rows in the table does not compile.</summary>
    public static Decision Decide(DeliveryStatus status, DeliveryCommand command, DeliveryActor by) => (command, status) switch
    {
        (Do.Dispatch, In.Planned or In.Searching) when by is By.System => To(In.Searching),
        (Do.Dispatch, _) => Refused(status),

        (Do.Offer, In.Searching or In.Unassigned) when by is By.System => To(In.Offered),
        (Do.Offer, _) => Refused(status),

        (Do.Accept, In.Offered or In.Assigned) when by is By.Driver => To(In.Assigned),
        (Do.Accept, _) => Refused(status),

        // The system declines for a driver who goes offline or is suspended.
        (Do.Decline, In.Offered) when by is By.Driver or By.System => To(In.Searching),
        (Do.Decline, _) => Refused(status),

        (Do.ExpireOffer, In.Offered) when by is By.System => To(In.Searching),
        (Do.ExpireOffer, _) => Refused(status),

        (Do.GiveUp, In.Searching or In.Unassigned) when by is By.System => To(In.Unassigned),
        (Do.GiveUp, _) => Refused(status),

        (Do.Assign, In.Planned or In.Searching or In.Offered or In.Unassigned) when by is By.Ops => To(In.Assigned),
        (Do.Assign, _) => Refused(status),

        (Do.ArrivePickup, In.Assigned or In.AtPickup) when by is By.Driver => To(In.AtPickup),
        (Do.ArrivePickup, _) => Refused(status),

        (Do.PickUp, In.AtPickup or In.PickedUp) when by is By.Driver => To(In.PickedUp),
        (Do.PickUp, _) => Refused(status),

        (Do.Unassign, In.Assigned or In.AtPickup) when by is By.Driver or By.Ops or By.System => To(In.Searching),
        (Do.Unassign, In.Searching) when by is By.Ops => To(In.Searching),
        (Do.Unassign, _) => Refused(status),

        (Do.ArriveDropoff, In.PickedUp or In.AtDropoff) when by is By.Driver => To(In.AtDropoff),
        (Do.ArriveDropoff, _) => Refused(status),

        (Do.Deliver, In.AtDropoff or In.Delivered) when by is By.Driver or By.Ops => To(In.Delivered),
        (Do.Deliver, _) => Refused(status),

        // Ops, when the driver cannot be found any more.
        (Do.Fail, In.PickedUp or In.AtDropoff or In.Undeliverable) when by is By.Driver or By.Ops => To(In.Undeliverable),
        (Do.Fail, _) => Refused(status),

        (Do.Redeliver, In.Undeliverable or In.AtDropoff) when by is By.Customer or By.Ops => To(In.AtDropoff),
        (Do.Redeliver, _) => Refused(status),

        (Do.Return, In.Undeliverable or In.Returning) when by is By.Ops => To(In.Returning),
        (Do.Return, _) => Refused(status),

        (Do.Returned, In.Returning or In.Returned) when by is By.Driver or By.Ops => To(In.Returned),
        (Do.Returned, _) => Refused(status),

        (Do.Dispose, In.Undeliverable or In.Disposed) when by is By.Ops or By.System => To(In.Disposed),
        (Do.Dispose, _) => Refused(status),

        (Do.Cancel, In.Planned or In.Searching or In.Offered or In.Assigned or In.AtPickup or In.Unassigned or In.Cancelled) when by is By.System => To(In.Cancelled),
        (Do.Cancel, _) => Refused(status),
    };

    /// <summary>Commands that would change something now, for clients that draw buttons.</summary>
    public static IReadOnlyList<DeliveryCommand> AllowedActions(DeliveryStatus status, DeliveryActor by) =>
        [.. Enum.GetValues<DeliveryCommand>().Where(command => Decide(status, command, by) is { Allowed: true } decision && decision.To != status)];

    /// <summary>The driver is bound: asked, on the way, or still in possession of the order.</summary>
    public static bool BindsDriver(this DeliveryStatus status) => status is In.Offered || status.HasCarrier();

    /// <summary>An assigned driver has not finished yet.</summary>
    public static bool HasCarrier(this DeliveryStatus status) => status is In.Assigned or In.AtPickup or In.PickedUp or In.AtDropoff or In.Undeliverable or In.Returning;

    /// <summary>Nothing can follow.</summary>
    public static bool IsEnd(this DeliveryStatus status) => status is In.Delivered or In.Returned or In.Disposed or In.Cancelled;

    private static Decision To(DeliveryStatus status) => new(true, status);

    private static Decision Refused(DeliveryStatus status) => new(false, status);
}
