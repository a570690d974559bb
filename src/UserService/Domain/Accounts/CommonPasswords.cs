namespace FoodDelivery.UserService.Domain;

/// <summary>
/// Passwords that are tried first (NIST SP 800-63B, 5.1.1.2): common ones of leaks, from zxcvbn's list (MIT, docs/adr/0016), and what
/// people make of them. Only such as are long enough to be accepted otherwise.
/// </summary>
public static class CommonPasswords
{
    private static readonly Lazy<HashSet<string>> All = new(Read);

    /// <param name="password">Normalised; case does not matter.</param>
    public static bool Contains(string password) => All.Value.Contains(password.ToLowerInvariant());

    private static HashSet<string> Read()
    {
        using var stream = typeof(CommonPasswords).Assembly.GetManifestResourceStream("common-passwords.txt")!;
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }
}
