using System.ComponentModel.DataAnnotations;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.Contracts;
using FoodDelivery.ProductService.Domain;

namespace FoodDelivery.ProductService.Endpoints;

/// <summary>A whole menu. Members with an id keep it (and their availability), others get a new one.</summary>
public sealed record MenuRequest([property: MaxLength(MenuRules.MaxCategories)] IReadOnlyList<CategoryRequest> Categories)
{
    public Menu ToMenu() => new([.. Categories.Select(category => category.ToCategory())]);
}

/// <param name="Items">Only in a whole menu; a new category is empty.</param>
public sealed record CategoryRequest(
    [property: Text(80, MinimumLength = 1)] string Name,
    [property: MaxLength(MenuRules.MaxItemsPerCategory)] IReadOnlyList<ItemRequest>? Items = null,
    Guid? Id = null)
{
    public MenuCategory ToCategory() => new(Id ?? Guid.CreateVersion7(), Name, [.. (Items ?? []).Select(item => item.ToItem())]);
}

/// <param name="TaxRateBasisPoints">Rate contained in the price, 700 (7 %) when absent.</param>
/// <param name="CategoryId">Where a new item goes; absent in a whole menu.</param>
public sealed record ItemRequest(
    [property: Text(120, MinimumLength = 1)] string Name,
    Money Price,
    [property: Text(1000, MultiLine = true)] string? Description = null,
    [property: Range(0, 5000)] int TaxRateBasisPoints = ItemRequest.DefaultTaxRateBasisPoints,
    [property: MaxLength(10), Texts(40)] IReadOnlyList<string>? DietTags = null,
    [property: MaxLength(20)] IReadOnlyList<OptionGroupRequest>? OptionGroups = null,
    Guid? Id = null,
    Guid? CategoryId = null)
{
    public const int DefaultTaxRateBasisPoints = 700;

    public MenuItem ToItem() => new(
        Id ?? Guid.CreateVersion7(), Name, Description, Price, TaxRateBasisPoints, DietTags ?? [],
        [.. (OptionGroups ?? []).Select(group => group.ToGroup())]);
}

/// <summary>Members that are absent stay as they are; option groups are replaced as a whole.</summary>
/// <param name="CategoryId">Moves the item to the end of another category.</param>
public sealed record ChangeItemRequest(
    [property: Text(120, MinimumLength = 1)] string? Name = null,
    Money? Price = null,
    [property: Text(1000, MultiLine = true)] string? Description = null,
    [property: Range(0, 5000)] int? TaxRateBasisPoints = null,
    [property: MaxLength(10), Texts(40)] IReadOnlyList<string>? DietTags = null,
    [property: MaxLength(20)] IReadOnlyList<OptionGroupRequest>? OptionGroups = null,
    Guid? CategoryId = null)
{
    public MenuItem ApplyTo(MenuItem item) => item with
    {
        Name = Name ?? item.Name,
        Price = Price ?? item.Price,
        Description = Description ?? item.Description,
        TaxRateBasisPoints = TaxRateBasisPoints ?? item.TaxRateBasisPoints,
        DietTags = DietTags ?? item.DietTags,
        OptionGroups = OptionGroups is null ? item.OptionGroups : [.. OptionGroups.Select(group => group.ToGroup())],
    };
}

public sealed record OptionGroupRequest(
    [property: Text(80, MinimumLength = 1)] string Name,
    [property: Range(0, 50)] int Min,
    [property: Range(1, 50)] int Max,
    [property: MinLength(1), MaxLength(50)] IReadOnlyList<OptionRequest> Options,
    Guid? Id = null)
{
    public OptionGroup ToGroup() => new(Id ?? Guid.CreateVersion7(), Name, Min, Max, [.. Options.Select(option => option.ToOption())]);
}

public sealed record OptionRequest([property: Text(80, MinimumLength = 1)] string Name, Money PriceDelta, Guid? Id = null)
{
    public MenuOption ToOption() => new(Id ?? Guid.CreateVersion7(), Name, PriceDelta);
}

/// <param name="Position">Place among the categories, from 0.</param>
public sealed record ChangeCategoryRequest(
    [property: Text(80, MinimumLength = 1)] string? Name = null, [property: Range(0, 99)] int? Position = null);
