using Microsoft.Extensions.DependencyInjection;

namespace FoodDelivery.BuildingBlocks.Sql;

/// <summary>Acts when a deadline passes. Runs in the transaction that removes the deadline's row, so the act happens once.</summary>
public interface IDeadlineHandler
{
    /// <summary>Does what is due. The state may have moved on since the deadline was set: check it, and do nothing if so.</summary>
    Task HandleAsync(Guid aggregateId, Transaction transaction, CancellationToken ct);
}

/// <summary>
/// Asks somebody outside first, while no transaction is open. The deadline stays where it is meanwhile, moved ahead by ten seconds so that
/// no other sweeper takes it: a crash loses nothing, and a failure is tried again like any other.
/// </summary>
public interface IPreparedDeadlineHandler : IDeadlineHandler
{
    /// <summary>
    /// Called before <see cref="IDeadlineHandler.HandleAsync"/>, on the same instance; may run again when that did not come to its end.
    /// </summary>
    Task PrepareAsync(Guid aggregateId, CancellationToken ct);
}

/// <summary>Deadline rows: the only timers of business meaning (docs/adr/0008).</summary>
public static class Deadlines
{
    /// <summary>Sets or moves the deadline of this kind for an aggregate; written with the commit.</summary>
    public static void SetDeadline(this Transaction transaction, Guid aggregateId, string kind, DateTimeOffset dueAt) =>
        transaction.Part<DeadlineRows>().Set(aggregateId, kind, dueAt);

    /// <summary>Removes a deadline that is no longer wanted, with the commit; no error when there is none.</summary>
    public static void ClearDeadline(this Transaction transaction, Guid aggregateId, string kind) =>
        transaction.Part<DeadlineRows>().Set(aggregateId, kind, null);

    /// <summary>Registers the handler of a kind of deadline and, once, the sweeper.</summary>
    public static IServiceCollection AddDeadline<THandler>(this IServiceCollection services, string kind)
        where THandler : class, IDeadlineHandler
    {
        if (services.All(service => service.ImplementationType != typeof(DeadlineSweeper)))
        {
            services.AddMigrations(MigrationSet.Work);
            services.AddBacklog("deadlines", "SELECT COUNT(*) AS number, MIN(due_at) AS since FROM deadlines WHERE due_at <= @now");
            services.AddSingleton<DeadlineSweeper>();
            services.AddHostedService(provider => provider.GetRequiredService<DeadlineSweeper>());
        }
        services.AddKeyedScoped<IDeadlineHandler, THandler>(kind);
        return services;
    }
}

/// <summary>The deadlines that a transaction sets and clears: one statement for each of the two, whatever their number.</summary>
internal sealed class DeadlineRows : ITransactionPart
{
    private readonly Dictionary<(Guid Id, string Kind), DateTimeOffset?> rows = [];

    public int Rank => 1;

    /// <summary>When the first of those that it sets is due; null when it only clears.</summary>
    public DateTimeOffset? Earliest => rows.Values.Min();

    public void Set(Guid aggregateId, string kind, DateTimeOffset? dueAt) => rows[(aggregateId, kind)] = dueAt;

    public Task BeforeCommitAsync(Transaction transaction)
    {
        var cleared = rows.Where(row => row.Value is null).Select(row => row.Key).ToList();
        if (cleared.Count > 0)
        {
            var conditions = cleared.Select((_, i) => $"(aggregate_id = @id{i} AND kind = @kind{i})");
            var values = cleared.SelectMany((key, i) =>
                new KeyValuePair<string, object?>[] { new($"id{i}", key.Id), new($"kind{i}", key.Kind) });
            transaction.Write($"DELETE FROM deadlines WHERE {string.Join(" OR ", conditions)}", [.. values]);
        }
        transaction.WriteRows(
            "INSERT INTO deadlines (aggregate_id, kind, due_at)",
            rows.Where(row => row.Value is not null).Select(row => new object?[] { row.Key.Id, row.Key.Kind, row.Value }),
            "ON DUPLICATE KEY UPDATE due_at = VALUES(due_at), attempts = 0");
        return Task.CompletedTask;
    }
}
