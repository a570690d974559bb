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
        _ => null,
    };
}
