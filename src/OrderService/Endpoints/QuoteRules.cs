using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.OrderService.Clients;

namespace FoodDelivery.OrderService.Endpoints;

/// <summary>Whether an order may be made from a quote.</summary>
public static class QuoteRules
{
    /// <exception cref="ProblemException">404 when there is none of this customer, 410 when it is too old.</exception>
    public static void CheckUsable(Quote? quote, Guid customer, DateTimeOffset now)
    {
        if (quote is null || quote.CustomerId != customer) throw new ProblemException(404, "quote_not_found", "The quote was not found.");
        if (quote.ExpiresAt <= now) throw new ProblemException(410, "quote_expired", "The quote has expired; ask for a new one.").With("expiredAt", quote.ExpiresAt);
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
        var same = lines.Count == quote.Lines.Count
            && quote.Lines.Zip(lines).All(pair => pair.First.ItemId == pair.Second.ItemId && pair.First.UnitPrice == pair.Second.UnitPrice && pair.First.LineTotal == pair.Second.LineTotal);
        if (!same) throw new ProblemException(409, "price_changed", "Prices have changed; ask for a new quote.").With("lines", lines).With("subtotal", check.Subtotal);
    }
}
