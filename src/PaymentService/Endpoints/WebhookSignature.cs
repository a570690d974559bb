using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace FoodDelivery.PaymentService.Endpoints;

/// <summary>Checks <c>Webhook-Signature: t=unix seconds,v1=hex</c>, hex being the HMAC-SHA256 of <c>t.body</c>. The time is signed, so that a recorded message cannot be played later.</summary>
public static class WebhookSignature
{
    public const string Header = "Webhook-Signature";

    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(300);

    public static bool IsValid(string header, ReadOnlySpan<byte> body, string secret, DateTimeOffset now)
    {
        var parts = header.Split(',', StringSplitOptions.TrimEntries);
        var time = Array.Find(parts, part => part.StartsWith("t=", StringComparison.Ordinal))?[2..];
        if (!long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)) return false;
        if (Math.Abs((double)now.ToUnixTimeSeconds() - seconds) > Tolerance.TotalSeconds) return false;

        var expected = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), (byte[])[.. Encoding.ASCII.GetBytes($"{time}."), .. body]);
        var matches = false;
        // Several v1 are sent while a secret is being changed.
        foreach (var part in parts.Where(part => part.StartsWith("v1=", StringComparison.Ordinal)))
        {
            matches |= CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(expected)), Encoding.ASCII.GetBytes(part[3..]));
        }
        return matches;
    }
}
