using System.Text.Json.Serialization;
using FoodDelivery.Contracts;

namespace FoodDelivery.ProductService.Domain;

/// <summary>A restaurant's whole menu, in the order in which it is shown.</summary>
public sealed record Menu(IReadOnlyList<MenuCategory> Categories)
{
    public static Menu Empty { get; } = new([]);

    [JsonIgnore]
    public IEnumerable<MenuItem> Items => Categories.SelectMany(category => category.Items);

    public MenuItem? FindItem(Guid itemId) => Items.FirstOrDefault(item => item.Id == itemId);

    /// <summary>Whether it holds the item and, when one is named, its option.</summary>
    public bool Has(Guid itemId, Guid? optionId) =>
        FindItem(itemId) is { } item && (optionId is not { } option || item.FindOption(option) is not null);
}

public sealed record MenuCategory(Guid Id, string Name, IReadOnlyList<MenuItem> Items);

/// <param name="Price">Gross price of one without options.</param>
/// <param name="TaxRateBasisPoints">Rate contained in the price; 700 = 7 %.</param>
public sealed record MenuItem(
    Guid Id, string Name, string? Description, Money Price, int TaxRateBasisPoints, IReadOnlyList<string> DietTags,
    IReadOnlyList<OptionGroup> OptionGroups)
{
    public MenuOption? FindOption(Guid optionId) =>
        OptionGroups.SelectMany(group => group.Options).FirstOrDefault(option => option.Id == optionId);
}

/// <param name="Min">Fewest options to choose; 0 = none needed.</param>
/// <param name="Max">Most options to choose; each counts once.</param>
public sealed record OptionGroup(Guid Id, string Name, int Min, int Max, IReadOnlyList<MenuOption> Options);

/// <param name="PriceDelta">Added to the item's price; never negative.</param>
public sealed record MenuOption(Guid Id, string Name, Money PriceDelta);
