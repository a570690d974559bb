using static FoodDelivery.OrderService.Domain.ActorRole;
using static FoodDelivery.OrderService.Domain.OrderCommand;
using static FoodDelivery.OrderService.Domain.OrderStatus;

namespace FoodDelivery.OrderService.Domain;

/// <summary>What the machine says to a command.</summary>
/// <param name="Kind">Whether it moves the order, was already done, or is refused.</param>
/// <param name="To">Status afterwards; the present one unless it moves.</param>
public readonly record struct Decision(DecisionKind Kind, OrderStatus To)
{
    public bool Moves => Kind == DecisionKind.Move;
}

public enum DecisionKind
{
    Refuse,
    Move,
    AlreadyDone,
}

/// <summary>
/// The order's state machine: every transition there is, and who may cause it. Has no default for a status, so that a new one must be
/// decided here.
/// </summary>
public static class OrderMachine
{
    private static readonly OrderCommand[] CommandsOfPeople =
        [Accept, Reject, Start, Delay, OrderCommand.Ready, Collect, OrderCommand.NoShow, Cancel, Rate];

    /// <summary>Decides a command; has no effect.</summary>
    public static Decision Decide(OrderStatus status, OrderCommand command, ActorRole role, Fulfilment fulfilment)
    {
        var delivered = fulfilment == Fulfilment.Delivery;
        return status switch
        {
            PendingPayment => command switch
            {
                Authorize => By(role is ActorRole.System, AwaitingAcceptance),
                FailPayment => By(role is ActorRole.System, PaymentFailed),
                Cancel => By(role is Customer or Ops, Cancelling),
                _ => Refused(),
            },
            AwaitingAcceptance => command switch
            {
                Authorize => Done(role is ActorRole.System),
                Accept => By(role is Restaurant, Accepted),
                Schedule => By(role is Restaurant, Scheduled),
                Reject => By(role is Restaurant, Rejected),
                Expire => By(role is ActorRole.System, Expired),
                Cancel => By(role is Customer or Ops, Cancelling),
                _ => Refused(),
            },
            Scheduled => command switch
            {
                Schedule => Done(role is Restaurant),
                Release => By(role is ActorRole.System, Accepted),
                Cancel => By(role is Customer or Restaurant or Ops or ActorRole.System, Cancelling),
                _ => Refused(),
            },
            Accepted => command switch
            {
                Accept => Done(role is Restaurant),
                Release => Done(role is ActorRole.System),
                Start => By(role is Restaurant, Preparing),
                Delay => By(role is Restaurant or Ops, Accepted),
                OrderCommand.Ready => By(role is Restaurant, OrderStatus.Ready),
                PickUp => By(role is ActorRole.System && delivered, InDelivery),
                Cancel => By(role is Restaurant or Ops or ActorRole.System, Cancelling),
                _ => Refused(),
            },
            Preparing => command switch
            {
                Accept or Start => Done(role is Restaurant),
                Delay => By(role is Restaurant or Ops, Preparing),
                OrderCommand.Ready => By(role is Restaurant, OrderStatus.Ready),
                PickUp => By(role is ActorRole.System && delivered, InDelivery),
                Cancel => By(role is Restaurant or Ops or ActorRole.System, Cancelling),
                _ => Refused(),
            },
            OrderStatus.Ready => command switch
            {
                _ when IsKitchenWork(command) => Done(role is Restaurant),
                PickUp => By(role is ActorRole.System && delivered, InDelivery),
                Collect => By(role is (Restaurant or Ops) && !delivered, Collected),
                OrderCommand.NoShow => By(role is Restaurant && !delivered, OrderStatus.NoShow),
                Cancel => By(role is Restaurant or Ops || role is ActorRole.System && delivered, Cancelling),
                _ => Refused(),
            },
            InDelivery => command switch
            {
                _ when IsKitchenWork(command) => Done(role is Restaurant),
                PickUp => Done(role is ActorRole.System && delivered),
                Deliver => By(role is ActorRole.System && delivered, Delivered),
                Undeliver => By(role is ActorRole.System && delivered, Undelivered),
                Cancel => By(role is Ops, Cancelling),
                _ => Refused(),
            },
            // Delivery owns the pivot: a pick-up that beat the cancellation takes the order back.
            Cancelling => command switch
            {
                Cancel => Done(role is Customer or Restaurant or Ops or ActorRole.System),
                PickUp => By(role is ActorRole.System && delivered, InDelivery),
                CompleteCancellation => By(role is ActorRole.System, Cancelled),
                _ => Refused(),
            },
            Cancelled => command switch
            {
                Cancel => Done(role is Customer or Restaurant or Ops or ActorRole.System),
                CompleteCancellation => Done(role is ActorRole.System),
                _ => Refused(),
            },
            Delivered or Collected or Undelivered or OrderStatus.NoShow when IsKitchenWork(command) => Done(role is Restaurant),
            Delivered => command switch
            {
                Deliver => Done(role is ActorRole.System && delivered),
                Rate => By(role is Customer, Delivered),
                _ => Refused(),
            },
            Collected => command switch
            {
                Collect => Done(role is (Restaurant or Ops) && !delivered),
                Rate => By(role is Customer, Collected),
                _ => Refused(),
            },
            Rejected => command is Reject ? Done(role is Restaurant) : Refused(),
            Expired => command is Expire ? Done(role is ActorRole.System) : Refused(),
            PaymentFailed => command is FailPayment ? Done(role is ActorRole.System) : Refused(),
            Undelivered => command is Undeliver ? Done(role is ActorRole.System && delivered) : Refused(),
            OrderStatus.NoShow => command is OrderCommand.NoShow ? Done(role is Restaurant && !delivered) : Refused(),
        };

        Decision By(bool allowed, OrderStatus to) => allowed ? new Decision(DecisionKind.Move, to) : Refused();
        Decision Done(bool allowed) => allowed ? new Decision(DecisionKind.AlreadyDone, status) : Refused();
        Decision Refused() => new(DecisionKind.Refuse, status);
    }

    // Whose reply was lost repeats the command, maybe when the order is already further: that it is further shows that it was done.
    // A kitchen may say ready without having said start; whoever says start then is told the same.
    private static bool IsKitchenWork(OrderCommand command) => command is Accept or Start or OrderCommand.Ready;

    /// <summary>What this role can do now, found by trying.</summary>
    public static IReadOnlyList<OrderCommand> AllowedActions(OrderStatus status, ActorRole role, Fulfilment fulfilment) =>
        [.. CommandsOfPeople.Where(command => Decide(status, command, role, fulfilment).Moves)];

    /// <summary>Nothing can follow.</summary>
    public static bool IsEnd(OrderStatus status) => status switch
    {
        PendingPayment or AwaitingAcceptance or Scheduled or Accepted or Preparing or OrderStatus.Ready or InDelivery or Cancelling =>
            false,
        Delivered or Collected or Cancelled or Rejected or Expired or PaymentFailed or Undelivered or OrderStatus.NoShow => true,
    };

    /// <summary>Name of the deadline that guards a status; null when the order has ended, or when something else watches over it.</summary>
    public static string? DeadlineOf(OrderStatus status) => status switch
    {
        PendingPayment => "payment",
        AwaitingAcceptance => "acceptance",
        Accepted or Preparing => "kitchen",
        OrderStatus.Ready => "handover",
        Cancelling => "cancelling",
        // Nothing leads to the one yet, and Delivery has deadlines of its own for the other.
        Scheduled or InDelivery => null,
        Delivered or Collected or Cancelled or Rejected or Expired or PaymentFailed or Undelivered or OrderStatus.NoShow => null,
    };
}
