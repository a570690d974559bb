namespace FoodDelivery.Contracts;

/// <summary>Why an order could not be handed over: <c>Reason</c> of <see cref="DeliveryFailedV1"/>, <c>Cause</c> of what follows.</summary>
public static class DeliveryFailures
{
    /// <summary>Nobody was there.</summary>
    public const string NoAnswer = "noAnswer";

    /// <summary>The address is wrong.</summary>
    public const string BadAddress = "badAddress";

    /// <summary>
    /// The customer pays all the same: it was made, brought, and not taken. Delivery believes it only after an attempt and a wait, Order
    /// decides about the money by it.
    /// </summary>
    public static bool CustomerPays(string? reason) => reason is NoAnswer or BadAddress;
}
