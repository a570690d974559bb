using System.Security.Cryptography;
using System.Text;

namespace FoodDelivery.UserService.Domain;

/// <summary>
/// Who logs in, as far as that can be told without the password: failures are counted by account and client, so that nobody locks
/// others out.
/// </summary>
/// <param name="Network">Address it calls from (<see cref="Networks.Of"/>).</param>
/// <param name="RefreshToken">The last one that it was given, whether that is still good or not: the device had a session.</param>
/// <param name="SessionId">Its session, when it has proved that by an access token.</param>
/// <param name="Name">What it says it is, for the person to tell their devices apart.</param>
public sealed record LoginClient(string Network, string? RefreshToken = null, Guid? SessionId = null, string? Name = null);

/// <summary>Addresses as those who count them see them.</summary>
public static class Networks
{
    /// <summary>An IPv4 address, or the /64 of an IPv6 address: whoever has one address of it has them all.</summary>
    public static string Of(System.Net.IPAddress? address)
    {
        if (address is null) return "";
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        var bytes = address.GetAddressBytes();
        return bytes.Length == 4 ? address.ToString() : Convert.ToHexString(bytes.AsSpan(0, 8));
    }

    /// <summary>What failures at an account are counted under; tells neither the account nor the client.</summary>
    /// <param name="email">Normalised.</param>
    public static byte[] Key(string email, string client) => SHA256.HashData(Encoding.UTF8.GetBytes($"{email}\n{client}"));
}
