using System.Net;
using FoodDelivery.BuildingBlocks;
using FoodDelivery.BuildingBlocks.Hosting;

namespace FoodDelivery.CartService.Clients;

public sealed record SavedAddress(Guid Id, string Address, double Lat, double Lng, string? Notes);

/// <summary>Saved addresses from the User service.</summary>
public sealed class UserClient(HttpClient http)
{
    /// <exception cref="RefusedException">The customer has no such address.</exception>
    public async Task<SavedAddress> GetAddressAsync(Guid customerId, Guid addressId, CancellationToken ct)
    {
        using var response = await http.GetAsync(new Uri($"/internal/v1/users/{customerId}/addresses/{addressId}", UriKind.Relative), ct);
        if (response.StatusCode == HttpStatusCode.NotFound) throw NotFound();
        if (!response.IsSuccessStatusCode) throw new DependencyUnavailableException("user");
        return await response.Content.ReadFromJsonAsync<SavedAddress>(JsonDefaults.Tolerant, ct)
            ?? throw new InvalidOperationException("The address's answer is empty.");
    }

    private static RefusedException NotFound() => new("not_found", "The address was not found.", Refusal.NotFound);
}
