using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.UserService.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.IdentityModel.Tokens;

namespace FoodDelivery.UserService.Endpoints;

/// <summary>A public key (RFC 7517).</summary>
public sealed record JwkResponse(string Kty, string Use, string Alg, string Kid, string N, string E);

public sealed record JwksResponse(IReadOnlyList<JwkResponse> Keys);

/// <summary>The public keys with which tokens are verified.</summary>
internal static class KeyEndpoints
{
    public static void MapKeys(this WebApplication app) => app.MapGet("/.well-known/jwks.json", GetAsync).WithTags("Auth").Describe(
        "getSigningKeys", "Public keys of access tokens",
        "The key that signs, the next one, and old ones whose tokens are still good (RFC 7517). Cached for 5 minutes.", null,
        new JwksResponse([new JwkResponse("RSA", "sig", "RS256", "019b76daa80075c7810a6b4d0ef3987a", "wEq3…", "AQAB")]), 503);

    private static async Task<Ok<JwksResponse>> GetAsync(SigningKeys keys, HttpResponse response, CancellationToken ct)
    {
        var ring = await keys.GetAsync(ct);
        response.Headers.CacheControl = "public, max-age=300";
        return TypedResults.Ok(new JwksResponse([.. ring.All.Select(key => new JwkResponse(
            "RSA", "sig", "RS256", key.KeyId,
            Base64UrlEncoder.Encode(key.Parameters.Modulus), Base64UrlEncoder.Encode(key.Parameters.Exponent)))]));
    }
}
