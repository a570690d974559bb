using System.Security.Cryptography;
using FoodDelivery.UserService.Security;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;

namespace FoodDelivery.UserService.Tests;

public sealed class KeyProtection
{
    private static readonly string Key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
    private static readonly byte[] Secret = [1, 2, 3, 4, 5];

    [Fact]
    public void A_protected_key_can_be_read_with_its_id_only()
    {
        var protector = Protector(Key);
        var stored = protector.Protect(Secret, "kid-1");
        Assert.Equal(Secret, protector.Unprotect(stored, "kid-1"));
        Assert.Equal(Secret, Protector(Key).Unprotect(stored, "kid-1"));
        Assert.ThrowsAny<CryptographicException>(() => protector.Unprotect(stored, "kid-2"));
        Assert.False(stored.AsSpan().IndexOf(Secret) >= 0);
    }

    [Fact]
    public void While_the_encryption_key_is_changed_both_are_read_and_the_new_one_writes()
    {
        var next = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        var old = Protector(Key).Protect(Secret, "kid-1");
        var between = Protector($"{next}, {Key}", "Production");
        Assert.Equal(Secret, between.Unprotect(old, "kid-1"));
        Assert.Equal(Secret, Protector(next).Unprotect(between.Protect(Secret, "kid-2"), "kid-2"));
        var refused = Assert.Throws<CryptographicException>(() => Protector(next).Unprotect(old, "kid-1"));
        Assert.Contains("Auth:KeyEncryptionKey", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Development_may_go_without_and_keys_made_so_stay_readable()
    {
        var stored = Protector(null).Protect(Secret, "kid-1");
        Assert.Equal(Secret, Protector(Key).Unprotect(stored, "kid-1"));
        Assert.Throws<InvalidOperationException>(() => Protector(null).Unprotect(Protector(Key).Protect(Secret, "kid-1"), "kid-1"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("c2hvcnQ=")]
    [InlineData("not base64")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=,c2hvcnQ=")]
    public void Production_refuses_to_start_without_a_good_key(string? key) => Assert.Throws<InvalidOperationException>(() => Protector(key, "Production"));

    private static KeyProtector Protector(string? key, string environment = "Development") =>
        new(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Auth:KeyEncryptionKey"] = key }).Build(), new Environment(environment));

    private sealed class Environment(string name) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = name;

        public string ApplicationName { get; set; } = "";

        public string ContentRootPath { get; set; } = "";

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
