using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.ProductService.Domain;
using Microsoft.EntityFrameworkCore;

namespace FoodDelivery.ProductService.Data;

/// <summary>Restaurants as committed, for the catalogue.</summary>
public sealed class RestaurantReads(Database database, IDbContextFactory<RestaurantContext> contexts)
{
    public async Task<Restaurant?> FindAsync(Guid id, CancellationToken ct) => (await ListAsync([id], ct)).SingleOrDefault();

    public Task<List<Restaurant>> ListAsync(Guid[] ids, CancellationToken ct) => database.ReadAsync(
        contexts, context => context.Restaurants.Where(restaurant => ids.Contains(restaurant.Id)).ToListAsync(ct), ct);

    /// <summary>Asked for every price, so without Entity Framework.</summary>
    public Task<long?> FindVersionAsync(Guid id, CancellationToken ct) => database.ReadAsync(
        session => session.QuerySingleOrDefaultAsync<long?>("SELECT version FROM restaurants WHERE id = @id", new { id }), ct);

    /// <summary>Versions and ratings of what changed in the last seconds, or of everything.</summary>
    public Task<IReadOnlyList<VersionRow>> ListVersionsAsync(int? changedWithinSeconds, CancellationToken ct)
    {
        var where = changedWithinSeconds is null ? "" : " WHERE changed_at > UTC_TIMESTAMP(6) - INTERVAL @changedWithinSeconds SECOND";
        return database.ReadAsync(
            session => session.QueryAsync<VersionRow>(
                $"SELECT id, version, rating_count, rating_sum FROM restaurants{where}", new { changedWithinSeconds }), ct);
    }
}

public sealed record VersionRow
{
    public Guid Id { get; init; }
    public long Version { get; init; }
    public int RatingCount { get; init; }
    public long RatingSum { get; init; }
}
