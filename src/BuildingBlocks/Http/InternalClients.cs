using System.Net.Http.Headers;
using FoodDelivery.BuildingBlocks.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

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
