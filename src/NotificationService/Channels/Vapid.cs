using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace FoodDelivery.NotificationService.Channels;

/// <summary>Who we are to a push service: a signed statement for its origin (RFC 8292).</summary>
internal static class Vapid
{
    // The longest that the standard allows is a day, by the service's clock.
    private static readonly TimeSpan GoodFor = TimeSpan.FromHours(12);
    private static readonly string Header = Encode("""{"typ":"JWT","alg":"ES256"}"""u8);

    /// <summary>The value of the header Authorization.</summary>
    public static string Authorization(Uri endpoint, string publicKey, string privateKey, string subject, DateTimeOffset now)
    {
        var claims = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object>
        {
            ["aud"] = endpoint.GetLeftPart(UriPartial.Authority), ["exp"] = (now + GoodFor).ToUnixTimeSeconds(), ["sub"] = subject,
        });
        var signed = $"{Header}.{Encode(claims)}";
        using var key = ECDsa.Create(Parameters(publicKey, privateKey));
        return $"vapid t={signed}.{Encode(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256))}, k={publicKey}";
    }

    /// <summary>Whether the two texts are one key.</summary>
    public static bool IsPair(string publicKey, string privateKey)
    {
        try
        {
            var given = Parameters(publicKey, privateKey);
            using var key = ECDsa.Create(new ECParameters { Curve = given.Curve, D = given.D });
            var made = key.ExportParameters(false).Q;
            return made.X.AsSpan().SequenceEqual(given.Q.X) && made.Y.AsSpan().SequenceEqual(given.Q.Y);
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            return false;
        }
    }

    private static ECParameters Parameters(string publicKey, string privateKey) =>
        PushEncryption.Point(Base64Url.DecodeFromChars(publicKey)) with { D = Base64Url.DecodeFromChars(privateKey) };

    private static string Encode(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);
}
