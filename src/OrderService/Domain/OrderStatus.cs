namespace FoodDelivery.OrderService.Domain;

/// <summary>How far the kitchen is with an order; the courier's side is a machine of its own in Delivery.</summary>
public enum OrderStatus
{
    PendingPayment,
    AwaitingAcceptance,
    Scheduled,
    Accepted,
    Preparing,
    Ready,
    InDelivery,
    Delivered,
    Collected,
    Cancelling,
    Cancelled,
    Rejected,
    Expired,
    PaymentFailed,
    Undelivered,
    NoShow,
}

/// <summary>What can be done to an order.</summary>
public enum OrderCommand
{
    Accept,
    Reject,
    Start,
    Delay,
    Ready,
    Collect,
    NoShow,
    Cancel,
    Rate,
    Schedule,
    // From here on by deadlines and other services only.
    Authorize,
    FailPayment,
    Expire,
    Release,
    PickUp,
    Deliver,
    Undeliver,
    CompleteCancellation,
}

/// <summary>In which capacity somebody acts on an order.</summary>
public enum ActorRole
{
    Customer,
    Restaurant,
    Ops,
    System,
}

/// <summary>Who acts.</summary>
/// <param name="Id">User id; null for the system.</param>
public sealed record Actor(ActorRole Role, Guid? Id)
{
    public static Actor System { get; } = new(ActorRole.System, null);
}

public enum Fulfilment
{
    Delivery,
    Pickup,
}

/// <summary>How it is with the money, as Payment last reported.</summary>
public enum PaymentStatus
{
    Pending,
    Authorized,
    Failed,
    Captured,
    Voided,
    PartiallyRefunded,
    Refunded,
}

/// <summary>How it is with the courier, as Delivery last reported; coarser than Delivery's own states.</summary>
public enum DeliveryStatus
{
    Planned,
    Searching,
    Assigned,
    Unassigned,
    PickedUp,
    Delivered,
    Returned,
    Disposed,
    Cancelled,
}
