using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FoodDelivery.PaymentSimulator.Domain;

namespace FoodDelivery.PaymentSimulator.Webhooks;

/// <summary>The body and signature of a webhook.</summary>
internal static class WebhookMessage
{
    public const string SignatureHeader = "Webhook-Signature";

    public static string Body(LedgerEntry entry) => JsonSerializer.Serialize(new
    {
        id = entry.EventId(),
        type = $"payment.{entry.Outcome()}",
        createdAt = entry.At,
        data = new
        {
            operationKey = entry.Key,
            authorizationId = entry.AuthorizationId,
            reference = entry.Reference,
            status = entry.Outcome(),
            amount = entry.Amount,
            currency = entry.Currency,
        },
    });

    /// <summary>The time is signed too, so that a receiver can refuse an old message that somebody recorded.</summary>
    public static string Sign(string body, string secret, DateTimeOffset now)
    {
        var seconds = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var hash = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{seconds}.{body}"));
        return $"t={seconds},v1={Convert.ToHexStringLower(hash)}";
    }
}
