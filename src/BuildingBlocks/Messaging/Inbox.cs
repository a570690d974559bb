using System.Text;
using Dapper;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;

namespace FoodDelivery.BuildingBlocks.Messaging;

/// <summary>The SQL of the inbox: what was applied, what waits for its predecessor.</summary>
internal static class Inbox
{
    /// <summary>Per stream, the last applied sequence and whether events are parked behind it.</summary>
    public static async Task<Dictionary<StreamKey, StreamState>> LoadAsync(Transaction transaction, IReadOnlyList<StreamKey> streams)
    {
        var parameters = new DynamicParameters();
        var where = Where(streams, parameters);
        using var results = await transaction.QueryMultipleAsync(
            $"""
             SELECT aggregate_id, topic, MAX(seq) AS last_seq FROM inbox WHERE {where} GROUP BY aggregate_id, topic;
             SELECT aggregate_id, topic, COUNT(*) AS parked FROM parked_events WHERE {where} GROUP BY aggregate_id, topic;
             """, parameters);
        var last = (await results.ReadAsync<StreamRow>()).ToDictionary(row => row.Key, row => row.LastSeq);
        var parked = (await results.ReadAsync<StreamRow>()).Select(row => row.Key).ToHashSet();
        return streams.ToDictionary(stream => stream, stream => new StreamState(last.GetValueOrDefault(stream), parked.Contains(stream)));
    }

    /// <summary>
    /// Records events as applied, together with the statement that is sent next. A unique key refuses what another consumer has applied
    /// meanwhile.
    /// </summary>
    public static void Record(Transaction transaction, IReadOnlyList<(StreamKey Stream, EventEnvelope Envelope)> events) =>
        transaction.WriteRows(
            "INSERT INTO inbox (event_id, topic, aggregate_id, seq, applied_at)",
            events.Select(e => new object?[]
            {
                e.Envelope.Id, e.Stream.Topic, e.Stream.AggregateId, e.Envelope.Sequence, transaction.Now,
            }));

    public static Task ParkAsync(Transaction transaction, StreamKey stream, EventEnvelope envelope, IncomingMessage message) =>
        transaction.ExecuteAsync(
            """
            INSERT INTO parked_events (aggregate_id, topic, seq, event_id, value, parked_at, partition_no, offset_no)
            VALUES (@AggregateId, @Topic, @Sequence, @Id, @Value, @Now, @Partition, @Offset)
            ON DUPLICATE KEY UPDATE seq = seq
            """,
            new
            {
                stream.AggregateId, stream.Topic, envelope.Sequence, envelope.Id, message.Value,
                transaction.Now, message.Partition, message.Offset,
            });

    public static Task UnparkAsync(Transaction transaction, StreamKey stream, long sequence) => transaction.ExecuteAsync(
        "DELETE FROM parked_events WHERE aggregate_id = @AggregateId AND topic = @Topic AND seq = @sequence",
        new { stream.AggregateId, stream.Topic, sequence });

    /// <summary>The first parked event of a stream, and whether its predecessor has been applied; null when none is parked.</summary>
    public static async Task<(IncomingMessage Message, bool Follows)?> FirstParkedAsync(Session session, StreamKey stream)
    {
        var row = await session.QuerySingleOrDefaultAsync<ParkedRow>(
            """
            SELECT value, event_id, partition_no, offset_no,
                   seq <= 1 + COALESCE(
                       (SELECT MAX(i.seq) FROM inbox i WHERE i.aggregate_id = @AggregateId AND i.topic = @Topic), 0) AS follows
            FROM parked_events WHERE aggregate_id = @AggregateId AND topic = @Topic ORDER BY seq LIMIT 1
            """, stream);
        return row is null ? null : (row.ToMessage(stream), row.Follows);
    }

    // Spelt out as ORs: a row constructor in IN is not answered from the index on every server we support.
    private static string Where(IReadOnlyList<StreamKey> streams, DynamicParameters parameters)
    {
        var where = new StringBuilder();
        for (var i = 0; i < streams.Count; i++)
        {
            where.Append(i == 0 ? "" : " OR ").Append($"(aggregate_id = @a{i} AND topic = @t{i})");
            parameters.Add($"a{i}", streams[i].AggregateId);
            parameters.Add($"t{i}", streams[i].Topic);
        }
        return where.ToString();
    }

    private sealed record ParkedRow
    {
        public byte[] Value { get; init; } = [];
        public Guid EventId { get; init; }
        public int? PartitionNo { get; init; }
        public long? OffsetNo { get; init; }
        public bool Follows { get; init; }

        // Without a position it was parked by an earlier version; it gets one that no other message has.
        public IncomingMessage ToMessage(StreamKey stream) => new(
            stream.Topic, PartitionNo ?? -1, OffsetNo ?? BitConverter.ToInt64(EventId.ToByteArray(), 8),
            Encoding.ASCII.GetBytes(stream.AggregateId.ToString()), Value);
    }

    private sealed record StreamRow
    {
        public Guid AggregateId { get; init; }
        public string Topic { get; init; } = "";
        public long LastSeq { get; init; }
        public StreamKey Key => new(Topic, AggregateId);
    }
}

/// <summary>One ordered stream: an aggregate on a topic.</summary>
internal sealed record StreamKey(string Topic, Guid AggregateId);

/// <summary>How far a stream was applied.</summary>
internal sealed record StreamState(long LastSeq, bool HasParked);
