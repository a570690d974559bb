using System.Buffers.Text;
using System.Security.Cryptography;

namespace FoodDelivery.UserService.Security;

/// <summary>
/// Tokens of one-time links: 256 random bits. Kept as SHA-256, by which one that comes back is found, and encrypted
/// (<see cref="KeyProtector"/>), so that the mail can be made later, by somebody else, without a token on the way.
/// </summary>
internal static class LinkToken
{
    public static string New() => Of(RandomNumberGenerator.GetBytes(32));

    public static string Of(byte[] bytes) => Base64Url.EncodeToString(bytes);

    public static byte[] Bytes(string token) => Base64Url.DecodeFromChars(token);

    public static byte[] Hash(string token) => RefreshToken.Hash(token);
}
