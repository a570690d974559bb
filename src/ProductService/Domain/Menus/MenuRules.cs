using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using FoodDelivery.Contracts;

namespace FoodDelivery.ProductService.Domain;

/// <summary>What a menu must keep as a whole; the shape of single fields is checked before.</summary>
public static class MenuRules
{
    public const int MaxCategories = 100;
    public const int MaxItemsPerCategory = 200;
    public const int MaxItems = 500;

    /// <summary>Of the whole menu as JSON with its ids, as one would send it to replace it.</summary>
    public const int MaxBytes = 512 * 1024;

    private const long MaxPrice = 1_000_000;

    private static readonly JsonSerializerOptions AsSent = new(JsonSerializerOptions.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The first broken rule, as a pointer relative to the menu and a message; null when the menu is sound.</summary>
    public static (string Pointer, string Message)? FirstBroken(Menu menu, string currency)
    {
        var ids = new HashSet<Guid>();
        if (menu.Categories.Count > MaxCategories) return ("/categories", $"A menu has at most {MaxCategories} categories.");
        if (menu.Items.Count() > MaxItems) return ("/categories", $"A menu has at most {MaxItems} items.");
        if (JsonSerializer.SerializeToUtf8Bytes(menu, AsSent).Length > MaxBytes)
        {
            return ("/categories", $"A menu has at most {MaxBytes / 1024} KB.");
        }
        for (var c = 0; c < menu.Categories.Count; c++)
        {
            var category = menu.Categories[c];
            if (!ids.Add(category.Id)) return ($"/categories/{c}/id", "This id is used twice.");
            if (category.Items.Count > MaxItemsPerCategory)
            {
                return ($"/categories/{c}/items", $"A category has at most {MaxItemsPerCategory} items.");
            }
            for (var i = 0; i < category.Items.Count; i++)
            {
                if (FirstBroken(category.Items[i], currency, ids) is not { } broken) continue;
                return ($"/categories/{c}/items/{i}{broken.Pointer}", broken.Message);
            }
        }
        return null;
    }

    private static (string Pointer, string Message)? FirstBroken(MenuItem item, string currency, HashSet<Guid> ids)
    {
        if (!ids.Add(item.Id)) return ("/id", "This id is used twice.");
        if (!IsPrice(item.Price, currency)) return ("/price", PriceRule(currency));
        for (var g = 0; g < item.OptionGroups.Count; g++)
        {
            var group = item.OptionGroups[g];
            var path = $"/optionGroups/{g}";
            if (!ids.Add(group.Id)) return ($"{path}/id", "This id is used twice.");
            if (group.Options.Count == 0) return ($"{path}/options", "A group has at least one option.");
            if (group.Min > group.Max) return ($"{path}/min", "min is at most max.");
            if (group.Max > group.Options.Count) return ($"{path}/max", "max is at most the number of options.");
            for (var o = 0; o < group.Options.Count; o++)
            {
                if (!ids.Add(group.Options[o].Id)) return ($"{path}/options/{o}/id", "This id is used twice.");
                if (!IsPrice(group.Options[o].PriceDelta, currency)) return ($"{path}/options/{o}/priceDelta", PriceRule(currency));
            }
        }
        return null;
    }

    private static string PriceRule(string currency) => $"A price is 0 to {MaxPrice} minor units of {currency}.";

    private static bool IsPrice(Money price, string currency) => price.Currency == currency && price.Amount is >= 0 and <= MaxPrice;
}
