using System.Text.Json;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;

namespace FoodDelivery.BuildingBlocks.Messaging;

/// <summary>The SQL of dead letters.</summary>
internal static class DeadLetters
{
    private const int MaxErrorLength = 2000;

    // Base64 makes a value a third longer; with that and the rest it must fit what a broker takes (1 MB), or the relay could never send it.
    private const int MaxToldLength = 512 * 1024;

    private const string Insert =
        """
        INSERT INTO dead_letters (id, topic, partition_no, offset_no, message_key, value,
                                  event_id, aggregate_id, seq, reason, error, attempts, created_at)
        VALUES (@Id, @Topic, @Partition, @Offset, @Key, @Value,
                @EventId, @AggregateId, @Seq, @Reason, @Error, @Attempts, @Now)
        ON DUPLICATE KEY UPDATE attempts = IF(value <=> VALUES(value), attempts + VALUES(attempts), attempts),
            error = IF(value <=> VALUES(value), VALUES(error), error)
        """;

    /// <summary>Stores a message that cannot be applied, and publishes it to the dead-letter topic, in one transaction.</summary>
    public static async Task AddAsync(
        Transaction transaction, string deadLetterTopic, IncomingMessage message, Exception error, int attempts)
    {
        var envelope = TryParse(message.Value);
        var letter = new
        {
            Id = Guid.CreateVersion7(transaction.Now), message.Topic, message.Partition, message.Offset,
            Key = message.Key is { Length: > 256 } ? message.Key[..256] : message.Key, message.Value,
            EventId = envelope?.Id, AggregateId = envelope?.Subject, Seq = envelope?.Sequence,
            Reason = error is JsonException ? "unreadable" : "handler_failed",
            Error = Truncate(error.ToString()), Attempts = attempts, transaction.Now,
        };
        var (kept, isSame) = await transaction.QuerySingleAsync<(Guid, bool)>(
            $"""
            {Insert};
            SELECT id, value <=> @Value FROM dead_letters WHERE topic = @Topic AND partition_no = @Partition AND offset_no = @Offset
            """, letter);
        if (!isSame)
        {
            // A topic that was made anew counts from its beginning. What stood at this place before makes room, resolved or not.
            transaction.Write("UPDATE IGNORE dead_letters SET partition_no = -1 - partition_no WHERE id = @kept", new { kept });
            transaction.Write(Insert, letter);
        }
        if (!isSame || kept == letter.Id) // else the row was there already and its topic has it
        {
            var value = JsonSerializer.SerializeToUtf8Bytes(new
            {
                id = letter.Id, topic = message.Topic, partition = message.Partition, offset = message.Offset, key = letter.Key,
                value = message.Value?.Length <= MaxToldLength ? message.Value : null, size = message.Value?.Length,
                reason = letter.Reason, error = letter.Error, attempts, at = transaction.Now,
            });
            transaction.Enqueue(new OutboxMessage(letter.Id, deadLetterTopic, letter.AggregateId ?? letter.Id, 0, "dead_letter", value));
        }
    }

    private static EventEnvelope? TryParse(byte[]? value)
    {
        try
        {
            return value is null ? null : EventSerializer.Parse(value);
        }
        catch (JsonException)
        {
            return null; // that is why it is a dead letter
        }
    }

    private static string Truncate(string text) => text.Length <= MaxErrorLength ? text : text[..MaxErrorLength];
}
