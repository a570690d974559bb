using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace FoodDelivery.BuildingBlocks.Hosting;

/// <summary>
/// Bearer tokens. People's tokens have the audience <see cref="PublicAudience"/>, services' tokens that of the called service;
/// neither works in the place of the other. RS256 only, keys from the issuer's JWKS (docs/adr/0007).
/// </summary>
public static class Authentication
{
    /// <summary>Audience of people's tokens.</summary>
    public const string PublicAudience = "fooddelivery";

    /// <summary>Issuer of every token.</summary>
    public const string Issuer = "fooddelivery-user-service";

    /// <summary>Policy for <c>/internal</c>: a service token for this very service.</summary>
    public const string ServicePolicy = "service";

    /// <summary>Audience of tokens for calls to a service.</summary>
    /// <param name="service">Short name, for example <c>order</c>.</param>
    public static string ServiceAudience(string service) => $"{service}-service";

    /// <summary>Only callers with one of these roles; others get 403, callers without token 401.</summary>
    public static TBuilder RequireRole<TBuilder>(this TBuilder builder, params string[] roles)
        where TBuilder : IEndpointConventionBuilder =>
        builder.RequireAuthorization(policy => policy.RequireClaim("aud", PublicAudience).RequireRole(roles));

    /// <summary>Only these other services, by short name: each call names who makes it.</summary>
    public static TBuilder RequireService<TBuilder>(this TBuilder builder, params string[] callers)
        where TBuilder : IEndpointConventionBuilder =>
        builder.RequireAuthorization(ServicePolicy)
            .RequireAuthorization(policy => policy.RequireClaim("sub", callers.Select(caller => $"service:{caller}")))
            .WithMetadata(new ExcludeFromDescriptionAttribute());

    internal static void AddTokenAuthentication(this WebApplicationBuilder builder, string service)
    {
        var configuration = builder.Configuration;
        builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(options =>
        {
            options.MapInboundClaims = false;
            options.ConfigurationManager = KeySource(configuration);
            options.TokenValidationParameters = new TokenValidationParameters
            {
                ValidAlgorithms = [SecurityAlgorithms.RsaSha256],
                ValidTypes = ["at+jwt"],
                ValidIssuer = Issuer,
                ValidAudiences = [PublicAudience, ServiceAudience(service)],
                ClockSkew = TimeSpan.FromSeconds(30),
                NameClaimType = "sub",
                RoleClaimType = "roles",
                RequireExpirationTime = true,
                RequireSignedTokens = true,
                // The key that is named and no other: a withdrawn one is known by its name, so it must not sign under another.
                TryAllIssuerSigningKeys = false,
            };
            options.Events = new JwtBearerEvents { OnTokenValidated = RefuseWhatWasTakenBack };
        });
        builder.Services.TryAddSingleton<Revocations>();
        builder.Services.AddHostedService<KeyRefresh>();
        builder.Services.AddAuthorizationBuilder()
            .SetDefaultPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().RequireClaim("aud", PublicAudience).Build())
            .AddPolicy(ServicePolicy, policy => policy.RequireClaim("aud", ServiceAudience(service)));
    }

    /// <summary>
    /// Whether the access with which a request came has been taken back since: for answers that go on for long, before each part of them.
    /// </summary>
    public static bool HasAccessEnded(this HttpContext http) =>
        http.RequestServices.GetRequiredService<Revocations>().Refuse(http.User, http.Features.Get<TokenKey>()?.Id);

    private static Task RefuseWhatWasTakenBack(TokenValidatedContext context)
    {
        var key = (context.SecurityToken as JsonWebToken)?.Kid;
        var revocations = context.HttpContext.RequestServices.GetRequiredService<Revocations>();
        if (revocations.Refuse(context.Principal!, key)) context.Fail("The access has ended.");
        context.HttpContext.Features.Set(new TokenKey(key));
        return Task.CompletedTask;
    }

    private sealed record TokenKey(string? Id);

    // Auth:Jwks pins keys (tests, or a service without a way to the issuer); otherwise they are fetched, cached, and fetched
    // again when a token names a key that is not known yet.
    private static IConfigurationManager<OpenIdConnectConfiguration> KeySource(IConfiguration configuration)
    {
        if (configuration["Auth:Jwks"] is { Length: > 0 } pinned)
        {
            return new StaticConfigurationManager<OpenIdConnectConfiguration>(JwksReader.Read(pinned));
        }
        var url = configuration["Auth:JwksUrl"] ?? throw new InvalidOperationException("Setting Auth:JwksUrl is missing.");
        var documents = new HttpDocumentRetriever { RequireHttps = false };
        return new ConfigurationManager<OpenIdConnectConfiguration>(url, new JwksReader(), documents)
        {
            RefreshInterval = TimeSpan.FromSeconds(30),
            AutomaticRefreshInterval = TimeSpan.FromMinutes(5),
        };
    }

    // Keys are read again when somebody asks for them, and a service that nobody calls would meet a key it never heard of.
    private sealed class KeyRefresh(IOptionsMonitor<JwtBearerOptions> options, ILogger<KeyRefresh> log)
        : PeriodicWork(TimeSpan.FromMinutes(1), log)
    {
        protected override Task WorkAsync(CancellationToken ct) =>
            options.Get(JwtBearerDefaults.AuthenticationScheme).ConfigurationManager!.GetConfigurationAsync(ct);
    }

    private sealed class JwksReader : IConfigurationRetriever<OpenIdConnectConfiguration>
    {
        public async Task<OpenIdConnectConfiguration> GetConfigurationAsync(
            string address, IDocumentRetriever retriever, CancellationToken cancel) =>
            Read(await retriever.GetDocumentAsync(address, cancel));

        public static OpenIdConnectConfiguration Read(string json)
        {
            var configuration = new OpenIdConnectConfiguration { Issuer = Issuer, JsonWebKeySet = new JsonWebKeySet(json) };
            foreach (var key in configuration.JsonWebKeySet.GetSigningKeys()) configuration.SigningKeys.Add(key);
            return configuration;
        }
    }
}

/// <summary>What the token says about the caller.</summary>
public static class Caller
{
    /// <summary>User id.</summary>
    public static Guid Id(this ClaimsPrincipal caller) =>
        Guid.Parse(caller.FindFirstValue("sub") ?? throw new InvalidOperationException("The token has no subject."));

    /// <summary>Name of the calling service.</summary>
    public static string ServiceName(this ClaimsPrincipal caller) => caller.FindFirstValue("sub") ?? "";

    /// <summary>Whether the caller has this role.</summary>
    public static bool Has(this ClaimsPrincipal caller, string role) => caller.IsInRole(role);
}
