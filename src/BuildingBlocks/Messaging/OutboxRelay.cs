using System.Diagnostics.CodeAnalysis;
using FoodDelivery.BuildingBlocks.Sql;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FoodDelivery.BuildingBlocks.Messaging;

/// <summary>
/// Publishes the outbox in order and marks what the broker acknowledged. One relay per service works at a time, by a lease, so that
/// order per key survives several replicas. A crash between acknowledgement and mark repeats events; consumers deduplicate.
/// </summary>
[SuppressMessage("Design", "CA1031", Justification = "The loop outlives any single failure; each is logged and retried.")]
internal sealed class OutboxRelay(
    Database database, EventProducer producer, OutboxSignal signal, TimeProvider clock, ILogger<OutboxRelay> log) : BackgroundService
{
    private const int BatchSize = 500;
    private static readonly TimeSpan FallbackPoll = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RefusedRest = TimeSpan.FromSeconds(5);

    // Topics that took nothing of a full batch, and until when they are left out.
    private readonly Dictionary<string, DateTimeOffset> resting = [];
    private readonly string owner = $"{Environment.MachineName}:{Environment.ProcessId}:{Guid.NewGuid():N}";
    private DateTimeOffset leaseCheckedAt;
    private bool leading;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await LeadAsync(stoppingToken))
                {
                    while (await PublishBatchAsync(stoppingToken) == BatchSize && await LeadAsync(stoppingToken)) { }
                }
                await signal.WaitAsync(FallbackPoll, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                log.LogWarning(e, "The outbox relay failed; trying again in a second");
                await Task.Delay(TimeSpan.FromSeconds(1), stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        if (leading) await ReleaseAsync();
    }

    private async Task<int> PublishBatchAsync(CancellationToken ct)
    {
        var leftOut = LeftOut();
        var rows = await database.ReadAsync(session => session.QueryAsync<Row>(
            """
            SELECT id, topic, aggregate_id, value FROM outbox
            WHERE published_at IS NULL AND topic NOT IN @leftOut ORDER BY id LIMIT @BatchSize
            """, new { leftOut, BatchSize }), ct);
        if (rows.Count == 0) return 0;

        Failpoint.Hit("outbox.before_produce");
        var acknowledged = await producer.SendAsync([.. rows.Select(row => (row.Topic, row.AggregateId, row.Value))], ct);
        Failpoint.Hit("outbox.before_mark");
        var ids = rows.Where((_, i) => acknowledged[i]).Select(row => row.Id).ToArray();
        if (ids.Length > 0)
        {
            await database.ExecuteAsync(
                "UPDATE outbox SET published_at = @now WHERE id IN @ids",
                new { now = clock.GetUtcNow(), ids }, CancellationToken.None);
            EventSource.Published.Add(ids.Length);
        }
        if (ids.Length < rows.Count) await Task.Delay(FallbackPoll, ct);
        if (rows.Count == BatchSize) RestRefused(rows, acknowledged);
        return rows.Count;
    }

    // Rows of a topic that cannot be written would fill every batch, and no other topic would ever get a turn.
    private void RestRefused(IReadOnlyList<Row> rows, bool[] acknowledged)
    {
        foreach (var topic in rows.Zip(acknowledged).GroupBy(sent => sent.First.Topic).Where(topic => !topic.Any(sent => sent.Second)))
        {
            resting[topic.Key] = clock.GetUtcNow() + RefusedRest;
            log.LogWarning("{Topic} took none of {Count} messages; the others go first for {Rest}", topic.Key, topic.Count(), RefusedRest);
        }
    }

    private string[] LeftOut()
    {
        var now = clock.GetUtcNow();
        foreach (var (topic, until) in resting)
        {
            if (until <= now) resting.Remove(topic);
        }
        return [.. resting.Keys.DefaultIfEmpty("")];
    }

    // The lease uses the database's clock, so that replicas with different clocks agree.
    private async Task<bool> LeadAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (leading && now - leaseCheckedAt < RenewEvery) return true;

        leading = await database.ReadAsync(session => session.QuerySingleAsync<string>(
            """
            INSERT INTO leases (name, owner, expires_at) VALUES ('outbox', @owner, UTC_TIMESTAMP(6) + INTERVAL 6 SECOND)
            ON DUPLICATE KEY UPDATE
                owner = IF(owner = VALUES(owner) OR expires_at < UTC_TIMESTAMP(6), VALUES(owner), owner),
                expires_at = IF(owner = VALUES(owner), VALUES(expires_at), expires_at);
            SELECT owner FROM leases WHERE name = 'outbox'
            """, new { owner }), ct) == owner;
        leaseCheckedAt = now;
        return leading;
    }

    private async Task ReleaseAsync()
    {
        try
        {
            await database.ExecuteAsync(
                "DELETE FROM leases WHERE name = 'outbox' AND owner = @owner", new { owner }, CancellationToken.None);
        }
        catch (Exception e)
        {
            log.LogInformation(e, "The relay's lease was not released; it expires by itself");
        }
    }

    private sealed record Row
    {
        public long Id { get; init; }
        public string Topic { get; init; } = "";
        public Guid AggregateId { get; init; }
        public byte[] Value { get; init; } = [];
    }
}
