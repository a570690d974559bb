using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Sql;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace FoodDelivery.BuildingBlocks.Messaging;

/// <summary>Events that wait to be published.</summary>
/// <param name="Topics">Empty when nothing waits.</param>
/// <param name="Relay">Who publishes; null when nobody has taken it up.</param>
/// <param name="RelayUntil">When that ends unless it is renewed: a few seconds from now.</param>
public sealed record OutboxResponse(IReadOnlyList<WaitingEvents> Topics, string? Relay, DateTimeOffset? RelayUntil);

/// <summary>Of one topic.</summary>
public sealed record WaitingEvents
{
    /// <summary>Where they are to go.</summary>
    public string Topic { get; init; } = "";

    /// <summary>How many.</summary>
    public long Events { get; init; }

    /// <summary>When the first of them was recorded.</summary>
    public DateTimeOffset Since { get; init; }
}

/// <summary>Events of one aggregate that wait for another.</summary>
public sealed record ParkedStream
{
    /// <summary>Where they came from.</summary>
    public string Topic { get; init; } = "";

    /// <summary>Whose events they are.</summary>
    public Guid AggregateId { get; init; }

    /// <summary>The first that waits: its predecessor is missing, or put aside.</summary>
    public long FirstSequence { get; init; }

    /// <summary>How many.</summary>
    public long Events { get; init; }

    /// <summary>Since when the first of them waits.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>They wait for ops, who decide about an open dead letter, and not for a predecessor.</summary>
    public bool BehindDeadLetter { get; init; }
}

/// <summary>Lets ops see which events wait, on their way out and on their way in.</summary>
internal static class WaitingEndpoints
{
    /// <param name="name">The service, as it stands in the names of its operations.</param>
    public static void MapWaiting(this RouteGroupBuilder ops, string name)
    {
        var noon = new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
        ops.MapGet("/outbox", OutboxAsync).Describe(
            $"get{name}Outbox", "See which events are not published yet", "Ops only. By topic, and which replica publishes.",
            response: new OutboxResponse(
                [new WaitingEvents { Topic = "order.events.v1", Events = 12, Since = noon }], "order-7c9f:1:5b0c", noon.AddSeconds(6)),
            problems: [403]);
        ops.MapGet("/parked-events", ParkedAsync).Describe(
            $"list{name}ParkedEvents", "List events that wait for their predecessor",
            "Ops only, those that wait longest first, at most a hundred streams.",
            response: new Page<ParkedStream>(
                [
                    new ParkedStream
                    {
                        Topic = "order.events.v1", AggregateId = Guid.Parse("01930b6f-02a4-7d11-8a55-c1a2b3c4d5e6"), FirstSequence = 4,
                        Events = 2, Since = noon,
                    },
                ], null), problems: [403]);
    }

    private static Task<OutboxResponse> OutboxAsync(Database database, CancellationToken ct) => database.ReadAsync(async session =>
    {
        var topics = await session.QueryAsync<WaitingEvents>(
            """
            SELECT topic, COUNT(*) AS events, MIN(created_at) AS since FROM outbox
            WHERE published_at IS NULL GROUP BY topic ORDER BY since
            """);
        var lease = await session.QuerySingleOrDefaultAsync<Lease>("SELECT owner, expires_at FROM leases WHERE name = 'outbox'");
        return new OutboxResponse(topics, lease?.Owner, lease?.ExpiresAt);
    }, ct);

    private static async Task<Page<ParkedStream>> ParkedAsync(Database database, CancellationToken ct) => new(
        await database.ReadAsync(session => session.QueryAsync<ParkedStream>(
            """
            SELECT p.topic, p.aggregate_id, MIN(p.seq) AS first_sequence, COUNT(*) AS events, MIN(p.parked_at) AS since,
                EXISTS (SELECT 1 FROM dead_letters d WHERE d.resolved_at IS NULL
                        AND d.aggregate_id = p.aggregate_id AND d.topic = p.topic) AS behind_dead_letter
            FROM parked_events p GROUP BY p.topic, p.aggregate_id ORDER BY since LIMIT 100
            """), ct), null);

    private sealed record Lease
    {
        public string Owner { get; init; } = "";
        public DateTimeOffset ExpiresAt { get; init; }
    }
}
