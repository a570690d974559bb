namespace FoodDelivery.PaymentService.Domain;

/// <summary>What is known about a movement at the provider.</summary>
public abstract record Outcome
{
    private Outcome() { }

    /// <summary>Booked there.</summary>
    /// <param name="AuthorizationRef">The provider's id of the hold the movement belongs to.</param>
    /// <param name="AmountMinor">What the provider says it booked.</param>
    /// <param name="ExpiresAt">When the hold lapses; only for authorisations.</param>
    public sealed record Done(string AuthorizationRef, long AmountMinor, DateTimeOffset? ExpiresAt = null) : Outcome;

    /// <summary>Refused for good; nothing was booked.</summary>
    public sealed record Declined(string Code) : Outcome;

    /// <summary>Anything else: silence, an error, an answer that makes no sense. It may or may not be booked.</summary>
    public sealed record Unknown(string Reason) : Outcome;
}
