using FoodDelivery.Contracts;

namespace FoodDelivery.ProductService.Domain;

public enum Fulfilment { Delivery, Pickup }

/// <summary>What somebody wants to order.</summary>
public sealed record WantedItem(Guid ItemId, int Quantity, IReadOnlyList<Guid> OptionIds);

/// <summary>Why something cannot be ordered now.</summary>
/// <param name="Code">Stable name, see <see cref="PriceCheck"/>.</param>
public sealed record PriceCheckReason(
    string Code, string Detail, Guid? ItemId = null, Guid? OptionId = null, DateTimeOffset? OpensAt = null);

public sealed record PricedOption(Guid Id, string Name, Money PriceDelta);

/// <param name="UnitPrice">Gross price of one with its options.</param>
public sealed record PricedLine(
    Guid ItemId, string Name, Money UnitPrice, int TaxRateBasisPoints, IReadOnlyList<PricedOption> Options, int Quantity, Money LineTotal);

/// <summary>Prices of a wish and every reason why it cannot be ordered now. What is not on the menu has a reason but no line.</summary>
public sealed record PriceCheck(
    IReadOnlyList<PriceCheckReason> Reasons, IReadOnlyList<PricedLine> Lines, Money Subtotal, int? DistanceMeters)
{
    public bool Orderable => Reasons.Count == 0;

    public static PriceCheck Of(
        Restaurant restaurant, Fulfilment fulfilment, IReadOnlyList<WantedItem> wanted, GeoPoint? dropoff, DateTimeOffset now)
    {
        var reasons = new List<PriceCheckReason>();
        var lines = new List<PricedLine>();
        CheckHours(restaurant, now, reasons);
        var distance = dropoff is null ? (int?)null : (int)Math.Round(restaurant.Location.MetresTo(dropoff));
        if (fulfilment == Fulfilment.Delivery && distance > restaurant.DeliveryRadiusMeters)
        {
            var zone = $"this restaurant delivers up to {restaurant.DeliveryRadiusMeters} m";
            reasons.Add(new("out_of_zone", $"The address is {distance} m away; {zone}."));
        }
        foreach (var want in wanted)
        {
            if (restaurant.Menu.FindItem(want.ItemId) is { } item) lines.Add(Price(restaurant, item, want, now, reasons));
            else reasons.Add(new("item_unknown", "This item is not on the menu.", want.ItemId));
        }
        var subtotal = lines.Aggregate(Money.Zero(restaurant.Currency), (sum, line) => sum + line.LineTotal);
        // The minimum pays for a courier's way; who collects has none.
        if (fulfilment == Fulfilment.Delivery && subtotal.Amount < restaurant.MinimumOrder.Amount)
        {
            reasons.Add(new("below_minimum", $"The minimum order is {restaurant.MinimumOrder}."));
        }
        return new PriceCheck(reasons, lines, subtotal, distance);
    }

    private static void CheckHours(Restaurant restaurant, DateTimeOffset now, List<PriceCheckReason> reasons)
    {
        var (status, opensAt) = Orderability.Of(restaurant, now);
        PriceCheckReason? reason = status switch
        {
            ServiceStatus.Open => null,
            ServiceStatus.Closed => new("restaurant_closed", "The restaurant is closed.", OpensAt: opensAt),
            ServiceStatus.Paused => new("restaurant_paused", "The restaurant takes no orders at the moment.", OpensAt: opensAt),
        };
        if (reason is not null) reasons.Add(reason);
    }

    private static PricedLine Price(
        Restaurant restaurant, MenuItem item, WantedItem want, DateTimeOffset now, List<PriceCheckReason> reasons)
    {
        var (available, _, reason) = restaurant.AvailabilityOf(item, now);
        if (!available)
        {
            var why = reason is null ? "" : $" ({reason})";
            reasons.Add(new("item_unavailable", $"{item.Name} is not available{why}.", item.Id));
        }
        foreach (var id in want.OptionIds)
        {
            if (item.FindOption(id) is not { } option) reasons.Add(new("option_unknown", $"{item.Name} has no such option.", item.Id, id));
            else if (!restaurant.IsAvailable(item.Id, id, now))
            {
                reasons.Add(new("option_unavailable", $"{option.Name} is not available.", item.Id, id));
            }
        }
        if (want.OptionIds.Distinct().Count() != want.OptionIds.Count)
        {
            reasons.Add(new("option_rule", $"An option of {item.Name} is chosen twice.", item.Id));
        }

        var chosen = new List<PricedOption>();
        foreach (var group in item.OptionGroups)
        {
            var options = group.Options.Where(option => want.OptionIds.Contains(option.Id)).ToList();
            if (options.Count < group.Min || options.Count > group.Max)
            {
                reasons.Add(new("option_rule", $"{item.Name}: choose {Count(group)} of {group.Name}.", item.Id));
            }
            chosen.AddRange(options.Select(option => new PricedOption(option.Id, option.Name, option.PriceDelta)));
        }
        var unit = chosen.Aggregate(item.Price, (sum, option) => sum + option.PriceDelta);
        return new PricedLine(item.Id, item.Name, unit, item.TaxRateBasisPoints, chosen, want.Quantity, unit * want.Quantity);
    }

    private static string Count(OptionGroup group) => group.Min == group.Max ? $"{group.Min}" : $"{group.Min} to {group.Max}";
}
