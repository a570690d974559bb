namespace FoodDelivery.NotificationService.Domain;

/// <summary>What people are shown as the state of an order.</summary>
public enum OrderStatus
{
    PendingPayment,
    PaymentFailed,
    AwaitingAcceptance,
    Accepted,
    Rejected,
    Expired,
    Preparing,
    Ready,
    InDelivery,
    Delivered,
    Collected,
    Cancelling,
    Cancelled,
    Undelivered,
    NoShow,
}

/// <summary>What people are shown as the state of a delivery.</summary>
public enum DeliveryStatus
{
    Planned,
    Searching,
    Unassigned,
    Assigned,
    AtPickup,
    PickedUp,
    AtDropoff,
    Delivered,
    Undeliverable,
    Returning,
    Returned,
    Disposed,
    Cancelled,
}
