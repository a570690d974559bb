using FoodDelivery.BuildingBlocks;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Http;
using FoodDelivery.BuildingBlocks.People;
using FoodDelivery.UserService.Security;

namespace FoodDelivery.UserService.Clients;

/// <summary>Asks every other service what it holds of somebody, and how far it is with forgetting them.</summary>
internal sealed class PeopleClient(IHttpClientFactory clients)
{
    // All that a person has ordered in years is read for one answer.
    public static readonly CallBudget Budget = CallBudget.Milliseconds(attempt: 6000, total: 8000);

    /// <summary>All that hold something of people, by short name.</summary>
    public static IReadOnlyList<string> Services { get; } =
        ["product", "cart", "order", "payment", "delivery", "notification", "analytics"];

    /// <summary>What a service holds of somebody: a JSON object.</summary>
    /// <exception cref="DependencyUnavailableException">It does not answer.</exception>
    public async Task<byte[]> ExportAsync(string service, Guid userId, CancellationToken ct)
    {
        using var response = await clients.CreateClient(service).GetAsync($"/internal/v1/people/{userId}/export", ct);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsByteArrayAsync(ct);
    }

    /// <summary>Has a service forget somebody, or look again.</summary>
    /// <exception cref="DependencyUnavailableException">It does not answer.</exception>
    public async Task EraseAsync(string service, Guid userId, DateTimeOffset requestedAt, CancellationToken ct)
    {
        using var response = await clients.CreateClient(service).PutAsJsonAsync(
            $"/internal/v1/people/{userId}/erasure", new ErasureOrder(requestedAt), JsonDefaults.Tolerant, ct);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>How far a service is.</summary>
    /// <exception cref="DependencyUnavailableException">It does not answer.</exception>
    public async Task<ErasureState> FindErasureAsync(string service, Guid userId, CancellationToken ct) =>
        (await clients.CreateClient(service).GetFromJsonAsync<ErasureState>(
            $"/internal/v1/people/{userId}/erasure", JsonDefaults.Tolerant, ct))!;
}

/// <summary>Tokens for calls to other services: User is who makes them.</summary>
internal sealed class OwnServiceTokens(AccessTokens tokens) : IServiceTokens
{
    public async ValueTask<string> GetAsync(string audience, CancellationToken ct) => await tokens.ForServiceAsync("user", audience, ct);
}
