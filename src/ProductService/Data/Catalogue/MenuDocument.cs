using System.Text.Json;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.Contracts;
using FoodDelivery.ProductService.Domain;

namespace FoodDelivery.ProductService.Data;

/// <summary>A menu as customers see it.</summary>
/// <param name="MenuVersion">Counts up from 1 with each edit of the menu; availability alone changes the ETag only.</param>
public sealed record MenuResponse(Guid RestaurantId, int MenuVersion, string Currency, IReadOnlyList<MenuCategoryResponse> Categories);

public sealed record MenuCategoryResponse(Guid Id, string Name, IReadOnlyList<MenuItemResponse> Items);

/// <param name="AvailableAt">When an item that is not available comes back; absent when it is available or nobody knows.</param>
/// <param name="UnavailableReason">
/// Why an item is not available: what the restaurant said, or the group of which not enough options are left to choose from.
/// </param>
public sealed record MenuItemResponse(
    Guid Id, string Name, string? Description, Money Price, bool Available, DateTimeOffset? AvailableAt, string? UnavailableReason,
    int TaxRateBasisPoints, IReadOnlyList<string> DietTags, IReadOnlyList<OptionGroupResponse> OptionGroups);

public sealed record OptionGroupResponse(Guid Id, string Name, int Min, int Max, IReadOnlyList<OptionResponse> Options);

public sealed record OptionResponse(Guid Id, string Name, Money PriceDelta, bool Available);

/// <summary>A menu serialised once for all its readers.</summary>
/// <param name="ETag">Quoted; the same on every replica for the same content.</param>
/// <param name="ValidUntil">When the next outage ends, and with it this document.</param>
public sealed record MenuDocument(byte[] Body, string ETag, DateTimeOffset ValidUntil)
{
    public static MenuDocument Build(Restaurant restaurant, DateTimeOffset now)
    {
        var active = restaurant.Outages.Where(outage => outage.IsActive(now)).ToList();
        var ended = restaurant.Outages.Count - active.Count;
        var next = active.Min(outage => outage.Until) ?? DateTimeOffset.MaxValue;
        var body = JsonSerializer.SerializeToUtf8Bytes(Response(restaurant, now), JsonDefaults.Tolerant);
        return new MenuDocument(body, $"{Tag(restaurant)}{ended}\"", next);
    }

    /// <summary>Whether an entity tag is that of the menu of this version of a restaurant.</summary>
    public static bool IsOf(Restaurant restaurant, string tag) => tag.StartsWith(Tag(restaurant), StringComparison.Ordinal);

    private static string Tag(Restaurant restaurant) => $"\"{restaurant.MenuVersion}.{restaurant.Version}.";

    public static MenuResponse Response(Restaurant restaurant, DateTimeOffset now) =>
        new(restaurant.Id, restaurant.MenuVersion, restaurant.Currency, [.. restaurant.Menu.Categories.Select(category =>
            new MenuCategoryResponse(category.Id, category.Name, [.. category.Items.Select(item => Response(restaurant, item, now))]))]);

    public static MenuItemResponse Response(Restaurant restaurant, MenuItem item, DateTimeOffset now)
    {
        var (available, until, reason) = restaurant.AvailabilityOf(item, now);
        return new MenuItemResponse(
            item.Id, item.Name, item.Description, item.Price, available, until, reason, item.TaxRateBasisPoints, item.DietTags,
            [.. item.OptionGroups.Select(group => new OptionGroupResponse(group.Id, group.Name, group.Min, group.Max,
                [.. group.Options.Select(option => Response(option, restaurant.IsAvailable(item.Id, option.Id, now)))]))]);
    }

    private static OptionResponse Response(MenuOption option, bool available) => new(option.Id, option.Name, option.PriceDelta, available);
}
