using System.Security.Cryptography;
using System.Text;

namespace FoodDelivery.UserService.Domain;

/// <summary>The one spelling under which an address is stored and looked for.</summary>
public static class EmailAddress
{
    /// <summary>Without outer spaces, composed (NFC), lower case.</summary>
    public static string Normalise(string text) => text.Trim().Normalize(NormalizationForm.FormC).ToLowerInvariant();

    /// <summary>Whether a normalised address can be one: something, an at sign, something, and no spaces or control characters.</summary>
    public static bool IsPlausible(string email)
    {
        var at = email.IndexOf('@', StringComparison.Ordinal);
        return at > 0 && at == email.LastIndexOf('@') && at < email.Length - 1 && email.Length <= 254
            && !email.Any(c => char.IsWhiteSpace(c) || char.IsControl(c));
    }

    /// <summary>A key that does not tell the address.</summary>
    public static byte[] Hash(string normalised) => SHA256.HashData(Encoding.UTF8.GetBytes(normalised));
}
