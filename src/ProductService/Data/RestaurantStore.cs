using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using FoodDelivery.ProductService.Domain;

namespace FoodDelivery.ProductService.Data;

/// <summary>Restaurants in MySQL. Every write goes through the row's version and tells with one event.</summary>
public sealed class RestaurantStore(Database database) : IDisposable
{
    private const string Columns =
        """
        id, name, cuisines, description, address, lat, lng, time_zone, always_open, hours, delivery_radius_meters, minimum_order, currency,
        prep_minutes, paused, paused_until, pause_reason, menu, menu_version, outages, version
        """;

    // Edits of one restaurant wait here rather than on the row, where each would hold a connection. Striped: two restaurants may share a gate.
    private readonly SemaphoreSlim[] gates = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1, 1))];

    public async Task<Restaurant?> FindAsync(Guid id, CancellationToken ct) =>
        (await database.ReadAsync(session => session.QuerySingleOrDefaultAsync<RestaurantRow>($"SELECT {Columns} FROM restaurants WHERE id = @id", new { id }), ct))?.ToRestaurant();

    public Task<long?> FindVersionAsync(Guid id, CancellationToken ct) =>
        database.ReadAsync(session => session.QuerySingleOrDefaultAsync<long?>("SELECT version FROM restaurants WHERE id = @id", new { id }), ct);

    public async Task<IReadOnlyList<Restaurant>> ListAsync(IEnumerable<Guid> ids, CancellationToken ct) =>
        [.. (await database.ReadAsync(session => session.QueryAsync<RestaurantRow>($"SELECT {Columns} FROM restaurants WHERE id IN @ids", new { ids = ids.ToArray() }), ct)).Select(row => row.ToRestaurant())];

    /// <summary>Ids and versions of what changed in the last seconds, or of everything.</summary>
    public Task<IReadOnlyList<VersionRow>> ListVersionsAsync(int? changedWithinSeconds, CancellationToken ct) => database.ReadAsync(
        session => session.QueryAsync<VersionRow>(
            "SELECT id, version FROM restaurants" + (changedWithinSeconds is null ? "" : " WHERE changed_at > UTC_TIMESTAMP(6) - INTERVAL @changedWithinSeconds SECOND"),
            new { changedWithinSeconds }), ct);

    /// <summary>Adds a restaurant as the last edit leaves it, with the events of all; false when the id exists.</summary>
    public Task<bool> AddAsync(IReadOnlyList<Edit> edits, CancellationToken ct) => database.WriteAsync(async transaction =>
    {
        // IGNORE turns the existing id into "0 rows"; the values themselves were checked before.
        var added = await transaction.ExecuteAsync(
            $"""
            INSERT IGNORE INTO restaurants ({Columns}, created_at, changed_at)
            VALUES (@Id, @Name, @Cuisines, @Description, @Address, @Lat, @Lng, @TimeZone, @AlwaysOpen, @Hours, @DeliveryRadiusMeters, @MinimumOrder, @Currency,
                @PrepMinutes, @Paused, @PausedUntil, @PauseReason, @Menu, @MenuVersion, @Outages, @Version, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6))
            """, RestaurantRow.From(edits[^1].Restaurant));
        if (added == 0) return false;
        foreach (var edit in edits) Publish(transaction, edit);
        return true;
    }, ct);

    /// <summary>Changes a restaurant; concurrent changes wait for each other. A change that returns null leaves it as it is.</summary>
    /// <param name="ifVersion">The version the caller has seen; null when it does not matter.</param>
    /// <exception cref="ProblemException">404, or 412 when the version is another.</exception>
    public async Task<Restaurant> EditAsync(Guid id, long? ifVersion, Func<Restaurant, DateTimeOffset, Edit?> change, CancellationToken ct)
    {
        var gate = gates[(id.GetHashCode() & int.MaxValue) % gates.Length];
        await gate.WaitAsync(ct);
        try
        {
            return await database.WriteAsync(transaction => EditAsync(transaction, id, ifVersion, change), ct);
        }
        finally
        {
            gate.Release();
        }
    }

    public void Dispose()
    {
        foreach (var gate in gates) gate.Dispose();
    }

    private static async Task<Restaurant> EditAsync(Transaction transaction, Guid id, long? ifVersion, Func<Restaurant, DateTimeOffset, Edit?> change)
    {
        var row = await transaction.QuerySingleOrDefaultAsync<RestaurantRow>($"SELECT {Columns} FROM restaurants WHERE id = @id FOR UPDATE", new { id });
        var restaurant = row?.ToRestaurant() ?? throw ProblemException.NotFound("The restaurant");
        if (ifVersion is not null && ifVersion != restaurant.Version)
        {
            throw new ProblemException(412, "precondition_failed", "The restaurant was changed by somebody else; read it again.").With("currentVersion", restaurant.Version);
        }
        if (change(restaurant, transaction.Now) is not { } edit) return restaurant;
        await SaveAsync(transaction, edit, restaurant);
        Publish(transaction, edit);
        return edit.Restaurant;
    }

    private static async Task SaveAsync(Transaction transaction, Edit edit, Restaurant loaded)
    {
        // The menu is by far the largest column and most changes do not touch it.
        var menu = ReferenceEquals(edit.Restaurant.Menu, loaded.Menu) ? "" : "menu = @Menu, ";
        var changed = await transaction.ExecuteAsync(
            $"""
            UPDATE restaurants SET {menu}name = @Name, description = @Description, time_zone = @TimeZone, always_open = @AlwaysOpen, hours = @Hours,
                delivery_radius_meters = @DeliveryRadiusMeters, minimum_order = @MinimumOrder, prep_minutes = @PrepMinutes, paused = @Paused,
                paused_until = @PausedUntil, pause_reason = @PauseReason, menu_version = @MenuVersion, outages = @Outages, version = @Version, changed_at = UTC_TIMESTAMP(6)
            WHERE id = @Id AND version = @Version - 1
            """, RestaurantRow.From(edit.Restaurant));
        if (changed != 1) throw new ProblemException(409, "conflict", "The restaurant was changed at the same time; try again.");
    }

    private static void Publish(Transaction transaction, Edit edit)
    {
        var (id, sequence) = (edit.Restaurant.Id, edit.Restaurant.Version);
        switch (edit.Event)
        {
            case RestaurantPublishedV1 e: transaction.Publish(id, sequence, e); break;
            case RestaurantStatusChangedV1 e: transaction.Publish(id, sequence, e); break;
            case MenuPublishedV1 e: transaction.Publish(id, sequence, e); break;
            case ItemAvailabilityChangedV1 e: transaction.Publish(id, sequence, e); break;
            default: throw new InvalidOperationException($"{edit.Event.GetType().Name} is not an event of a restaurant.");
        }
    }
}

public sealed record VersionRow
{
    public Guid Id { get; init; }
    public long Version { get; init; }
}
