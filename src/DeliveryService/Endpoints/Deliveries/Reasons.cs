namespace FoodDelivery.DeliveryService.Endpoints;

/// <summary>Why an order could not be handed over. It decides the end and the money.</summary>
public enum FailReason
{
    /// <summary>Nobody was there: the customer pays.</summary>
    NoAnswer,

    /// <summary>The address is wrong, and nobody could be reached: the customer pays.</summary>
    BadAddress,

    /// <summary>The customer does not take it.</summary>
    Refused,

    /// <summary>It cannot be handed over as it is: the customer pays nothing.</summary>
    Damaged,

    /// <summary>It is gone: the customer pays nothing.</summary>
    Lost,

    /// <summary>The driver cannot go on: the customer pays nothing.</summary>
    CourierFault,

    /// <summary>It would be dangerous to go on.</summary>
    Unsafe,
}

/// <summary>How a driver tries to be let in.</summary>
public enum ContactKind
{
    Message, Call, Door,
}

/// <summary>What a driver needs help with.</summary>
public enum HelpKind
{
    Accident, Vehicle, Unsafe, Other,
}
