using System.Net;
using FoodDelivery.BuildingBlocks;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.Contracts;

namespace FoodDelivery.OrderService.Clients;

/// <summary>A priced cart as Cart promises it, valid until it expires.</summary>
/// <param name="Wish">Names the lines, of which there may be several quotes.</param>
/// <param name="PrepMinutes">After which the promise expects the food to be ready.</param>
public sealed record Quote(
    Guid QuoteId, Guid CustomerId, Guid RestaurantId, string RestaurantName, GeoPoint RestaurantLocation, string Fulfilment,
    QuoteDropoff? Dropoff, IReadOnlyList<QuoteLine> Lines, Money Subtotal,
    Money DeliveryFee, Money ServiceFee, Money Tax, Money Tip, Money Discount, Money Total,
    QuotePromise Promise, DateTimeOffset ExpiresAt, Guid? Wish = null, int? PrepMinutes = null, DateTimeOffset? CreatedAt = null)
{
    /// <summary>What the promise leaves for the way to the door; null on a pick-up, and when a release before does not say it.</summary>
    public int? WayMinutes => Dropoff is null || PrepMinutes is not { } prep || CreatedAt is not { } made
        ? null
        : (int)Math.Max(0, Math.Round((Promise.Earliest - made).TotalMinutes) - prep);
}

public sealed record QuoteDropoff(
    double Lat, double Lng, string Address, string? Notes = null, bool LeaveAtDoor = false, int? OffByMeters = null);

public sealed record QuoteLine(
    Guid ItemId, string Name, int Quantity, Money UnitPrice, Money LineTotal,
    IReadOnlyList<Guid>? OptionIds = null, IReadOnlyList<string>? Options = null, string? Note = null);

public sealed record QuotePromise(DateTimeOffset Earliest, DateTimeOffset Latest);

/// <summary>Asks Cart.</summary>
public sealed class CartClient(HttpClient http)
{
    /// <summary>The quote; null when there is none.</summary>
    public async Task<Quote?> FindQuoteAsync(Guid quoteId, CancellationToken ct)
    {
        using var response = await http.GetAsync($"/internal/v1/quotes/{quoteId}", ct);
        if (response.StatusCode == HttpStatusCode.NotFound) return null;
        if (!response.IsSuccessStatusCode) throw new DependencyUnavailableException("cart");
        return await response.Content.ReadFromJsonAsync<Quote>(JsonDefaults.Tolerant, ct);
    }
}
