using System.Net;
using FoodDelivery.BuildingBlocks;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.Contracts;

namespace FoodDelivery.PaymentService.Clients;

/// <summary>What Order says about an order.</summary>
/// <param name="Status">As Order names it.</param>
/// <param name="PaymentMethod">A provider's token, or the id of a saved method.</param>
public sealed record OrderSummary(Guid Id, Guid CustomerId, Money Total, string? Status = null, string? PaymentMethod = null);

/// <summary>Asks Order for the amount before anything is charged.</summary>
public sealed class OrderClient(HttpClient http)
{
    /// <summary>Null when Order does not know it.</summary>
    /// <exception cref="DependencyUnavailableException">Order does not answer sensibly.</exception>
    public async Task<OrderSummary?> FindAsync(Guid orderId, CancellationToken ct)
    {
        using var response = await http.GetAsync($"/internal/v1/orders/{orderId}", ct);
        if (response.StatusCode == HttpStatusCode.NotFound) return null;
        if (!response.IsSuccessStatusCode)
        {
            throw new DependencyUnavailableException("order", new HttpRequestException($"status {(int)response.StatusCode}"));
        }
        return await response.Content.ReadFromJsonAsync<OrderSummary>(JsonDefaults.Tolerant, ct);
    }
}
