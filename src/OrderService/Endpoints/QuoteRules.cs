using System.Security.Cryptography;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.OrderService.Clients;
using FoodDelivery.OrderService.Domain;

namespace FoodDelivery.OrderService.Endpoints;

/// <summary>Whether an order may be made from a quote, and which.</summary>
public static class QuoteRules
{
    /// <exception cref="ProblemException">404 when there is none of this customer, 410 when it is too old.</exception>
    public static void CheckUsable(Quote? quote, Guid customer, DateTimeOffset now)
    {
        if (quote is null || quote.CustomerId != customer) throw new ProblemException(404, "quote_not_found", "The quote was not found.");
        if (quote.ExpiresAt > now) return;
        throw new ProblemException(410, "quote_expired", "The quote has expired; ask for a new one.").With("expiredAt", quote.ExpiresAt);
    }

    /// <exception cref="ProblemException">409 when it cannot be ordered now, or no longer at these prices.</exception>
    public static void CheckCurrent(Quote quote, PriceCheck? check)
    {
        if (check is null) throw new ProblemException(409, "restaurant_closed", "The restaurant takes no orders any more.");
        if (!check.Orderable)
        {
            var reasons = check.Reasons ?? [];
            var first = reasons.Count > 0 ? reasons[0] : new PriceCheckReason("item_unavailable");
            throw new ProblemException(409, first.Code, first.Detail ?? "This cannot be ordered now.").With("reasons", reasons);
        }

        var lines = check.Lines ?? [];
        if (quote.Lines.Select(line => (line.ItemId, line.UnitPrice, line.LineTotal))
            .SequenceEqual(lines.Select(line => (line.ItemId, line.UnitPrice, line.LineTotal)))) return;
        throw new ProblemException(409, "price_changed", "Prices have changed; ask for a new quote.")
            .With("lines", lines).With("subtotal", check.Subtotal);
    }

    /// <summary>The order that is agreed by taking the quote.</summary>
    public static Order ToOrder(Quote quote, PriceCheck check, PlaceOrderRequest request, Guid id) => new(id)
    {
        Code = RandomNumberGenerator.GetString("0123456789ABCDEFGHJKMNPQRSTVWXYZ", 6),
        CustomerId = quote.CustomerId,
        RestaurantId = quote.RestaurantId,
        RestaurantName = quote.RestaurantName,
        QuoteId = quote.QuoteId,
        WishId = quote.Wish,
        Fulfilment = EnumText.Parse<Fulfilment>(quote.Fulfilment),
        PaymentMethod = request.PaymentMethod,
        LineItems = [.. quote.Lines.Select(line =>
            new OrderLine(line.ItemId, line.Name, line.Quantity, line.UnitPrice, line.LineTotal, line.Options ?? [], line.Note))],
        Currency = quote.Total.Currency,
        Subtotal = quote.Subtotal.Amount,
        DeliveryFee = quote.DeliveryFee.Amount,
        ServiceFee = quote.ServiceFee.Amount,
        Tax = quote.Tax.Amount,
        Tip = quote.Tip.Amount,
        Discount = quote.Discount.Amount,
        Total = quote.Total.Amount,
        Note = request.Note,
        PickupPlace = check.RestaurantAddress,
        PickupPhone = check.RestaurantPhone,
        TimeZone = check.TimeZone,
        PickupLat = quote.RestaurantLocation.Lat,
        PickupLng = quote.RestaurantLocation.Lng,
        DropoffAddress = quote.Dropoff?.Address,
        DropoffLat = quote.Dropoff?.Lat,
        DropoffLng = quote.Dropoff?.Lng,
        DropoffNotes = quote.Dropoff?.Notes,
        LeaveAtDoor = quote.Dropoff?.LeaveAtDoor ?? false,
        DropoffOffBy = quote.Dropoff?.OffByMeters,
        DeliveryPin = quote.Fulfilment == "delivery" ? RandomNumberGenerator.GetString("0123456789", 4) : null,
        PickupCode = quote.Fulfilment == "pickup" ? RandomNumberGenerator.GetString("0123456789", 6) : null,
        PromiseEarliest = quote.Promise.Earliest,
        PromiseLatest = quote.Promise.Latest,
        WayMinutes = quote.WayMinutes,
    };
}
