namespace FoodDelivery.AnalyticsService.Domain;

/// <summary>How an order ended.</summary>
public enum Outcome
{
    Delivered,
    Collected,
    Cancelled,
    Rejected,
    Expired,
    PaymentFailed,
    Undelivered,
    NoShow,
}

/// <summary>The stretches of an order's life whose length is reported.</summary>
public enum Duration
{
    /// <summary>Submitted to accepted.</summary>
    Accept,

    /// <summary>Accepted to ready, as marked by the kitchen.</summary>
    Prep,

    /// <summary>Search for a driver to the assignment that carried the order.</summary>
    Assign,

    /// <summary>Picked up to delivered.</summary>
    Delivery,

    /// <summary>Placed to delivered.</summary>
    Total,
}
