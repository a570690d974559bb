using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FoodDelivery.BuildingBlocks.Sql;

/// <summary>
/// Finds due deadlines and runs their handlers; several replicas share the work by SKIP LOCKED. Between two looks it sleeps until the
/// next one is due: a quarter of a second at least, so that many are found by one look, and two seconds at most, because who set one may
/// be gone.
/// </summary>
[SuppressMessage("Design", "CA1031", Justification = "What failed is logged and tried again; the others do not wait for it.")]
public sealed class DeadlineSweeper : BackgroundService
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Preparation = TimeSpan.FromSeconds(10);

    private readonly Database database;
    private readonly IServiceScopeFactory scopes;
    private readonly TimeProvider clock;
    private readonly ILogger<DeadlineSweeper> log;
    private volatile TaskCompletionSource sooner = new();
    private long sleepsUntil;

    /// <summary>Listens to the commits of this database: a deadline that is due before the next look brings it forward.</summary>
    public DeadlineSweeper(Database database, IServiceScopeFactory scopes, TimeProvider clock, ILogger<DeadlineSweeper> log)
    {
        (this.database, this.scopes, this.clock, this.log) = (database, scopes, clock, log);
        database.Committed += transaction =>
        {
            if (transaction.FindPart<DeadlineRows>()?.Earliest?.UtcTicks < Volatile.Read(ref sleepsUntil)) LookNow();
        };
    }

    /// <summary>Handles everything that is due now; returns how many deadlines were handled.</summary>
    public async Task<int> SweepAsync(CancellationToken ct) => (await LookAsync(ct)).Handled;

    /// <summary>Something is due that was not set by <see cref="Deadlines.SetDeadline"/>.</summary>
    internal void LookNow() => sooner.TrySetResult();

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                sooner = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                var (_, next) = await LookAsync(stoppingToken);
                // A timer counts in whole milliseconds and may be early by one.
                var untilNext = next - clock.GetUtcNow() + TimeSpan.FromMilliseconds(1) ?? Longest;
                var sleep = TimeSpan.FromTicks(Math.Clamp(untilNext.Ticks, Shortest.Ticks, Longest.Ticks));
                WakeBefore(sleep);
                await sooner.Task.WaitAsync(sleep, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                log.LogWarning(e, "The look for due deadlines failed; trying again in {Interval}", Longest);
                await Task.Delay(Longest, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private void WakeBefore(TimeSpan end) => Volatile.Write(ref sleepsUntil, (clock.GetUtcNow() + end).UtcTicks);

    private async Task<(int Handled, DateTimeOffset? Next)> LookAsync(CancellationToken ct)
    {
        for (var handled = 0; ; handled++)
        {
            // What is set while it looks may be missed by the look, and matters if it is due before the longest sleep ends.
            WakeBefore(Longest);
            // Locks nothing and begins no transaction: most looks find nothing that is due.
            var next = await database.ReadAsync(
                session => session.QuerySingleOrDefaultAsync<DateTimeOffset?>("SELECT due_at FROM deadlines ORDER BY due_at LIMIT 1"), ct);
            // Due, and none is free: others have them in hand.
            if (next is null || next > clock.GetUtcNow() || !await HandleNextAsync(ct)) return (handled, next);
        }
    }

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
