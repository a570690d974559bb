using System.Diagnostics.CodeAnalysis;
using FoodDelivery.BuildingBlocks.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FoodDelivery.BuildingBlocks.Sql;

/// <summary>Acts when a deadline passes. Runs in the transaction that removes the deadline's row, so the act happens once.</summary>
public interface IDeadlineHandler
{
    /// <summary>Does what is due. The state may have moved on since the deadline was set: check it, and do nothing if so.</summary>
    Task HandleAsync(Guid aggregateId, Transaction transaction, CancellationToken ct);
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
    public static IServiceCollection AddDeadline<THandler>(this IServiceCollection services, string kind) where THandler : class, IDeadlineHandler
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

    public void Set(Guid aggregateId, string kind, DateTimeOffset? dueAt) => rows[(aggregateId, kind)] = dueAt;

    public Task BeforeCommitAsync(Transaction transaction)
    {
        Write(transaction, [.. rows.Where(row => row.Value is null)], "DELETE FROM deadlines WHERE ", (id, kind, _) => $"(aggregate_id = @{id} AND kind = @{kind})", " OR ", "");
        Write(transaction, [.. rows.Where(row => row.Value is not null)], "INSERT INTO deadlines (aggregate_id, kind, due_at) VALUES ",
            (id, kind, due) => $"(@{id}, @{kind}, @{due})", ", ", " ON DUPLICATE KEY UPDATE due_at = VALUES(due_at), attempts = 0");
        return Task.CompletedTask;
    }

    private static void Write(
        Transaction transaction, IReadOnlyList<KeyValuePair<(Guid Id, string Kind), DateTimeOffset?>> rows, string head, Func<string, string, string, string> row,
        string between, string tail)
    {
        if (rows.Count == 0) return;
        var values = rows.SelectMany((one, i) => new KeyValuePair<string, object?>[] { new($"a{i}", one.Key.Id), new($"k{i}", one.Key.Kind), new($"d{i}", one.Value) });
        transaction.Write(new Statement(head + string.Join(between, rows.Select((_, i) => row($"a{i}", $"k{i}", $"d{i}"))) + tail, [.. values]));
    }
}

/// <summary>Finds due deadlines and runs their handlers. Several replicas share the work by SKIP LOCKED.</summary>
[SuppressMessage("Design", "CA1031", Justification = "A deadline that failed is logged and tried again, and the others are not to wait for it.")]
public sealed class DeadlineSweeper(Database database, IServiceScopeFactory scopes, TimeProvider clock, ILogger<DeadlineSweeper> log)
    : PeriodicWork(TimeSpan.FromMilliseconds(500), log)
{
    /// <summary>Handles everything that is due now; returns how many deadlines were handled.</summary>
    public async Task<int> SweepAsync(CancellationToken ct)
    {
        var handled = 0;
        while (await HandleNextAsync(ct)) handled++;
        return handled;
    }

    /// <inheritdoc />
    protected override Task WorkAsync(CancellationToken ct) => SweepAsync(ct);

    private async Task<bool> HandleNextAsync(CancellationToken ct)
    {
        Due? due = null;
        try
        {
            return await database.WriteAsync(async transaction =>
            {
                // Two statements in one round trip are not possible here: the second needs the first one's answer.
                due = await transaction.QuerySingleOrDefaultAsync<Due>(
                    "SELECT aggregate_id, kind, attempts FROM deadlines WHERE due_at <= @now ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED",
                    new { now = clock.GetUtcNow() });
                if (due is null) return false;

                await transaction.ExecuteAsync("DELETE FROM deadlines WHERE aggregate_id = @AggregateId AND kind = @Kind", due);
                Failpoint.Hit("deadline.after_claim");
                await using var scope = scopes.CreateAsyncScope();
                await scope.ServiceProvider.GetRequiredKeyedService<IDeadlineHandler>(due.Kind).HandleAsync(due.AggregateId, transaction, ct);
                return true;
            }, ct);
        }
        catch (Exception e) when (due is not null && !ct.IsCancellationRequested && !e.IsUnavailable())
        {
            var delay = TimeSpan.FromSeconds(Math.Min(300, Math.Pow(2, due.Attempts)));
            log.Log(e is DependencyUnavailableException ? LogLevel.Warning : LogLevel.Error, e, "Deadline {Kind} of {AggregateId} failed (attempt {Attempt}); next try in {Delay}", due.Kind, due.AggregateId, due.Attempts + 1, delay);
            var retryAt = clock.GetUtcNow() + delay;
            await database.ExecuteAsync(
                "UPDATE deadlines SET due_at = @retryAt, attempts = attempts + 1 WHERE aggregate_id = @AggregateId AND kind = @Kind",
                new { retryAt, due.AggregateId, due.Kind }, ct);
            return true;
        }
    }

    private sealed record Due
    {
        public Guid AggregateId { get; init; }
        public string Kind { get; init; } = "";
        public int Attempts { get; init; }
    }
}
