using System.Security.Cryptography;
using System.Text;

namespace FoodDelivery.UserService.Security;

/// <summary>The services that may ask for tokens, each with the secret of setting <c>ServiceClients:&lt;name&gt;</c>.</summary>
internal sealed class ServiceClients(IConfiguration configuration)
{
    // Who calls whom. The policies of the network are made of the same list (fd.edges in the chart), a test compares.
    private static readonly Dictionary<string, string[]> Calls = new()
    {
        ["user"] = ["product", "cart", "order", "payment", "delivery", "notification", "analytics"],
        ["product"] = ["user"],
        ["cart"] = ["user", "product"],
        ["order"] = ["user", "cart", "product", "payment", "delivery"],
        ["payment"] = ["order"],
        ["delivery"] = ["order"],
        ["notification"] = ["user"],
        ["analytics"] = [],
    };

    /// <summary>Whether a client calls the service of this audience: for other calls it gets no token.</summary>
    public static bool MayCall(string clientId, string audience) =>
        Calls.GetValueOrDefault(clientId, []).Any(called => audience == $"{called}-service");

    /// <summary>Compares in constant time; an unknown client, or one without a configured secret, costs the same and is refused.</summary>
    public bool Knows(string clientId, string secret)
    {
        var expected = Calls.ContainsKey(clientId) ? configuration[$"ServiceClients:{clientId}"] : null;
        var equal = CryptographicOperations.FixedTimeEquals(Hash(expected ?? ""), Hash(secret));
        return equal && !string.IsNullOrEmpty(expected);
    }

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
