using System.Collections.Concurrent;
using System.Data.Common;
using System.Diagnostics.Metrics;
using FoodDelivery.ProductService.Domain;

namespace FoodDelivery.ProductService.Data;

/// <summary>
/// All restaurants in memory, for reads that must not cost a query. At most a second behind MySQL (see <see cref="CatalogueRefresh"/>), and
/// never behind this process's own writes. A row that nothing can be made of is left out, so that the others stay. Thread-safe.
/// </summary>
public sealed class Catalogue
{
    private readonly ConcurrentDictionary<Guid, ListedRestaurant> entries = new();
    // Beside the entries, because what is edited carries none.
    private readonly ConcurrentDictionary<Guid, Rating> ratings = new();
    // Versions that were left out, so that each is reported once, and tried again only when everything is read.
    private readonly ConcurrentDictionary<Guid, LeftOutRow> leftOut = new();
    private readonly RestaurantReads reads;
    private readonly ILogger<Catalogue> log;

    public Catalogue(RestaurantReads reads, IMeterFactory meters, ILogger<Catalogue> log)
    {
        (this.reads, this.log) = (reads, log);
        var meter = meters.Create("FoodDelivery.Product");
        meter.CreateObservableGauge("catalogue_rows_left_out", () => LeftOut, null,
            "Restaurants whose rows cannot be read, so that customers do not see them.");
    }

    public IEnumerable<ListedRestaurant> All => entries.Values;

    /// <summary>How many rows are left out.</summary>
    public int LeftOut => leftOut.Count;

    /// <summary>Which ones, and why.</summary>
    public IEnumerable<LeftOutRow> AllLeftOut => leftOut.Values.OrderBy(row => row.Id);

    public ListedRestaurant? Find(Guid id) => entries.GetValueOrDefault(id);

    /// <summary>What customers said of it; null while nobody has.</summary>
    public Rating? RatingOf(Guid id) => ratings.GetValueOrDefault(id);

    /// <summary>Takes a restaurant as read or written; an older version than the present one is ignored.</summary>
    public void Put(Restaurant restaurant)
    {
        var entry = new ListedRestaurant(restaurant);
        entries.AddOrUpdate(restaurant.Id, entry, (_, present) => present.Restaurant.Version >= restaurant.Version ? present : entry);
        leftOut.TryRemove(restaurant.Id, out _);
    }

    /// <summary>The restaurant as committed now: one small statement when the copy in memory is current, two when not.</summary>
    public async Task<Restaurant?> CurrentAsync(Guid id, CancellationToken ct)
    {
        if (await reads.FindVersionAsync(id, ct) is not { } version) return null;
        if (IsStale(id, version)) await TakeAsync(new VersionRow { Id = id, Version = version }, ct);
        return leftOut.ContainsKey(id) ? null : Find(id)?.Restaurant;
    }

    /// <summary>Reads what changed.</summary>
    /// <param name="changedWithinSeconds">How far to look back; null looks at everything.</param>
    public async Task RefreshAsync(int? changedWithinSeconds, CancellationToken ct)
    {
        var versions = await reads.ListVersionsAsync(changedWithinSeconds, ct);
        var isFull = changedWithinSeconds is null;
        foreach (var row in versions.Where(row => row.RatingCount > 0)) ratings[row.Id] = new Rating(row.RatingCount, row.RatingSum);
        foreach (var chunk in versions.Where(row => IsStale(row.Id, row.Version) || (isFull && leftOut.ContainsKey(row.Id))).Chunk(100))
        {
            await TakeAsync(chunk, ct);
        }
    }

    private bool IsStale(Guid id, long version) => !(leftOut.TryGetValue(id, out var bad) && bad.Version >= version)
        && (Find(id) is not { } entry || entry.Restaurant.Version < version);

    private async Task TakeAsync(VersionRow[] chunk, CancellationToken ct)
    {
        try
        {
            foreach (var restaurant in await reads.ListAsync([.. chunk.Select(row => row.Id)], ct)) Put(restaurant);
        }
        catch (Exception e) when (IsOfARow(e, ct))
        {
            foreach (var row in chunk) await TakeAsync(row, ct);
        }
    }

    private async Task TakeAsync(VersionRow row, CancellationToken ct)
    {
        try
        {
            if (await reads.FindAsync(row.Id, ct) is { } restaurant) Put(restaurant);
        }
        catch (Exception e) when (IsOfARow(e, ct))
        {
            var isKnown = leftOut.TryGetValue(row.Id, out var known) && known.Version == row.Version;
            leftOut[row.Id] = new LeftOutRow(row.Id, row.Version, e.GetBaseException().Message);
            entries.TryRemove(row.Id, out _);
            if (isKnown) return;
            log.LogError(e, "Restaurant {RestaurantId} is left out: its row cannot be read in version {Version}", row.Id, row.Version);
        }
    }

    // Whatever the database does not fail with, the row does.
    private static bool IsOfARow(Exception e, CancellationToken ct) =>
        !ct.IsCancellationRequested
        && e is not (DbException or TimeoutException or OperationCanceledException) && e.GetBaseException() is not DbException;
}

/// <summary>A restaurant whose row nothing can be made of.</summary>
/// <param name="Error">What is wrong with it.</param>
public sealed record LeftOutRow(Guid Id, long Version, string Error);

/// <summary>
/// One restaurant with what is derived from it. Making one fails when a list of restaurants would: who writes makes one before the commit.
/// </summary>
public sealed class ListedRestaurant
{
    private MenuDocument? menu;

    public ListedRestaurant(Restaurant restaurant)
    {
        Restaurant = restaurant;
        SearchText = SearchTerms.Fold(
            string.Join('\n', [restaurant.Name, .. restaurant.Cuisines, .. restaurant.Menu.Items.Select(item => item.Name)]));
        SortName = SearchTerms.Fold(restaurant.Name);
        // Computed for every list and kept by none: a zone or a span that it fails on must not come so far.
        _ = restaurant.Hours.NextOpeningAfter(DateTimeOffset.UnixEpoch);
    }

    public Restaurant Restaurant { get; }

    /// <summary>Name, cuisines and item names, folded for search.</summary>
    public string SearchText { get; }

    public string SortName { get; }

    /// <summary>The menu as bytes, built once and again when an outage has ended.</summary>
    public MenuDocument MenuAt(DateTimeOffset now)
    {
        var present = menu;
        return present is not null && now < present.ValidUntil ? present : menu = MenuDocument.Build(Restaurant, now);
    }
}
