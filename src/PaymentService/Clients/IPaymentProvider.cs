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

    /// <summary>Whether a token stands for no one person's card, and anybody may pay with it.</summary>
    bool IsShared(string token);

    /// <summary>What a key did; null when nothing was booked under it.</summary>
    Task<Outcome?> FindAsync(Guid key);
}

/// <summary>What a payment method says of itself.</summary>
public static class PaymentMethods
{
    /// <summary>Whether a method is a token of one person; the id of a saved method is none.</summary>
    public static bool IsPersonal(this IPaymentProvider provider, string method) =>
        method.Length > 0 && !Guid.TryParse(method, out _) && !provider.IsShared(method);
}
