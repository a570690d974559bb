using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FoodDelivery.BuildingBlocks.Sql;

/// <summary>
/// Rows that should not wait for long, or not be there at all; reported as <c>backlog_rows</c> and <c>backlog_oldest_seconds</c>.
/// </summary>
/// <param name="Kind">Its name in the metrics, for example <c>outbox</c>.</param>
/// <param name="Sql">
/// A query of one row: <c>number</c>, and <c>since</c> when the first of them should have gone (UTC, null when there is none).
/// May use <c>@now</c>. Every replica runs it every five seconds, so it must not grow with the table.
/// </param>
public sealed record Backlog(string Kind, string Sql);

/// <summary>Registers what is measured.</summary>
public static class Backlogs
{
    /// <summary>Measures these rows every few seconds.</summary>
    public static IServiceCollection AddBacklog(this IServiceCollection services, string kind, string sql) =>
        services.AddSingleton(new Backlog(kind, sql));
}

/// <summary>What a look at a backlog has shown.</summary>
public sealed record BacklogState
{
    /// <summary>Of which rows.</summary>
    public string Kind { get; init; } = "";

    /// <summary>How many there are.</summary>
    public long Number { get; init; }

    /// <summary>Since when the first of them has been waiting beyond its time; null when there is none.</summary>
    public DateTimeOffset? Since { get; init; }
}

/// <summary>Looks every few seconds at what waits in the database, and reports how much and for how long.</summary>
[SuppressMessage("Design", "CA1031", Justification = "The loop outlives any single failure; each is logged and retried.")]
public sealed class BacklogMonitor(
    Database database, IEnumerable<Backlog> backlogs, TimeProvider clock, ILogger<BacklogMonitor> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly string all = string.Join("\nUNION ALL ", backlogs.Select(backlog =>
        $"SELECT '{backlog.Kind}' AS kind, one.number, one.since FROM ({backlog.Sql}) AS one"));

    /// <summary>One look at all of them.</summary>
    public async Task<IReadOnlyList<BacklogState>> MeasureAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var seen = await database.ReadAsync(session => session.QueryAsync<BacklogState>(all, new { now }), ct);
        foreach (var waiting in seen)
        {
            var kind = new KeyValuePair<string, object?>("kind", waiting.Kind);
            SqlMetrics.Backlog.Record(waiting.Number, kind);
            SqlMetrics.BacklogAge.Record(waiting.Since is { } since ? Math.Max(0, (now - since).TotalSeconds) : 0, kind);
        }
        return seen;
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval);
        SqlMetrics.BacklogUnknown.Add(0); // there from the beginning, so that its first step shows as one
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await MeasureAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                SqlMetrics.BacklogUnknown.Add(1);
                log.LogInformation("The backlog was not measured ({Error}); trying again", e.Message);
            }
        }
    }
}
