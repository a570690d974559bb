using FoodDelivery.BuildingBlocks.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FoodDelivery.BuildingBlocks.Sql;

/// <summary>How long rows of a table are kept.</summary>
/// <param name="Table">The table.</param>
/// <param name="Column">Since when a row is old, UTC; a row without a value is kept. Needs an index that begins with it.</param>
/// <param name="KeptFor">How long a row stays after that.</param>
public sealed record Retention(string Table, string Column, TimeSpan KeptFor);

/// <summary>Registers what is deleted when it is old.</summary>
public static class Retentions
{
    /// <summary>Deletes rows that are older than they have to be, in the background, a thousand at a time.</summary>
    public static IServiceCollection AddRetention(this IServiceCollection services, Retention retention)
    {
        services.TryAddSingleton<RetentionSweeper>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, RetentionSweeper>(
            provider => provider.GetRequiredService<RetentionSweeper>()));
        return services.AddSingleton(retention);
    }
}

/// <summary>Deletes old rows. Every replica does; a row that another has deleted is not missed.</summary>
public sealed class RetentionSweeper(
    Database database, IEnumerable<Retention> retentions, TimeProvider clock, ILogger<RetentionSweeper> log)
    : PeriodicWork(TimeSpan.FromMinutes(10), log)
{
    private const int Step = 1000;

    /// <summary>Deletes everything that is too old now; returns how many rows that were.</summary>
    public async Task<int> SweepAsync(CancellationToken ct)
    {
        var deleted = 0;
        foreach (var (table, column, keptFor) in retentions)
        {
            var before = clock.GetUtcNow() - keptFor;
            for (var last = Step; last == Step; deleted += last)
            {
                last = await database.ExecuteAsync(
                    $"DELETE FROM {table} WHERE {column} < @before ORDER BY {column} LIMIT {Step}", new { before }, ct);
            }
        }
        return deleted;
    }

    /// <inheritdoc />
    protected override Task WorkAsync(CancellationToken ct) => SweepAsync(ct);
}
