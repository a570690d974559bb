using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using FoodDelivery.PaymentSimulator.Data;
using FoodDelivery.PaymentSimulator.Domain;

namespace FoodDelivery.PaymentSimulator.Endpoints;

/// <summary>Checks what callers send.</summary>
internal static partial class Requests
{
    private const long MaxAmount = 99_999_999;

    /// <summary>
    /// Reads the Idempotency-Key and ties it to what is asked: the kind, the authorization and the body, not its spelling.
    /// </summary>
    public static Operation Keyed(this HttpContext http, string kind, string? authorizationId = null, object? body = null)
    {
        var key = http.Request.Headers["Idempotency-Key"].ToString();
        if (key is "")
        {
            throw ProviderException.Invalid("idempotency_key_required", "Send an Idempotency-Key.");
        }
        if (!KeyPattern().IsMatch(key))
        {
            throw ProviderException.Invalid(
                "idempotency_key_invalid", "An Idempotency-Key has 1 to 200 characters out of letters, digits and . _ : -");
        }
        var asked = JsonSerializer.SerializeToUtf8Bytes(new { kind, authorizationId, body });
        return new Operation(key, Convert.ToHexStringLower(SHA256.HashData(asked)));
    }

    public static void CheckAmount(long amount)
    {
        if (amount is < 1 or > MaxAmount)
        {
            throw ProviderException.Invalid("invalid_amount", $"An amount is 1 to {MaxAmount} minor units.");
        }
    }

    public static void CheckCurrency(string currency)
    {
        if (!CurrencyPattern().IsMatch(currency))
        {
            throw ProviderException.Invalid("invalid_currency", "A currency is three capital letters.");
        }
    }

    public static void CheckReference(string reference)
    {
        if (string.IsNullOrWhiteSpace(reference) || reference.Length > 100)
        {
            throw ProviderException.Invalid("invalid_reference", "A reference has 1 to 100 characters.");
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9._:-]{1,200}\z")]
    private static partial Regex KeyPattern();

    [GeneratedRegex(@"^[A-Z]{3}\z")]
    private static partial Regex CurrencyPattern();
}
