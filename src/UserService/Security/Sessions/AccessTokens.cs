using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.Contracts;
using FoodDelivery.UserService.Domain;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace FoodDelivery.UserService.Security;

/// <summary>Signs the tokens that every service verifies (RFC 9068, RS256).</summary>
internal sealed class AccessTokens(SigningKeys keys, TimeProvider clock)
{
    public static readonly TimeSpan UserLifetime = Revocations.UserTokenLife;
    public static readonly TimeSpan ServiceLifetime = Revocations.ServiceTokenLife;

    private static readonly JsonWebTokenHandler Handler = new() { SetDefaultTimesOnTokenCreation = false };

    public Task<string> ForUserAsync(Account account, Guid sessionId, CancellationToken ct)
    {
        var claims = new Dictionary<string, object>
        {
            ["sub"] = account.Id.ToString(),
            ["roles"] = account.Roles.ToArray(),
            ["restaurant_ids"] = account.RestaurantIds.Select(id => id.ToString()).ToArray(),
            ["sid"] = sessionId.ToString(),
            ["rev"] = account.Revision,
        };
        var positions = account.Positions.Select(position => position.ToString()).ToArray();
        if (positions.Length > 0) claims[StaffRights.Claim] = positions;
        return SignAsync(Authentication.PublicAudience, UserLifetime, claims, ct);
    }

    /// <param name="caller">Short name of the service the token is for.</param>
    /// <param name="audience">The service it will call, for example <c>cart-service</c>.</param>
    public Task<string> ForServiceAsync(string caller, string audience, CancellationToken ct) =>
        SignAsync(audience, ServiceLifetime, new() { ["sub"] = $"service:{caller}" }, ct);

    private async Task<string> SignAsync(string audience, TimeSpan lifetime, Dictionary<string, object> claims, CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var ring = await keys.GetAsync(ct);
        return Handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Authentication.Issuer,
            Audience = audience,
            Claims = claims,
            IssuedAt = now,
            Expires = now + lifetime,
            TokenType = "at+jwt",
            SigningCredentials = new SigningCredentials(ring.Current, SecurityAlgorithms.RsaSha256),
        });
    }
}
