using System.Text.Json.Serialization;
using FoodDelivery.BuildingBlocks;
using FoodDelivery.Contracts;

namespace FoodDelivery.CartService.Domain;

/// <summary>One line of a cart, with name and price as last shown to the customer.</summary>
/// <param name="UnitPrice">Of one with its options; the quote asks again.</param>
/// <param name="OptionIds">Sorted, so that the same choice is the same line.</param>
/// <param name="Options">Names of the chosen options, in menu order.</param>
public sealed record CartLine(
    Guid LineId, Guid ItemId, string Name, int Quantity, Money UnitPrice,
    IReadOnlyList<Guid> OptionIds, IReadOnlyList<string> Options, string? Note)
{
    [JsonIgnore]
    public Money LineTotal => UnitPrice * Quantity;

    /// <summary>Whether another line asks for the very same thing.</summary>
    public bool IsSameAs(CartLine other) => ItemId == other.ItemId && Note == other.Note && OptionIds.SequenceEqual(other.OptionIds);
}

/// <summary>
/// A customer's cart: lines of one restaurant. Immutable. The version grows with every change, also through emptying, so that a version
/// never names two contents; customers see version 0 for a cart that holds nothing.
/// </summary>
public sealed record Cart(long Version, Guid? RestaurantId, string? RestaurantName, string Currency, IReadOnlyList<CartLine> Lines)
{
    public const int MaxLines = 50;
    public const int MaxQuantity = 50;

    public static Cart Empty { get; } = new(0, null, null, "EUR", []);

    /// <summary>Names these lines, whatever quotes are made of them; null while there are none, or since a release before.</summary>
    public Guid? Wish { get; init; }

    [JsonIgnore]
    public long ShownVersion => RestaurantId is null ? 0 : Version;

    [JsonIgnore]
    public Money Subtotal => Lines.Aggregate(Money.Zero(Currency), (sum, line) => sum + line.LineTotal);

    /// <exception cref="RefusedException">The cart has no such line.</exception>
    public CartLine Line(Guid lineId) => Lines.FirstOrDefault(line => line.LineId == lineId)
        ?? throw new RefusedException("not_found", "The line was not found.", Refusal.NotFound);

    public Cart Clear() => RestaurantId is null ? this : Empty with { Version = Version + 1, Currency = Currency };

    /// <summary>Starts anew at a restaurant; the cart of that restaurant stays as it is.</summary>
    public Cart SwitchTo(Guid restaurantId, string name, string currency) =>
        RestaurantId == restaurantId ? this : new Cart(Version + 1, restaurantId, name, currency, []);

    /// <summary>Starts anew at a restaurant, unless lines of another one would be lost.</summary>
    /// <exception cref="RefusedException"><c>cart_restaurant_mismatch</c>.</exception>
    public Cart StayOrSwitchTo(Guid restaurantId, string name, string currency)
    {
        if (Lines.Count == 0 || RestaurantId == restaurantId) return SwitchTo(restaurantId, name, currency);
        const string Message = "The cart holds items of another restaurant; empty it, or add with replace=true.";
        throw new RefusedException("cart_restaurant_mismatch", Message)
            .With("cartRestaurantId", RestaurantId).With("requestedRestaurantId", restaurantId);
    }

    /// <summary>Adds a line of the cart's restaurant, to the same line when there is one.</summary>
    /// <exception cref="RefusedException"><c>cart_limit_reached</c>: too many lines or pieces.</exception>
    public Cart Add(CartLine line)
    {
        var same = Lines.FirstOrDefault(line.IsSameAs);
        if (same is null) return With([.. Lines, line]);
        var joined = line with { LineId = same.LineId, Quantity = same.Quantity + line.Quantity };
        return With([.. Lines.Select(other => other == same ? joined : other)]);
    }

    /// <summary>Replaces a line; when it becomes the same as another, the two become one.</summary>
    /// <exception cref="RefusedException">No such line, or <c>cart_limit_reached</c>: too many pieces.</exception>
    public Cart Change(CartLine line)
    {
        if (Line(line.LineId) == line) return this;
        var twin = Lines.FirstOrDefault(other => other.LineId != line.LineId && line.IsSameAs(other));
        var merged = twin is null ? line : line with { Quantity = line.Quantity + twin.Quantity };
        return With([.. Lines.Where(other => other != twin).Select(other => other.LineId == line.LineId ? merged : other)]);
    }

    /// <exception cref="RefusedException">The cart has no such line.</exception>
    public Cart Remove(Guid lineId)
    {
        var line = Line(lineId);
        var rest = Lines.Where(other => other != line).ToList();
        return rest.Count == 0 ? Clear() : With(rest);
    }

    private Cart With(IReadOnlyList<CartLine> lines)
    {
        if (lines.Count > MaxLines) throw Limit($"A cart has at most {MaxLines} lines.");
        if (lines.Any(line => line.Quantity > MaxQuantity)) throw Limit($"A line has at most {MaxQuantity} pieces.");
        return this with { Version = Version + 1, Lines = lines, Wish = Guid.CreateVersion7() };
    }

    private static RefusedException Limit(string message) => new("cart_limit_reached", message);
}
