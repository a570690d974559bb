using System.Net;
using FoodDelivery.BuildingBlocks;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.CartService.Domain;
using FoodDelivery.Contracts;

namespace FoodDelivery.CartService.Clients;

public sealed record PriceCheckRequest(Guid RestaurantId, Fulfilment Fulfilment, IReadOnlyList<PriceCheckItem> Items, GeoPoint? Dropoff);

public sealed record PriceCheckItem(Guid ItemId, int Quantity, IReadOnlyList<Guid> OptionIds);

/// <param name="Lines">In request order; unknown items have none.</param>
/// <param name="ClosesAt">When it closes next; null when it never does, or is not open.</param>
public sealed record PriceCheck(
    Guid RestaurantId, string RestaurantName, GeoPoint Location, int MenuVersion, string Currency, int PrepMinutes, int? DistanceMeters,
    bool Orderable, IReadOnlyList<PriceCheckReason> Reasons, IReadOnlyList<PriceCheckLine> Lines, Money Subtotal,
    DateTimeOffset? ClosesAt = null);

public sealed record PriceCheckReason(string Code, Guid? ItemId, Guid? OptionId, string Detail, DateTimeOffset? OpensAt);

public sealed record PriceCheckLine(
    Guid ItemId, string Name, Money UnitPrice, int TaxRateBasisPoints, IReadOnlyList<PriceCheckOption> Options, int Quantity,
    Money LineTotal);

public sealed record PriceCheckOption(Guid Id, string Name, Money PriceDelta);

/// <summary>Prices from the Product service.</summary>
public sealed class ProductClient(HttpClient http)
{
    /// <summary>As they are now: what a quote binds.</summary>
    /// <exception cref="RefusedException">There is no such restaurant.</exception>
    public Task<PriceCheck> CheckAsync(PriceCheckRequest check, CancellationToken ct) => AskAsync(check, "/internal/v1/price-check", ct);

    /// <summary>As the menu shows them, which is at most a second old: what a cart holds until a quote looks again.</summary>
    /// <exception cref="RefusedException">There is no such restaurant.</exception>
    public Task<PriceCheck> LookUpAsync(PriceCheckRequest check, CancellationToken ct) =>
        AskAsync(check, "/internal/v1/price-check?exact=false", ct);

    private async Task<PriceCheck> AskAsync(PriceCheckRequest check, string path, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        request.Content = JsonContent.Create(check, options: JsonDefaults.Tolerant);
        // The call changes nothing; the key tells the client that it may be repeated.
        request.Headers.Add("Idempotency-Key", Guid.CreateVersion7().ToString());
        using var response = await http.SendAsync(request, ct);
        if (response.StatusCode == HttpStatusCode.NotFound) throw NotFound();
        if (!response.IsSuccessStatusCode) throw new DependencyUnavailableException("product");
        return await response.Content.ReadFromJsonAsync<PriceCheck>(JsonDefaults.Tolerant, ct)
            ?? throw new InvalidOperationException("The price check's answer is empty.");
    }

    private static RefusedException NotFound() => new("not_found", "The restaurant was not found.", Refusal.NotFound);
}
