using FoodDelivery.CartService.Domain;
using FoodDelivery.Contracts;

namespace FoodDelivery.CartService.Endpoints;

/// <summary>A cart.</summary>
/// <param name="Version">For If-Match or <c>version</c>; 0 while the cart holds nothing.</param>
public sealed record CartResponse(
    long Version, Guid? RestaurantId, string? RestaurantName, IReadOnlyList<CartLineResponse> Lines, Money Subtotal)
{
    public static CartResponse From(Cart cart) => new(
        cart.ShownVersion, cart.RestaurantId, cart.RestaurantName, [.. cart.Lines.Select(CartLineResponse.From)], cart.Subtotal);
}

/// <param name="UnitPrice">Of one with its options, as last shown; the quote is binding.</param>
/// <param name="Options">Names of the chosen options.</param>
public sealed record CartLineResponse(
    Guid LineId, Guid ItemId, string Name, int Quantity, Money UnitPrice, Money LineTotal,
    IReadOnlyList<Guid> OptionIds, IReadOnlyList<string> Options, string? Note)
{
    public static CartLineResponse From(CartLine line) => new(
        line.LineId, line.ItemId, line.Name, line.Quantity, line.UnitPrice, line.LineTotal, line.OptionIds, line.Options, line.Note);
}

/// <summary>A binding price. Total = subtotal + deliveryFee + serviceFee + tip - discount; tax is contained in the prices.</summary>
/// <param name="CartVersion">
/// Version of the cart that was priced; another version means another wish. Of all quotes of one only one becomes an order.
/// </param>
/// <param name="PriceChanges">Lines whose price differs from what the cart showed; the cart shows the new one now.</param>
/// <param name="ClosesAt">
/// When the restaurant closes, if that is before the promised time: it may not take the order any more. Else absent.
/// </param>
public sealed record QuoteResponse(
    Guid QuoteId, DateTimeOffset ExpiresAt, long CartVersion, Guid RestaurantId, string RestaurantName, Fulfilment Fulfilment,
    IReadOnlyList<QuoteLine> Lines, Money Subtotal, Money DeliveryFee, Money ServiceFee, Money Tax, Money Tip, Money Discount, Money Total,
    Promise Promise, IReadOnlyList<PriceChange> PriceChanges, DateTimeOffset? ClosesAt = null, bool LeaveAtDoor = false)
{
    /// <param name="closesAt">When the restaurant closes; null when that is not known.</param>
    public static QuoteResponse From(Quote quote, IReadOnlyList<PriceChange> changes, DateTimeOffset? closesAt) => new(
        quote.QuoteId, quote.ExpiresAt, quote.CartVersion, quote.RestaurantId, quote.RestaurantName, quote.Fulfilment,
        quote.Lines, quote.Subtotal, quote.DeliveryFee, quote.ServiceFee, quote.Tax, quote.Tip, quote.Discount, quote.Total,
        quote.Promise, changes, closesAt < quote.Promise.Latest ? closesAt : null, quote.Dropoff?.LeaveAtDoor ?? false);
}

/// <summary>A unit price that changed.</summary>
public sealed record PriceChange(Guid LineId, Money Old, Money New);

/// <summary>What the documentation's examples show.</summary>
internal static class Examples
{
    public static readonly Guid RestaurantId = Guid.Parse("019b76da-a800-72e1-9410-32d44c32433e");
    public static readonly Guid ItemId = Guid.Parse("019b76da-a800-76e7-a46f-04e571d44b5a");
    public static readonly Guid OptionId = Guid.Parse("019b76da-a800-771e-b5ea-17bf058cfe54");

    private static readonly DateTimeOffset Moment = new(2026, 5, 4, 17, 30, 0, TimeSpan.Zero);
    private static readonly Guid LineId = Guid.Parse("019b76db-1200-7c3a-8f6e-5b1d2c3e4f50");
    private static readonly CartLine Line = new(
        LineId, ItemId, "Margherita", 2, Eur(890), [OptionId], ["Regular, 28 cm"], "Well done, please");

    public static CartResponse Cart => CartResponse.From(new Cart(3, RestaurantId, "Trattoria Demo", "EUR", [Line]));

    public static QuoteResponse Quote => new(
        Guid.Parse("019b76db-3400-7a11-9c2d-6e5f4a3b2c1d"), Moment.AddMinutes(10), 3, RestaurantId, "Trattoria Demo", Fulfilment.Delivery,
        [QuoteLine.From(Line)], Eur(1780), Eur(249), Eur(89), Eur(116), Eur(200), Eur(0), Eur(2318),
        new Promise(Moment.AddMinutes(26), Moment.AddMinutes(36)), []);

    public static QuoteRequest QuoteRequest =>
        new(new DropoffRequest(48.2073, 11.5838, "Birkenallee 46, Birkenwerth am See"), Tip: Eur(200));

    private static Money Eur(long amount) => new(amount, "EUR");
}
