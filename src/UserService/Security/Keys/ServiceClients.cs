using System.Security.Cryptography;
using System.Text;

namespace FoodDelivery.UserService.Security;

/// <summary>The services that may ask for tokens, each with the secret of setting <c>ServiceClients:&lt;name&gt;</c>.</summary>
internal sealed class ServiceClients(IConfiguration configuration)
{
    private static readonly string[] Names = ["user", "product", "cart", "order", "payment", "delivery", "notification", "analytics"];

    /// <summary>Whether there is such a service to call.</summary>
    public static bool IsAudience(string audience) => Names.Any(name => audience == $"{name}-service");

    /// <summary>Compares in constant time; an unknown client, or one without a configured secret, costs the same and is refused.</summary>
    public bool Knows(string clientId, string secret)
    {
        var expected = Names.Contains(clientId) ? configuration[$"ServiceClients:{clientId}"] : null;
        var equal = CryptographicOperations.FixedTimeEquals(Hash(expected ?? ""), Hash(secret));
        return equal && !string.IsNullOrEmpty(expected);
    }

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
