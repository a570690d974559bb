using FoodDelivery.BuildingBlocks.Audit;
using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.ProductService.Domain;
using Microsoft.EntityFrameworkCore;

namespace FoodDelivery.ProductService.Data;

/// <summary>What somebody of ops does.</summary>
public sealed record AuditedAct(Guid Actor, string Action, string Reason);

/// <summary>Adds and changes restaurants, each with its events in one transaction.</summary>
public sealed class RestaurantStore(Database database, IDbContextFactory<RestaurantContext> contexts) : IDisposable
{
    // Edits of one restaurant wait here rather than on the row, where each would hold a connection. Two restaurants may share a gate.
    private readonly SemaphoreSlim[] gates = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1, 1))];

    /// <summary>Adds a restaurant; null when its id exists.</summary>
    public async Task<Restaurant?> AddAsync(Func<DateTimeOffset, Restaurant> create, CancellationToken ct)
    {
        try
        {
            return await database.WriteAsync(transaction => AddAsync(transaction, create), ct);
        }
        catch (DbUpdateException e) when (e.IsDuplicateKey("PRIMARY"))
        {
            return null;
        }
    }

    /// <summary>The same as a part of something else; its id must be new.</summary>
    public async Task<Restaurant> AddAsync(Transaction transaction, Func<DateTimeOffset, Restaurant> create)
    {
        var context = await transaction.JoinAsync(contexts);
        var restaurant = create(transaction.Now);
        var row = context.Add(restaurant);
        row.Property(RestaurantContext.CreatedAt).CurrentValue = transaction.Now;
        row.Property(RestaurantContext.ChangedAt).CurrentValue = transaction.Now;
        Save(transaction, restaurant);
        _ = new ListedRestaurant(restaurant);
        return restaurant;
    }

    /// <summary>Changes a restaurant by its verbs; concurrent changes wait for each other. What raises nothing writes nothing.</summary>
    public Task<Restaurant> EditAsync(Guid id, Action<Restaurant, DateTimeOffset> edit, CancellationToken ct) =>
        EditAsync(id, edit, null, ct);

    /// <param name="act">Who of ops did it and why, written with its effect; null for others.</param>
    /// <inheritdoc cref="EditAsync(Guid, Action{Restaurant, DateTimeOffset}, CancellationToken)" />
    public async Task<Restaurant> EditAsync(Guid id, Action<Restaurant, DateTimeOffset> edit, AuditedAct? act, CancellationToken ct)
    {
        var gate = gates[(id.GetHashCode() & int.MaxValue) % gates.Length];
        await gate.WaitAsync(ct);
        try
        {
            return await database.WriteAsync(async transaction =>
            {
                var (restaurant, isChanged) = await EditAsync(transaction, id, edit);
                if (isChanged && act is not null) transaction.Audit(act.Actor, act.Action, id, act.Reason);
                return restaurant;
            }, ct);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>The same as a part of something else.</summary>
    public async Task<(Restaurant Restaurant, bool IsChanged)> EditAsync(
        Transaction transaction, Guid id, Action<Restaurant, DateTimeOffset> edit)
    {
        var restaurant = await LockAsync(transaction, id);
        return (restaurant, Edit(transaction, restaurant, edit));
    }

    /// <summary>The same where there may be no such restaurant any more; null then, and when nothing was changed.</summary>
    public async Task<Restaurant?> TryEditAsync(Transaction transaction, Guid id, Action<Restaurant, DateTimeOffset> edit) =>
        await FindLockedAsync(transaction, id) is { } restaurant && Edit(transaction, restaurant, edit) ? restaurant : null;

    public void Dispose()
    {
        foreach (var gate in gates) gate.Dispose();
    }

    private bool Edit(Transaction transaction, Restaurant restaurant, Action<Restaurant, DateTimeOffset> edit)
    {
        edit(restaurant, transaction.Now);
        if (restaurant.Raised.Count == 0) return false;
        Save(transaction, restaurant);
        // Before the commit, while it can still be refused: what was committed must be able to be listed.
        _ = new ListedRestaurant(restaurant);
        return true;
    }

    private async Task<Restaurant> LockAsync(Transaction transaction, Guid id) =>
        await FindLockedAsync(transaction, id) ?? throw Refused.NotFound("The restaurant");

    private async Task<Restaurant?> FindLockedAsync(Transaction transaction, Guid id)
    {
        var context = await transaction.JoinAsync(contexts);
        // In statements by hand EF 9 looks for the parts of complex properties under names of its own, whatever their columns are called.
        // Case does not matter to it, so that pause_reason and busy_minutes have their names already.
        var rows = context.Restaurants.FromSql(
            $"""
            SELECT *, lat AS Location_Lat, lng AS Location_Lng, time_zone AS Hours_TimeZone, always_open AS Hours_AlwaysOpen,
                hours AS Hours_Spans, special_days AS Hours_SpecialDays,
                minimum_order AS MinimumOrder_Amount, currency AS MinimumOrder_Currency, paused AS Pause_IsOn,
                paused_until AS Pause_Until
            FROM restaurants WHERE id = {id} FOR UPDATE
            """);
        // A list, because what asks for one row would be wrapped around the statement.
        return (await rows.ToListAsync()).SingleOrDefault();
    }

    private static void Save(Transaction transaction, Restaurant restaurant)
    {
        // By the database's own clock: replicas ask "what changed since", and their clocks may differ.
        transaction.Write("UPDATE restaurants SET changed_at = UTC_TIMESTAMP(6) WHERE id = @Id", new { restaurant.Id });
        transaction.Save(restaurant);
    }
}
