using System.Collections.Concurrent;
using FoodDelivery.ProductService.Domain;

namespace FoodDelivery.ProductService.Data;

/// <summary>
/// All restaurants in memory, for reads that must not cost a query. At most a second behind MySQL (see <see cref="CatalogueRefresh"/>), and
/// never behind this process's own writes. Thread-safe.
/// </summary>
public sealed class Catalogue(RestaurantReads reads)
{
    private readonly ConcurrentDictionary<Guid, ListedRestaurant> entries = new();

    public IEnumerable<ListedRestaurant> All => entries.Values;

    public ListedRestaurant? Find(Guid id) => entries.GetValueOrDefault(id);

    /// <summary>Takes a restaurant as read or written; an older version than the present one is ignored.</summary>
    public void Put(Restaurant restaurant)
    {
        var entry = new ListedRestaurant(restaurant);
        entries.AddOrUpdate(restaurant.Id, entry, (_, present) => present.Restaurant.Version >= restaurant.Version ? present : entry);
    }

    /// <summary>The restaurant as committed now: one small statement when the copy in memory is current, two when not.</summary>
    public async Task<Restaurant?> CurrentAsync(Guid id, CancellationToken ct)
    {
        if (await reads.FindVersionAsync(id, ct) is not { } version) return null;
        if (Find(id) is { } entry && entry.Restaurant.Version >= version) return entry.Restaurant;
        if (await reads.FindAsync(id, ct) is not { } restaurant) return null;
        Put(restaurant);
        return restaurant;
    }

    /// <summary>Reads what changed.</summary>
    /// <param name="changedWithinSeconds">How far to look back; null looks at everything.</param>
    public async Task RefreshAsync(int? changedWithinSeconds, CancellationToken ct)
    {
        var versions = await reads.ListVersionsAsync(changedWithinSeconds, ct);
        var stale = versions.Where(row => Find(row.Id) is not { } entry || entry.Restaurant.Version < row.Version);
        foreach (var chunk in stale.Select(row => row.Id).Chunk(100))
        {
            foreach (var restaurant in await reads.ListAsync(chunk, ct)) Put(restaurant);
        }
    }
}

/// <summary>One restaurant with what is derived from it.</summary>
public sealed class ListedRestaurant(Restaurant restaurant)
{
    private MenuDocument? menu;

    public Restaurant Restaurant { get; } = restaurant;

    /// <summary>Name, cuisines and item names, folded for search.</summary>
    public string SearchText { get; } = SearchTerms.Fold(
        string.Join('\n', [restaurant.Name, .. restaurant.Cuisines, .. restaurant.Menu.Items.Select(item => item.Name)]));

    public string SortName { get; } = SearchTerms.Fold(restaurant.Name);

    /// <summary>The menu as bytes, built once and again when an outage has ended.</summary>
    public MenuDocument MenuAt(DateTimeOffset now)
    {
        var present = menu;
        return present is not null && now < present.ValidUntil ? present : menu = MenuDocument.Build(Restaurant, now);
    }
}
