using FoodDelivery.BuildingBlocks;
using FoodDelivery.BuildingBlocks.Hosting;

namespace FoodDelivery.OrderService.Clients;

/// <summary>Asks User.</summary>
public sealed class UserClient(HttpClient http, ILogger<UserClient> log)
{
    /// <summary>
    /// Whom to ask for at the door, and to ring; null when User does not know or does not answer, because the courier can do without.
    /// </summary>
    public async Task<Contact?> FindContactAsync(Guid userId, CancellationToken ct)
    {
        try
        {
            using var response = await http.GetAsync($"/internal/v1/users/{userId}/contact", ct);
            if (!response.IsSuccessStatusCode) return null;
            return await response.Content.ReadFromJsonAsync<Contact>(JsonDefaults.Tolerant, ct);
        }
        catch (DependencyUnavailableException e)
        {
            log.LogWarning("No contact for a drop-off: {Error}", e.Message);
            return null;
        }
    }
}

/// <summary>A customer as the courier needs to know him or her.</summary>
public sealed record Contact(string? DisplayName, string? Phone);
