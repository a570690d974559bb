using FoodDelivery.BuildingBlocks;
using FoodDelivery.BuildingBlocks.Hosting;

namespace FoodDelivery.OrderService.Clients;

/// <summary>Asks User.</summary>
public sealed class UserClient(HttpClient http, ILogger<UserClient> log)
{
    /// <summary>Name to ask for at the door; null when User does not know or does not answer, because the courier can do without.</summary>
    public async Task<string?> FindContactNameAsync(Guid userId, CancellationToken ct)
    {
        try
        {
            using var response = await http.GetAsync($"/internal/v1/users/{userId}/contact", ct);
            if (!response.IsSuccessStatusCode) return null;
            return (await response.Content.ReadFromJsonAsync<Contact>(JsonDefaults.Tolerant, ct))?.DisplayName;
        }
        catch (DependencyUnavailableException e)
        {
            log.LogWarning("No contact name for a drop-off: {Error}", e.Message);
            return null;
        }
    }

    private sealed record Contact(string? DisplayName);
}
