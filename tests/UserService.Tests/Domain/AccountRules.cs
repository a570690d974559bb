using FoodDelivery.UserService.Domain;

namespace FoodDelivery.UserService.Tests.Domain;

public sealed class AccountRules
{
    [Theory]
    [InlineData("  Ada@Example.ORG ", "ada@example.org")]
    [InlineData("Jose\u0301@example.org", "jos\u00e9@example.org")]
    public void An_address_has_one_spelling(string typed, string stored) => Assert.Equal(stored.Normalize(), EmailAddress.Normalise(typed));

    [Theory]
    [InlineData("ada@example.org", true)]
    [InlineData("ada", false)]
    [InlineData("@example.org", false)]
    [InlineData("ada@", false)]
    [InlineData("a@b@c", false)]
    [InlineData("a da@example.org", false)]
    [InlineData("ada\n@example.org", false)]
    public void Implausible_addresses_are_seen(string email, bool plausible) => Assert.Equal(plausible, EmailAddress.IsPlausible(email));

    [Theory]
    [InlineData("correct horse", true)]
    [InlineData("          ", false)]
    [InlineData("Ada@Example.org", false)]
    public void Passwords_are_neither_blank_nor_the_address(string password, bool fine) =>
        Assert.Equal(fine, PasswordRules.Objection(password, "ada@example.org") is null);

    [Theory]
    [InlineData("Bela Demirel", "Bela")]
    [InlineData("Bela", "Bela")]
    public void Customers_see_the_first_name_only(string displayName, string firstName)
    {
        var account = Account.Register(new Person("a@b", displayName, "", []), DateTimeOffset.UnixEpoch);
        Assert.Equal(firstName, account.FirstName);
    }
}
