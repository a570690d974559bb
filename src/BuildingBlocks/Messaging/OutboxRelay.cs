using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using FoodDelivery.BuildingBlocks.Sql;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FoodDelivery.BuildingBlocks.Messaging;

/// <summary>
/// Publishes what transactions left in the outbox and marks what the broker acknowledged. What this process commits is handed over in
/// memory; the outbox is read at take-over, after a failure, and in the packet that marks: four times a second while other replicas are
/// there that commit too, else once. One relay per service works at a time, by a lease, so that order per key survives several replicas;
/// who does not get it says that it is there. A crash between acknowledgement and mark repeats events; consumers deduplicate.
/// </summary>
[SuppressMessage("Design", "CA1031", Justification = "The loop outlives any single failure; each is logged and retried.")]
internal sealed class OutboxRelay(
    Database database, EventProducer producer, OutboxHandover handover, TimeProvider clock, ILogger<OutboxRelay> log) : BackgroundService
{
    private const int BatchSize = 500;
    private static readonly TimeSpan ReadEvery = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan ReadAloneEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StraysRest = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RefusedRest = TimeSpan.FromSeconds(5);

    // Topics that took nothing of a full batch, and until when they are left out.
    private readonly Dictionary<string, DateTimeOffset> resting = [];
    private readonly Handed handed = new();
    private readonly List<Guid> unmarked = [];
    private readonly Stopwatch running = Stopwatch.StartNew();
    private readonly string owner = $"{Environment.MachineName}:{Environment.ProcessId}:{Guid.NewGuid():N}";
    private TimeSpan readAt;
    private DateTimeOffset leaseCheckedAt;
    private DateTimeOffset saidThatThereAreOthersAt;
    private bool leading;
    private bool others;

    private TimeSpan Interval => leading && !others ? ReadAloneEvery : ReadEvery;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await LeadAsync(stoppingToken))
                {
                    await PublishHandedAsync(stoppingToken);
                    if (MustRead()) await PublishOutboxAsync(stoppingToken);
                }
                await handover.WaitAsync(handed.IsEmpty ? Interval : StraysRest, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                log.LogWarning(e, "The outbox relay failed; trying again in a second");
                handover.ReadOutbox();
                await Task.Delay(TimeSpan.FromSeconds(1), stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        handover.Accepting = false;
        if (leading) await ReleaseAsync();
    }

    private async Task PublishHandedAsync(CancellationToken ct)
    {
        var messages = handed.Next(handover.Take(), running.Elapsed);
        if (messages.Count == 0) return;
        Failpoint.Hit("outbox.before_produce");
        var acknowledged = await SendAsync(messages, ct);
        if (acknowledged.All(taken => taken)) return;
        handover.ReadOutbox();
        await Task.Delay(ReadEvery, ct);
    }

    private bool MustRead()
    {
        var missed = handover.TakeMissed();
        return missed || unmarked.Count >= BatchSize || running.Elapsed - readAt >= Interval || handed.HasStrays(running.Elapsed);
    }

    private async Task PublishOutboxAsync(CancellationToken ct)
    {
        handed.Drop();
        for (var count = BatchSize; count == BatchSize && await LeadAsync(ct);)
        {
            if (unmarked.Count > 0) Failpoint.Hit("outbox.before_mark");
            var rows = await MarkAndReadAsync(LeftOut(), ct);
            readAt = running.Elapsed;
            count = rows.Count;
            if (count == 0) return;

            Failpoint.Hit("outbox.before_produce");
            var acknowledged = await SendAsync(rows, ct);
            if (!acknowledged.All(taken => taken)) await Task.Delay(ReadEvery, ct);
            if (count == BatchSize) RestRefused(rows, acknowledged);
        }
    }

    private async Task<bool[]> SendAsync(IReadOnlyList<OutboxMessage> messages, CancellationToken ct)
    {
        var acknowledged = await producer.SendAsync(
            [.. messages.Select(message => (message.Topic, message.AggregateId, message.Value))], ct);
        var count = 0;
        for (var i = 0; i < messages.Count; i++)
        {
            if (!acknowledged[i]) continue;
            handed.Published(messages[i]);
            unmarked.Add(messages[i].EventId);
            count++;
        }
        EventSource.Published.Add(count);
        return acknowledged;
    }

    private async Task<IReadOnlyList<OutboxMessage>> MarkAndReadAsync(string[] leftOut, CancellationToken ct)
    {
        var mark = unmarked.Count == 0 ? "" : "UPDATE outbox SET published_at = @now WHERE event_id IN @unmarked;";
        var rows = await database.ReadAsync(session => session.QueryAsync<OutboxMessage>(
            $"""
             {mark}
             SELECT event_id, topic, aggregate_id, seq, type, value FROM outbox
             WHERE published_at IS NULL AND topic NOT IN @leftOut ORDER BY id LIMIT @BatchSize
             """, new { now = clock.GetUtcNow(), unmarked, leftOut, BatchSize }), ct);
        unmarked.Clear();
        return rows;
    }

    // Rows of a topic that cannot be written would fill every batch, and no other topic would ever get a turn.
    private void RestRefused(IReadOnlyList<OutboxMessage> rows, bool[] acknowledged)
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

        (leading, others) = await database.ReadAsync(session => session.QuerySingleAsync<(bool, bool)>(
            """
            INSERT INTO leases (name, owner, expires_at) VALUES ('outbox', @owner, UTC_TIMESTAMP(6) + INTERVAL 6 SECOND)
            ON DUPLICATE KEY UPDATE
                owner = IF(owner = VALUES(owner) OR expires_at < UTC_TIMESTAMP(6), VALUES(owner), owner),
                expires_at = IF(owner = VALUES(owner), VALUES(expires_at), expires_at);
            SELECT owner = @owner, EXISTS (
                SELECT 1 FROM leases WHERE name = 'outbox.others' AND owner <> @owner AND expires_at > UTC_TIMESTAMP(6))
            FROM leases WHERE name = 'outbox'
            """, new { owner }), ct);
        leaseCheckedAt = now;
        if (leading && !handover.Accepting) handover.ReadOutbox();
        handover.Accepting = leading;
        if (!leading && now - saidThatThereAreOthersAt >= RenewEvery) await SayThatThereAreOthersAsync(now, ct);
        return leading;
    }

    private async Task SayThatThereAreOthersAsync(DateTimeOffset now, CancellationToken ct)
    {
        await database.ExecuteAsync(
            """
            INSERT INTO leases (name, owner, expires_at) VALUES ('outbox.others', @owner, UTC_TIMESTAMP(6) + INTERVAL 6 SECOND)
            ON DUPLICATE KEY UPDATE owner = VALUES(owner), expires_at = VALUES(expires_at)
            """, new { owner }, ct);
        saidThatThereAreOthersAt = now;
    }

    private async Task ReleaseAsync()
    {
        try
        {
            if (unmarked.Count > 0) await MarkAndReadAsync([""], CancellationToken.None);
            await database.ExecuteAsync(
                "DELETE FROM leases WHERE name = 'outbox' AND owner = @owner", new { owner }, CancellationToken.None);
        }
        catch (Exception e)
        {
            log.LogInformation(e, "The relay's lease was not released; it expires by itself");
        }
    }
}
