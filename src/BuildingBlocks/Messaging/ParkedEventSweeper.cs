using System.Diagnostics.CodeAnalysis;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Sql;
using Microsoft.Extensions.Logging;

namespace FoodDelivery.BuildingBlocks.Messaging;

/// <summary>
/// Ends the waiting of parked events: after 30 s their predecessor is taken for lost and they are applied, except behind an open dead
/// letter of the same stream, which ops decide.
/// </summary>
[SuppressMessage("Design", "CA1031",
    Justification = "A stream that failed is logged and tried again, and the others are not to wait for it.")]
internal sealed class ParkedEventSweeper(Database database, InboxProcessor processor, TimeProvider clock, ILogger<ParkedEventSweeper> log)
    : PeriodicWork(TimeSpan.FromSeconds(5), log)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    protected override Task WorkAsync(CancellationToken ct) => SweepAsync(ct);

    internal async Task SweepAsync(CancellationToken ct)
    {
        var streams = await database.ReadAsync(session => session.QueryAsync<Row>(
            """
            SELECT aggregate_id, topic FROM parked_events p
            WHERE NOT EXISTS (SELECT 1 FROM dead_letters d WHERE d.resolved_at IS NULL AND
                              d.aggregate_id = p.aggregate_id AND d.topic = p.topic)
            GROUP BY aggregate_id, topic HAVING MIN(parked_at) < @before LIMIT 100
            """, new { before = clock.GetUtcNow() - Patience }), ct);
        foreach (var row in streams)
        {
            try
            {
                log.LogError(
                    "A predecessor of events of {AggregateId} on {Topic} never came; going on without it", row.AggregateId, row.Topic);
                await processor.ReleaseAsync(new StreamKey(row.Topic, row.AggregateId), ct);
            }
            catch (Exception e) when (e is not OperationCanceledException || !ct.IsCancellationRequested)
            {
                // The streams behind it are not to wait for this one.
                log.LogWarning(e, "Events of {AggregateId} on {Topic} were not released; trying again", row.AggregateId, row.Topic);
            }
        }
    }

    private sealed record Row
    {
        public Guid AggregateId { get; init; }
        public string Topic { get; init; } = "";
    }
}
