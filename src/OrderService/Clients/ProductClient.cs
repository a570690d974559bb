using System.Net;
using FoodDelivery.BuildingBlocks;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.Contracts;

namespace FoodDelivery.OrderService.Clients;

/// <summary>What Product says about a basket now.</summary>
/// <param name="TimeZone">The restaurant's; like its address null while Product is of the release before.</param>
/// <param name="RestaurantPhone">Null when it has given none.</param>
public sealed record PriceCheck(
    bool Orderable, IReadOnlyList<PriceCheckReason>? Reasons, IReadOnlyList<PriceCheckLine>? Lines, Money Subtotal,
    string? RestaurantAddress = null, string? TimeZone = null, string? RestaurantPhone = null);

public sealed record PriceCheckReason(
    string Code, Guid? ItemId = null, Guid? OptionId = null, string? Detail = null, DateTimeOffset? OpensAt = null);

public sealed record PriceCheckLine(Guid ItemId, string Name, Money UnitPrice, int Quantity, Money LineTotal);

/// <summary>Asks Product.</summary>
public sealed class ProductClient(HttpClient http)
{
    /// <summary>Prices and availability of a quote's lines at this moment; null when the restaurant is gone.</summary>
    public async Task<PriceCheck?> CheckAsync(Quote quote, CancellationToken ct)
    {
        var check = new
        {
            quote.RestaurantId,
            quote.Fulfilment,
            Items = quote.Lines.Select(line => new { line.ItemId, line.Quantity, OptionIds = line.OptionIds ?? [] }),
            Dropoff = quote.Dropoff is { } to ? new GeoPoint(to.Lat, to.Lng) : null,
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/internal/v1/price-check")
        {
            Content = JsonContent.Create(check, options: JsonDefaults.Tolerant),
        };
        // The call changes nothing; the key tells the client that it may be repeated.
        request.Headers.Add("Idempotency-Key", Guid.CreateVersion7().ToString());
        using var response = await http.SendAsync(request, ct);
        if (response.StatusCode == HttpStatusCode.NotFound) return null;
        if (!response.IsSuccessStatusCode) throw new DependencyUnavailableException("product");
        return await response.Content.ReadFromJsonAsync<PriceCheck>(JsonDefaults.Tolerant, ct);
    }
}
