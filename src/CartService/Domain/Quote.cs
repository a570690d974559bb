using FoodDelivery.Contracts;

namespace FoodDelivery.CartService.Domain;

public enum Fulfilment { Delivery, Pickup }

/// <summary>Where to bring it. Personal data: never in events or logs.</summary>
/// <param name="OffByMeters">
/// How far the coordinates, by which the fee is, are from the address, which the courier reads; null when they agree, or nobody knows.
/// </param>
public sealed record Dropoff(double Lat, double Lng, string Address, string? Notes, bool LeaveAtDoor = false, int? OffByMeters = null);

public sealed record QuoteLine(
    Guid ItemId, string Name, int Quantity, Money UnitPrice, Money LineTotal,
    IReadOnlyList<Guid> OptionIds, IReadOnlyList<string> Options, string? Note)
{
    public static QuoteLine From(CartLine line) =>
        new(line.ItemId, line.Name, line.Quantity, line.UnitPrice, line.LineTotal, line.OptionIds, line.Options, line.Note);
}

/// <summary>A binding price for a cart as it was. Total = subtotal + fees + tip - discount; tax is contained in the prices.</summary>
/// <param name="CartVersion">Version of the cart that was priced.</param>
/// <param name="Wish">What the cart named its lines: of all its quotes one becomes an order.</param>
public sealed record Quote(
    Guid QuoteId, Guid CustomerId, long CartVersion,
    Guid RestaurantId, string RestaurantName, GeoPoint RestaurantLocation, int MenuVersion, int PrepMinutes,
    Fulfilment Fulfilment, Dropoff? Dropoff, IReadOnlyList<QuoteLine> Lines,
    Money Subtotal, Money DeliveryFee, Money ServiceFee, Money Tax, Money Tip, Money Discount, Money Total,
    Promise Promise, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, Guid? Wish = null);
