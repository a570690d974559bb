using System.Security.Cryptography;
using FoodDelivery.BuildingBlocks.Hosting;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace FoodDelivery.TestKit;

/// <summary>Really signed tokens of a test issuer, so that the policy code runs.</summary>
public static class TestTokens
{
    private static readonly RSA Rsa = RSA.Create(2048);
    private static readonly RsaSecurityKey Key = new(Rsa) { KeyId = "test" };

    /// <summary>The public key, for the setting Auth:Jwks.</summary>
    public static string Jwks
    {
        get
        {
            var parameters = Rsa.ExportParameters(includePrivateParameters: false);
            return $$"""{"keys":[{"kty":"RSA","use":"sig","alg":"RS256","kid":"test","n":"{{Base64UrlEncoder.Encode(parameters.Modulus)}}","e":"{{Base64UrlEncoder.Encode(parameters.Exponent)}}"}]}""";
        }
    }

    public static string ForUser(Guid userId, string role, params Guid[] restaurantIds) => Sign(Authentication.PublicAudience, new()
    {
        ["sub"] = userId.ToString(),
        ["roles"] = new[] { role },
        ["restaurant_ids"] = restaurantIds.Select(id => id.ToString()).ToArray(),
    });

    /// <param name="caller">Short name of the calling service.</param>
    /// <param name="callee">Short name of the called service.</param>
    public static string ForService(string caller, string callee) =>
        Sign(Authentication.ServiceAudience(callee), new() { ["sub"] = $"service:{caller}" });

    public static string Sign(string audience, Dictionary<string, object> claims, string type = "at+jwt", TimeSpan? lifetime = null, string algorithm = SecurityAlgorithms.RsaSha256)
    {
        var now = DateTime.UtcNow;
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Authentication.Issuer,
            Audience = audience,
            Claims = claims,
            IssuedAt = now,
            NotBefore = now.AddHours(-1),
            Expires = now + (lifetime ?? TimeSpan.FromHours(1)),
            TokenType = type,
            SigningCredentials = new SigningCredentials(Key, algorithm),
        });
    }
}
