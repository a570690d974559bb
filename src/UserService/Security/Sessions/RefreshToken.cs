using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace FoodDelivery.UserService.Security;

/// <summary>
/// Refresh tokens: 256 bits, kept as SHA-256 only. The first of a family is random; each successor is the HMAC of its predecessor under
/// the family's secret. So when an answer got lost the same successor can be given again without ever having been stored: it takes the
/// predecessor, which only the client has, and the secret, which only the database has.
/// </summary>
internal static class RefreshToken
{
    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static string Successor(string token, byte[] familySecret) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(familySecret, Encoding.UTF8.GetBytes(token)));

    public static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
