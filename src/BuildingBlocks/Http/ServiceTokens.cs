using System.Collections.Concurrent;
using System.Net.Http.Json;
using FoodDelivery.BuildingBlocks.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace FoodDelivery.BuildingBlocks.Http;

/// <summary>Tokens with which this service calls others.</summary>
public interface IServiceTokens
{
    /// <summary>A valid token for calls to a service.</summary>
    /// <param name="audience">For example <c>order-service</c>.</param>
    /// <exception cref="DependencyUnavailableException">None is cached and the issuer does not answer.</exception>
    ValueTask<string> GetAsync(string audience, CancellationToken ct);
}

/// <summary>
/// Gets tokens from the User service with this service's secret and keeps them. They live an hour and are renewed after half of it, so that an
/// outage of the issuer of up to half an hour is not noticed (docs/adr/0007).
/// </summary>
internal sealed class ServiceTokens(IHttpClientFactory clients, IConfiguration configuration, TimeProvider clock, ILogger<ServiceTokens> log, string service) : IServiceTokens, IDisposable
{
    public const string ClientName = "service-tokens";

    private readonly ConcurrentDictionary<string, Entry> cache = new();
    private readonly SemaphoreSlim gate = new(1, 1);

    public async ValueTask<string> GetAsync(string audience, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (cache.TryGetValue(audience, out var entry) && now < entry.RenewAt) return entry.Token;

        await gate.WaitAsync(ct);
        try
        {
            if (cache.TryGetValue(audience, out entry) && now < entry.RenewAt) return entry.Token;
            try
            {
                entry = await RequestAsync(audience, now, ct);
                cache[audience] = entry;
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !ct.IsCancellationRequested)
            {
                if (entry is null || now >= entry.ExpiresAt) throw new DependencyUnavailableException("user", e);
                log.LogWarning("Renewing the service token failed ({Error}); the old one is good until {ExpiresAt}", e.Message, entry.ExpiresAt);
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

    private async Task<Entry> RequestAsync(string audience, DateTimeOffset now, CancellationToken ct)
    {
        var client = clients.CreateClient(ClientName);
        using var response = await client.PostAsJsonAsync("/internal/v1/service-tokens",
            new { clientId = service, clientSecret = configuration["Auth:ServiceSecret"] ?? "", audience }, ct);
        response.EnsureSuccessStatusCode();
        var token = await response.Content.ReadFromJsonAsync<TokenResponse>(JsonDefaults.Tolerant, ct);
        var lifetime = TimeSpan.FromSeconds(token!.ExpiresIn);
        return new Entry(token.AccessToken, now + (lifetime / 2), now + lifetime - TimeSpan.FromSeconds(30));
    }

    private sealed record TokenResponse(string AccessToken, int ExpiresIn);

    private sealed record Entry(string Token, DateTimeOffset RenewAt, DateTimeOffset ExpiresAt);
}
