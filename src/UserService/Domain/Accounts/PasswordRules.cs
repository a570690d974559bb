using System.Text;

namespace FoodDelivery.UserService.Domain;

/// <summary>What a password must be; its length (8 to 128) is checked with the request.</summary>
public static class PasswordRules
{
    /// <summary>Why the password is refused; null when it is fine.</summary>
    /// <param name="email">Normalised address of the account.</param>
    public static string? Objection(string password, string email) => password switch
    {
        _ when string.IsNullOrWhiteSpace(password) => "A password of spaces only is none.",
        _ when EmailAddress.Normalise(password) == email => "The password must not be the e-mail address.",
        _ when CommonPasswords.Contains(Normalise(password)) => "This password is among those that are tried first; choose another.",
        _ => null,
    };

    /// <summary>
    /// The one spelling that is hashed (NFKC, NIST SP 800-63B 5.1.1.2): devices spell accents and wide letters in their own ways.
    /// </summary>
    public static string Normalise(string password) => In(NormalizationForm.FormKC, password);

    /// <summary>
    /// The spellings that a stored hash may have been made of, the one of today first: earlier ones were hashed as they came. Of most
    /// passwords all are the same.
    /// </summary>
    public static IReadOnlyList<string> Spellings(string password) =>
    [
        .. new[]
        {
            Normalise(password), password, In(NormalizationForm.FormC, password), In(NormalizationForm.FormD, password),
        }.Distinct(StringComparer.Ordinal),
    ];

    // What is no text (half of a pair, say) has no normal form, and is compared as it is.
    private static string In(NormalizationForm form, string password)
    {
        try
        {
            return password.Normalize(form);
        }
        catch (ArgumentException)
        {
            return password;
        }
    }
}
