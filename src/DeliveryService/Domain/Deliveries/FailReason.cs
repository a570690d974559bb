namespace FoodDelivery.DeliveryService.Domain;

/// <summary>Why an order could not be handed over. It decides the end and the money (OrderService).</summary>
public enum FailReason
{
    /// <summary>Nobody was there: the customer pays.</summary>
    NoAnswer,

    /// <summary>The address is wrong: another try, the way back, or disposal.</summary>
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

internal static class FailReasons
{
    /// <summary>Such a reason is believed only after an attempt and a wait.</summary>
    public static bool SaysNobodyWasThere(this FailReason reason) => reason is FailReason.NoAnswer;
}
