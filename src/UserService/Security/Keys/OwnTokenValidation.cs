using FoodDelivery.BuildingBlocks.Hosting;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace FoodDelivery.UserService.Security;

/// <summary>
/// The issuer verifies its own tokens with its own keys, without asking itself over HTTP. Keys pinned by <c>Auth:Jwks</c> are accepted too.
/// </summary>
internal static class OwnTokenValidation
{
    public static WebApplicationBuilder AddOwnTokenValidation(this WebApplicationBuilder builder)
    {
        // The shared defaults insist on an address to fetch keys from; nothing is ever fetched from this one.
        builder.Configuration["Auth:JwksUrl"] ??= "http://localhost/.well-known/jwks.json";
        builder.Services.AddSingleton<IPostConfigureOptions<JwtBearerOptions>, UseOwnKeys>();
        return builder;
    }

    private sealed class UseOwnKeys(SigningKeys keys, IConfiguration configuration) : IPostConfigureOptions<JwtBearerOptions>
    {
        public void PostConfigure(string? name, JwtBearerOptions options) =>
            options.ConfigurationManager = new OwnKeys(
                keys, string.IsNullOrEmpty(configuration["Auth:Jwks"]) ? null : options.ConfigurationManager);
    }

    private sealed class OwnKeys(SigningKeys keys, IConfigurationManager<OpenIdConnectConfiguration>? pinned)
        : IConfigurationManager<OpenIdConnectConfiguration>
    {
        private Built? cached;

        public async Task<OpenIdConnectConfiguration> GetConfigurationAsync(CancellationToken cancel)
        {
            var ring = await keys.GetAsync(cancel);
            if (cached is { } known && ReferenceEquals(known.Ring, ring)) return known.Configuration;

            var configuration = new OpenIdConnectConfiguration { Issuer = Authentication.Issuer };
            foreach (var key in ring.All) configuration.SigningKeys.Add(key);
            if (pinned is not null)
            {
                foreach (var key in (await pinned.GetConfigurationAsync(cancel)).SigningKeys) configuration.SigningKeys.Add(key);
            }
            cached = new Built(ring, configuration);
            return configuration;
        }

        public void RequestRefresh() => keys.ReadAgainSoon();

        private sealed record Built(KeyRing Ring, OpenIdConnectConfiguration Configuration);
    }
}
