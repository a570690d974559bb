using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json;
using FoodDelivery.BuildingBlocks.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;

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
/// Gets tokens from the User service with this service's secret and keeps them. They live an hour and are renewed after half of it, which
/// nobody waits for, so that an outage of the issuer of up to half an hour is not noticed, whether it refuses or is silent (docs/adr/0007).
/// </summary>
internal sealed class ServiceTokens(
    IHttpClientFactory clients, IConfiguration configuration, Revocations revocations, TimeProvider clock, ILogger<ServiceTokens> log,
    string service)
    : IServiceTokens
{
    public const string ClientName = "service-tokens";

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, Entry> cache = new();
    private readonly Dictionary<string, Task<Entry>> underWay = [];

    public async ValueTask<string> GetAsync(string audience, CancellationToken ct)
    {
        if (Cached(audience) is not { } entry) return (await RenewAsync(audience).WaitAsync(ct)).Token;
        if (clock.GetUtcNow() >= entry.RenewAt) _ = RenewAsync(audience);
        return entry.Token;
    }

    private Entry? Cached(string audience) =>
        cache.TryGetValue(audience, out var entry) && clock.GetUtcNow() < entry.ExpiresAt && !revocations.IsWithdrawn(entry.Kid)
            ? entry
            : null;

    // One at a time, in the client's own time: that of a single caller may be shorter than what the issuer takes.
    private Task<Entry> RenewAsync(string audience)
    {
        lock (underWay)
        {
            if (!underWay.TryGetValue(audience, out var task)) underWay[audience] = task = Task.Run(() => RenewOnceAsync(audience));
            return task;
        }
    }

    private async Task<Entry> RenewOnceAsync(string audience)
    {
        try
        {
            return cache[audience] = await RequestAsync(audience, clock.GetUtcNow());
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or JsonException)
        {
            if (Cached(audience) is not { } entry) throw new DependencyUnavailableException("user", e);
            log.LogWarning(
                "Renewing the service token failed ({Error}); the old one is good until {ExpiresAt}", e.Message, entry.ExpiresAt);
            return cache[audience] = entry with { RenewAt = clock.GetUtcNow() + Pause };
        }
        finally
        {
            lock (underWay) underWay.Remove(audience);
        }
    }

    private async Task<Entry> RequestAsync(string audience, DateTimeOffset now)
    {
        var client = clients.CreateClient(ClientName);
        using var response = await client.PostAsJsonAsync("/internal/v1/service-tokens",
            new { clientId = service, clientSecret = configuration["Auth:ServiceSecret"] ?? "", audience });
        response.EnsureSuccessStatusCode();
        var token = await response.Content.ReadFromJsonAsync<TokenResponse>(JsonDefaults.Tolerant)
            ?? throw new JsonException("The answer has no token.");
        var lifetime = TimeSpan.FromSeconds(token.ExpiresIn);
        var kid = new JsonWebToken(token.AccessToken).Kid;
        return new Entry(token.AccessToken, kid, now + (lifetime / 2), now + lifetime - TimeSpan.FromSeconds(30));
    }

    private sealed record TokenResponse(string AccessToken, int ExpiresIn);

    private sealed record Entry(string Token, string Kid, DateTimeOffset RenewAt, DateTimeOffset ExpiresAt);
}
