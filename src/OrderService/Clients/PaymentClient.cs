using FoodDelivery.BuildingBlocks;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.Contracts;
using FoodDelivery.OrderService.Domain;

namespace FoodDelivery.OrderService.Clients;

/// <summary>What is known of an authorisation after asking.</summary>
public enum PaymentOutcome
{
    Authorized,
    Failed,

    /// <summary>Not known yet; an event follows.</summary>
    Pending,
}

/// <param name="DeclineCode">Why it failed.</param>
public sealed record PaymentAnswer(PaymentOutcome Status, string? DeclineCode = null);

/// <summary>An order's payment as Payment tells it to ops.</summary>
public sealed record PaymentFacts(
    Guid Id, string Status, Money Amount, Money Held, Money Captured, Money Refunded, string? DeclineCode,
    IReadOnlyList<PaymentFact> Operations);

/// <summary>A movement of it.</summary>
/// <param name="Automatic">Ours, not an operator's.</param>
/// <param name="Reason">Why an operator asked for it.</param>
/// <param name="FailureCode">What the last attempt said when it did not succeed.</param>
public sealed record PaymentFact(
    Guid Id, string Kind, string Status, Money Amount, bool Automatic, string? Reason, string? FailureCode, int Attempts,
    DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

/// <summary>Asks Payment.</summary>
public sealed class PaymentClient(HttpClient http, ILogger<PaymentClient> log)
{
    /// <summary>What Payment knows of an order.</summary>
    public Task<Part<PaymentFacts>> FindAsync(Guid orderId, CancellationToken ct) =>
        Parts.FindAsync<PaymentFacts>(http, $"/internal/v1/payments/{orderId}", log, ct);

    /// <summary>
    /// Authorises an order's total. The order is the key, so that asking again never charges again. Payment being away is an outcome,
    /// not an error.
    /// </summary>
    public async Task<PaymentAnswer> AuthorizeAsync(Order order)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/internal/v1/payments")
        {
            Content = JsonContent.Create(
                new { OrderId = order.Id, order.CustomerId, Amount = order.Money(order.Total), order.PaymentMethod },
                options: JsonDefaults.Tolerant),
        };
        request.Headers.Add("Idempotency-Key", order.Id.ToString());
        try
        {
            // Not the caller's token: the order exists now, and a caller who hangs up must not leave its payment undecided.
            using var response = await http.SendAsync(request, CancellationToken.None);
            if (response.IsSuccessStatusCode) return (await response.Content.ReadFromJsonAsync<PaymentAnswer>(JsonDefaults.Tolerant))!;
            log.LogWarning("Payment answered {Status} for order {OrderId}; its event decides", (int)response.StatusCode, order.Id);
        }
        catch (DependencyUnavailableException e)
        {
            log.LogWarning("Payment of order {OrderId} is undecided: {Error}", order.Id, e.Message);
        }
        return new PaymentAnswer(PaymentOutcome.Pending);
    }
}
