using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using FoodDelivery.BuildingBlocks.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;

namespace FoodDelivery.BuildingBlocks.Http;

/// <summary>How long a call to another service may take.</summary>
/// <param name="Attempt">Longest wait for one try.</param>
/// <param name="Total">Longest wait in all, retries included.</param>
public sealed record CallBudget(TimeSpan Attempt, TimeSpan Total)
{
    /// <summary>A budget in milliseconds.</summary>
    public static CallBudget Milliseconds(int attempt, int total) =>
        new(TimeSpan.FromMilliseconds(attempt), TimeSpan.FromMilliseconds(total));
}

/// <summary>Registers typed clients for other services.</summary>
public static class InternalClients
{
    /// <summary>
    /// A typed client for another service: base address from <c>Services:&lt;Name&gt;</c>, a service token on each request, time
    /// limits, retries of repeatable requests, a circuit breaker and a concurrency limit of its own (docs/adr/0010).
    /// </summary>
    /// <param name="service">This service's short name.</param>
    /// <param name="dependency">The called service's short name.</param>
    public static IHttpClientBuilder AddInternalClient<TClient>(
        this WebApplicationBuilder builder, string service, string dependency, CallBudget budget)
        where TClient : class
    {
        builder.AddServiceTokens(service);
        return Guard(
            builder.Services.AddHttpClient<TClient>(client => Configure(client, builder.Configuration, dependency)), dependency, budget);
    }

    /// <summary>The same as a client that is named like the called service, for who calls several in one way.</summary>
    /// <param name="service">This service's short name.</param>
    /// <param name="dependency">The called service's short name.</param>
    public static IHttpClientBuilder AddInternalClient(
        this WebApplicationBuilder builder, string service, string dependency, CallBudget budget)
    {
        builder.AddServiceTokens(service);
        return Guard(
            builder.Services.AddHttpClient(dependency, client => Configure(client, builder.Configuration, dependency)), dependency, budget);
    }

    private static IHttpClientBuilder Guard(IHttpClientBuilder client, string dependency, CallBudget budget) => client
        .ConfigurePrimaryHttpMessageHandler(Sockets)
        .AddResilience(dependency, budget)
        .AddHttpMessageHandler(provider => new TokenHandler(
            provider.GetRequiredService<IServiceTokens>(), Authentication.ServiceAudience(dependency)));

    private static void AddServiceTokens(this WebApplicationBuilder builder, string service)
    {
        if (builder.Services.Any(registration => registration.ServiceType == typeof(IServiceTokens))) return;
        builder.Services.AddHttpClient(ServiceTokens.ClientName, client =>
        {
            Configure(client, builder.Configuration, "user");
            client.Timeout = TimeSpan.FromSeconds(2);
        }).ConfigurePrimaryHttpMessageHandler(Sockets);
        builder.Services.TryAddSingleton<IServiceTokens>(provider => ActivatorUtilities.CreateInstance<ServiceTokens>(provider, service));
    }

    private static void Configure(HttpClient client, IConfiguration configuration, string dependency)
    {
        client.BaseAddress = new Uri(configuration[$"Services:{dependency}"]
            ?? throw new InvalidOperationException($"Setting Services:{dependency} is missing."));
        client.Timeout = Timeout.InfiniteTimeSpan; // the budget decides
        client.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
    }

    private static SocketsHttpHandler Sockets() => new()
    {
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        ConnectTimeout = TimeSpan.FromSeconds(1),
        MaxConnectionsPerServer = 100,
        AllowAutoRedirect = false,
        UseCookies = false,
    };

    private sealed class TokenHandler(IServiceTokens tokens, string audience) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await tokens.GetAsync(audience, cancellationToken));
            return await base.SendAsync(request, cancellationToken);
        }
    }
}

/// <summary>Tokens with which this service calls others.</summary>
public interface IServiceTokens
{
    /// <summary>A valid token for calls to a service.</summary>
    /// <param name="audience">For example <c>order-service</c>.</param>
    /// <exception cref="DependencyUnavailableException">None is cached and the issuer does not answer.</exception>
    ValueTask<string> GetAsync(string audience, CancellationToken ct);
}

/// <summary>
/// Gets tokens from the User service with this service's secret and keeps them. They live an hour and are renewed after half of it,
/// so that an outage of the issuer of up to half an hour is not noticed (docs/adr/0007).
/// </summary>
internal sealed class ServiceTokens(
    IHttpClientFactory clients, IConfiguration configuration, Revocations revocations, TimeProvider clock, ILogger<ServiceTokens> log,
    string service)
    : IServiceTokens, IDisposable
{
    public const string ClientName = "service-tokens";

    private readonly ConcurrentDictionary<string, Entry> cache = new();
    private readonly SemaphoreSlim gate = new(1, 1);

    public async ValueTask<string> GetAsync(string audience, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (cache.TryGetValue(audience, out var entry) && IsGood(entry, now)) return entry.Token;

        await gate.WaitAsync(ct);
        try
        {
            if (cache.TryGetValue(audience, out entry) && IsGood(entry, now)) return entry.Token;
            try
            {
                entry = await RequestAsync(audience, now, ct);
                cache[audience] = entry;
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !ct.IsCancellationRequested)
            {
                if (entry is null || now >= entry.ExpiresAt || revocations.IsWithdrawn(entry.Kid))
                {
                    throw new DependencyUnavailableException("user", e);
                }
                log.LogWarning(
                    "Renewing the service token failed ({Error}); the old one is good until {ExpiresAt}", e.Message, entry.ExpiresAt);
                cache[audience] = entry with { RenewAt = now.AddSeconds(10) };
            }
            return entry.Token;
        }
        finally
        {
            gate.Release();
        }
    }

    public void Dispose() => gate.Dispose();

    private bool IsGood(Entry entry, DateTimeOffset now) => now < entry.RenewAt && !revocations.IsWithdrawn(entry.Kid);

    private async Task<Entry> RequestAsync(string audience, DateTimeOffset now, CancellationToken ct)
    {
        var client = clients.CreateClient(ClientName);
        using var response = await client.PostAsJsonAsync("/internal/v1/service-tokens",
            new { clientId = service, clientSecret = configuration["Auth:ServiceSecret"] ?? "", audience }, ct);
        response.EnsureSuccessStatusCode();
        var token = await response.Content.ReadFromJsonAsync<TokenResponse>(JsonDefaults.Tolerant, ct);
        var lifetime = TimeSpan.FromSeconds(token!.ExpiresIn);
        var kid = new JsonWebToken(token.AccessToken).Kid;
        return new Entry(token.AccessToken, kid, now + (lifetime / 2), now + lifetime - TimeSpan.FromSeconds(30));
    }

    private sealed record TokenResponse(string AccessToken, int ExpiresIn);

    private sealed record Entry(string Token, string Kid, DateTimeOffset RenewAt, DateTimeOffset ExpiresAt);
}
