using System.Diagnostics.CodeAnalysis;
using FoodDelivery.BuildingBlocks.Sql;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FoodDelivery.BuildingBlocks.Messaging;

/// <summary>Looks every few seconds at what waits in the database, and reports how much and for how long.</summary>
[SuppressMessage("Design", "CA1031", Justification = "The loop outlives any single failure; each is logged and retried.")]
internal sealed class BacklogMonitor(Database database, bool hasDeadlines, TimeProvider clock, ILogger<BacklogMonitor> log) : BackgroundService
{
    private const string Messages =
        """
        SELECT 'outbox' AS kind, COUNT(*) AS number, MIN(created_at) AS since FROM outbox WHERE published_at IS NULL
        UNION ALL SELECT 'parked', COUNT(*), MIN(parked_at) FROM parked_events
        UNION ALL SELECT 'dead_letters', COUNT(*), MIN(created_at) FROM dead_letters WHERE resolved_at IS NULL
        """;

    private const string Due = " UNION ALL SELECT 'deadlines', COUNT(*), MIN(due_at) FROM deadlines WHERE due_at <= @now";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>One look.</summary>
    public async Task MeasureAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        foreach (var row in await database.ReadAsync(session => session.QueryAsync<Row>(hasDeadlines ? Messages + Due : Messages, new { now }), ct))
        {
            var kind = new KeyValuePair<string, object?>("kind", row.Kind);
            EventSource.Backlog.Record(row.Number, kind);
            EventSource.BacklogAge.Record(row.Since is { } since ? Math.Max(0, (now - since).TotalSeconds) : 0, kind);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval);
        EventSource.BacklogUnknown.Add(0); // there from the beginning, so that its first step shows as one
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await MeasureAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                EventSource.BacklogUnknown.Add(1);
                log.LogInformation("The backlog was not measured ({Error}); trying again", e.Message);
            }
        }
    }

    private sealed record Row
    {
        public string Kind { get; init; } = "";
        public long Number { get; init; }
        public DateTimeOffset? Since { get; init; }
    }
}
