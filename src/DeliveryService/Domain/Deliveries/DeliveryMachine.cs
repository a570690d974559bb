using By = FoodDelivery.DeliveryService.Domain.DeliveryActor;
using Do = FoodDelivery.DeliveryService.Domain.DeliveryCommand;
using In = FoodDelivery.DeliveryService.Domain.DeliveryStatus;

namespace FoodDelivery.DeliveryService.Domain;

/// <summary>What can be asked of a delivery.</summary>
public enum DeliveryCommand
{
    Dispatch, Offer, Accept, Decline, ExpireOffer, GiveUp, Assign, ArrivePickup, PickUp, Unassign, ArriveDropoff, Deliver, Fail, Redeliver,
    Return, Returned, Dispose, Cancel, Transfer, TakeOver, Recall,
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

/// <summary>
/// The courier's state machine: nothing about storage or transport. Neither table has a default for its first column: a new command does
/// not compile without its target, a new status not without its row.
/// </summary>
public static class DeliveryMachine
{
    /// <summary>What a command does in a status.</summary>
    public static Decision Decide(DeliveryStatus status, DeliveryCommand command, DeliveryActor by) =>
        May(status, command, by) ? new Decision(true, Target(status, command)) : new Decision(false, status);

    /// <summary>
    /// Whether an allowed command changes something; otherwise it is a repeat. Some change who has it, and not the status.
    /// </summary>
    public static bool Moves(DeliveryStatus status, DeliveryCommand command) =>
        command is Do.Transfer or Do.TakeOver || Target(status, command) != status;

    /// <summary>Commands that would change something now, for clients that draw buttons.</summary>
    public static IReadOnlyList<DeliveryCommand> AllowedActions(DeliveryStatus status, DeliveryActor by) =>
        [.. Enum.GetValues<DeliveryCommand>().Where(command => May(status, command, by) && Moves(status, command))];

    // Where a command leads, from wherever it is allowed.
    private static DeliveryStatus Target(DeliveryStatus status, DeliveryCommand command) => command switch
    {
        Do.Dispatch or Do.Decline or Do.ExpireOffer or Do.Unassign => In.Searching,
        Do.Offer => In.Offered,
        Do.Accept or Do.Assign => In.Assigned,
        Do.GiveUp => In.Unassigned,
        Do.ArrivePickup => In.AtPickup,
        Do.PickUp => In.PickedUp,
        Do.ArriveDropoff or Do.Redeliver => In.AtDropoff,
        Do.Deliver => In.Delivered,
        Do.Fail => In.Undeliverable,
        Do.Return or Do.Recall => In.Returning,
        Do.Returned => In.Returned,
        Do.Dispose => In.Disposed,
        Do.Cancel => In.Cancelled,
        // The new driver begins the same part of the way anew; what is brought back is brought back by another.
        Do.Transfer => status switch
        {
            In.AtPickup => In.Assigned,
            In.AtDropoff => In.PickedUp,
            _ => status,
        },
        Do.TakeOver => status,
    };

    // A command whose target is the status itself is a repeat: allowed, without effect.
    private static bool May(DeliveryStatus status, DeliveryCommand command, DeliveryActor by) => status switch
    {
        In.Planned => command switch
        {
            Do.Dispatch or Do.Cancel => by is By.System,
            Do.Assign => by is By.Ops,
            _ => false,
        },
        In.Searching => command switch
        {
            Do.Dispatch or Do.Offer or Do.GiveUp or Do.Cancel => by is By.System,
            Do.Assign or Do.Unassign => by is By.Ops,
            _ => false,
        },
        In.Offered => command switch
        {
            Do.Accept => by is By.Driver,
            // The system declines for a driver who goes offline or is suspended.
            Do.Decline => by is By.Driver or By.System,
            Do.ExpireOffer or Do.Cancel => by is By.System,
            Do.Assign => by is By.Ops,
            _ => false,
        },
        In.Unassigned => command switch
        {
            Do.Offer or Do.GiveUp or Do.Cancel => by is By.System,
            Do.Assign => by is By.Ops,
            _ => false,
        },
        In.Assigned => command switch
        {
            Do.Accept or Do.ArrivePickup => by is By.Driver,
            Do.Unassign => by is By.Driver or By.Ops or By.System,
            Do.Cancel => by is By.System,
            Do.Transfer => by is By.Ops,
            _ => false,
        },
        In.AtPickup => command switch
        {
            Do.ArrivePickup or Do.PickUp => by is By.Driver,
            Do.Unassign => by is By.Driver or By.Ops or By.System,
            Do.Cancel => by is By.System,
            Do.Transfer => by is By.Ops,
            _ => false,
        },
        In.PickedUp => command switch
        {
            Do.PickUp or Do.ArriveDropoff or Do.TakeOver => by is By.Driver,
            // Ops, when the driver cannot be found any more.
            Do.Fail => by is By.Driver or By.Ops,
            Do.Transfer => by is By.Ops,
            Do.Recall => by is By.System,
            _ => false,
        },
        In.AtDropoff => command switch
        {
            Do.ArriveDropoff or Do.TakeOver => by is By.Driver,
            Do.Deliver or Do.Fail => by is By.Driver or By.Ops,
            Do.Redeliver => by is By.Customer or By.Driver or By.Ops,
            Do.Transfer => by is By.Ops,
            Do.Recall => by is By.System,
            _ => false,
        },
        In.Undeliverable => command switch
        {
            Do.Fail => by is By.Driver or By.Ops,
            // The driver only when the address is wrong.
            Do.Redeliver => by is By.Customer or By.Driver or By.Ops,
            Do.Return or Do.Dispose => by is By.Driver or By.Ops or By.System,
            Do.Recall => by is By.System,
            _ => false,
        },
        In.Returning => command switch
        {
            Do.Transfer or Do.Dispose => by is By.Ops,
            Do.Return => by is By.Driver or By.Ops or By.System,
            Do.Recall => by is By.System,
            Do.TakeOver => by is By.Driver,
            // Who has it back knows best.
            Do.Returned => by is By.Driver or By.Restaurant or By.Ops,
            _ => false,
        },
        In.Delivered => command is Do.Deliver && by is By.Driver or By.Ops,
        In.Returned => command is Do.Returned && by is By.Driver or By.Restaurant or By.Ops,
        In.Disposed => command is Do.Dispose && by is By.Driver or By.Ops or By.System,
        In.Cancelled => command is Do.Cancel && by is By.System,
    };
}
