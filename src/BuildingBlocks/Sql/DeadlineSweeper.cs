using System.Diagnostics.CodeAnalysis;
using FoodDelivery.BuildingBlocks.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FoodDelivery.BuildingBlocks.Sql;

/// <summary>Finds due deadlines and runs their handlers. Several replicas share the work by SKIP LOCKED.</summary>
[SuppressMessage("Design", "CA1031", Justification = "What failed is logged and tried again; the others do not wait for it.")]
public sealed class DeadlineSweeper(Database database, IServiceScopeFactory scopes, TimeProvider clock, ILogger<DeadlineSweeper> log)
    : PeriodicWork(TimeSpan.FromMilliseconds(500), log)
{
    private const int PerLook = 100;
    private static readonly TimeSpan Preparation = TimeSpan.FromSeconds(10);

    /// <summary>Handles everything that is due now; returns how many deadlines were handled.</summary>
    public async Task<int> SweepAsync(CancellationToken ct)
    {
        var handled = 0;
        while (true)
        {
            // Locks nothing and begins no transaction: most looks find nothing.
            var due = await database.ReadAsync(session => session.QuerySingleAsync<long>(
                $"SELECT COUNT(*) FROM (SELECT 1 FROM deadlines WHERE due_at <= @now LIMIT {PerLook}) due",
                new { now = clock.GetUtcNow() }), ct);
            if (due == 0) return handled;
            for (; due > 0; due--)
            {
                // Others have the rest in hand.
                if (!await HandleNextAsync(ct)) return handled;
                handled++;
            }
        }
    }

    /// <inheritdoc />
    protected override Task WorkAsync(CancellationToken ct) => SweepAsync(ct);

    private async Task<bool> HandleNextAsync(CancellationToken ct)
    {
        Due? due = null;
        try
        {
            var (found, reserved) = await database.WriteAsync(async transaction =>
            {
                due = await transaction.QuerySingleOrDefaultAsync<Due>(
                    """
                    SELECT aggregate_id, kind, attempts FROM deadlines
                    WHERE due_at <= @now ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED
                    """, new { now = clock.GetUtcNow() });
                if (due is null) return (false, null);

                await using var scope = scopes.CreateAsyncScope();
                var handler = scope.ServiceProvider.GetRequiredKeyedService<IDeadlineHandler>(due.Kind);
                if (handler is IPreparedDeadlineHandler) return (true, Reserve(due, transaction));
                await ActAsync(due, handler, transaction, ct);
                return (true, null);
            }, ct);
            if (reserved is { } until) await PrepareAndHandleAsync(due!, until, ct);
            return found;
        }
        catch (Exception e) when (due is not null && !ct.IsCancellationRequested && !e.IsUnavailable())
        {
            var delay = TimeSpan.FromSeconds(Math.Min(300, Math.Pow(2, due.Attempts)));
            log.Log(e is DependencyUnavailableException ? LogLevel.Warning : LogLevel.Error, e,
                "Deadline {Kind} of {AggregateId} failed (attempt {Attempt}); next try in {Delay}",
                due.Kind, due.AggregateId, due.Attempts + 1, delay);
            var retryAt = clock.GetUtcNow() + delay;
            await database.ExecuteAsync(
                "UPDATE deadlines SET due_at = @retryAt, attempts = attempts + 1 WHERE aggregate_id = @AggregateId AND kind = @Kind",
                new { retryAt, due.AggregateId, due.Kind }, ct);
            return true;
        }
    }

    private static DateTimeOffset? Reserve(Due due, Transaction transaction)
    {
        var until = transaction.Now + Preparation;
        transaction.Write(
            "UPDATE deadlines SET due_at = @until WHERE aggregate_id = @AggregateId AND kind = @Kind",
            new { until, due.AggregateId, due.Kind });
        return until;
    }

    private async Task PrepareAndHandleAsync(Due due, DateTimeOffset until, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var handler = (IPreparedDeadlineHandler)scope.ServiceProvider.GetRequiredKeyedService<IDeadlineHandler>(due.Kind);
        await handler.PrepareAsync(due.AggregateId, ct);
        await database.WriteAsync(async transaction =>
        {
            // Gone: nobody wants it any more. Moved: it was set anew, maybe for a state that was not prepared for, and comes again.
            var kept = await transaction.QuerySingleOrDefaultAsync<Due>(
                """
                SELECT aggregate_id, kind, attempts FROM deadlines
                WHERE aggregate_id = @AggregateId AND kind = @Kind AND due_at = @until FOR UPDATE
                """, new { due.AggregateId, due.Kind, until });
            if (kept is not null) await ActAsync(due, handler, transaction, ct);
        }, ct);
    }

    private static async Task ActAsync(Due due, IDeadlineHandler handler, Transaction transaction, CancellationToken ct)
    {
        // With the commit, unless the handler sets it anew: until then the lock is the claim.
        transaction.ClearDeadline(due.AggregateId, due.Kind);
        Failpoint.Hit("deadline.after_claim");
        await handler.HandleAsync(due.AggregateId, transaction, ct);
    }

    private sealed record Due
    {
        public Guid AggregateId { get; init; }
        public string Kind { get; init; } = "";
        public int Attempts { get; init; }
    }
}
