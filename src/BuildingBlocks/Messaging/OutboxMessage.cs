using System.Text;
using Dapper;

namespace FoodDelivery.BuildingBlocks.Messaging;

/// <summary>A message on its way into the outbox.</summary>
internal sealed record OutboxMessage(Guid EventId, string Topic, Guid AggregateId, long Seq, string Type, byte[] Value)
{
    /// <summary>How long an event stays in the outbox after it was published: as far back as it can be published again.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromDays(7);

    /// <summary>One statement for all messages; empty when there is none.</summary>
    public static string InsertSql(IReadOnlyList<OutboxMessage> messages, DynamicParameters parameters, DateTimeOffset now)
    {
        if (messages.Count == 0) return "";
        var sql = new StringBuilder("INSERT INTO outbox (event_id, topic, aggregate_id, seq, type, value, created_at) VALUES ");
        for (var i = 0; i < messages.Count; i++)
        {
            var message = messages[i];
            sql.Append(i == 0 ? "" : ", ").Append($"(@e{i}, @t{i}, @a{i}, @s{i}, @y{i}, @v{i}, @outboxNow)");
            parameters.Add($"e{i}", message.EventId);
            parameters.Add($"t{i}", message.Topic);
            parameters.Add($"a{i}", message.AggregateId);
            parameters.Add($"s{i}", message.Seq);
            parameters.Add($"y{i}", message.Type);
            parameters.Add($"v{i}", message.Value);
        }
        parameters.Add("outboxNow", now);
        return sql.Append("; ").ToString();
    }
}

/// <summary>Wakes the relay when a transaction with events has committed, so that publishing waits for no poll.</summary>
public sealed class OutboxSignal : WakeSignal;
