using FoodDelivery.Contracts;
using FoodDelivery.PaymentService.Domain;

namespace FoodDelivery.PaymentService.Clients;

/// <summary>
/// Whoever moves the money. Every call carries the operation's key, and repeating a key never moves money twice.
/// Nothing throws for what the provider does or fails to do: that is an <see cref="Outcome.Unknown"/>.
/// </summary>
public interface IPaymentProvider
{
    /// <summary>Name in the webhook's path.</summary>
    string Name { get; }

    /// <summary>Holds an amount.</summary>
    /// <param name="limit">Longest wait; afterwards the outcome is unknown.</param>
    Task<Outcome> AuthorizeAsync(Guid key, Guid orderId, Money amount, string token, TimeSpan limit);

    /// <summary>Takes held money.</summary>
    Task<Outcome> CaptureAsync(Guid key, string authorizationRef, Money amount, TimeSpan limit);

    /// <summary>Releases a hold.</summary>
    Task<Outcome> VoidAsync(Guid key, string authorizationRef, TimeSpan limit);

    /// <summary>Gives captured money back.</summary>
    Task<Outcome> RefundAsync(Guid key, string authorizationRef, Money amount, string? reason, TimeSpan limit);

    /// <summary>What a key did; null when nothing was booked under it.</summary>
    Task<Outcome?> FindAsync(Guid key);
}
