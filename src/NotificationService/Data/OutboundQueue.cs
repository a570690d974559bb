using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.NotificationService.Domain;

namespace FoodDelivery.NotificationService.Data;

/// <summary>
/// What waits to be sent, and the log of what became of it. Who takes a message has it for a minute: then another takes it, because the
/// first must have crashed. So a message may be sent twice, and says so by carrying the same name both times.
/// </summary>
public sealed class OutboundQueue(Database database, TimeProvider clock)
{
    /// <summary>Longer than an attempt can take.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);

    /// <summary>For how long what has ended is kept.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromDays(30);

    private const string Columns =
        "id, channel, recipient_id, user_id, target_id, template, order_id, cause_event_id, data, attempts, reason, give_up_at, "
        + "created_at, traceparent AS TraceParent";

    /// <summary>Takes some of what is due, so that nobody else does meanwhile.</summary>
    public Task<IReadOnlyList<OutboundMessage>> ClaimAsync(Channel channel, int most, CancellationToken ct) =>
        database.WriteAsync(async transaction =>
        {
            var due = await transaction.QueryAsync<OutboundMessage>(
                $"""
                SELECT {Columns} FROM outbound_messages WHERE channel = @channel AND due_at <= @Now
                ORDER BY due_at LIMIT @most FOR UPDATE SKIP LOCKED
                """, new { channel = channel.Wire(), transaction.Now, most });
            if (due.Count == 0) return due;
            // Before this minute is over it has ended, or whoever has it has.
            await transaction.ExecuteAsync(
                "UPDATE outbound_messages SET attempts = attempts + 1, due_at = @until WHERE id IN @ids",
                new { until = transaction.Now + Lease, ids = due.Select(message => message.Id) });
            return [.. due.Select(message => message with { Attempts = message.Attempts + 1 })];
        }, ct);

    /// <summary>Stores how an attempt ended; nothing when another has taken the message since.</summary>
    public Task EndAsync(OutboundMessage message, Outcome outcome, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return outcome.State is { } state
            ? database.ExecuteAsync(
                """
                UPDATE outbound_messages SET state = @state, reason = @Reason, due_at = NULL, ended_at = @now, data = '{}'
                WHERE id = @Id AND attempts = @Attempts AND due_at IS NOT NULL
                """, new { state, outcome.Reason, now, message.Id, message.Attempts }, ct)
            : database.ExecuteAsync(
                """
                UPDATE outbound_messages SET reason = @Reason, due_at = @At, wanted_at = IF(@Wanted, @At, wanted_at)
                WHERE id = @Id AND attempts = @Attempts AND due_at IS NOT NULL
                """, new { outcome.Reason, outcome.At, outcome.Wanted, message.Id, message.Attempts }, ct);
    }

    /// <summary>Puts a message to each of some people in the place of one to all of them.</summary>
    public Task ReplaceAsync(OutboundMessage message, IReadOnlyCollection<Guid> people, CancellationToken ct) =>
        database.WriteAsync(transaction =>
        {
            OutboundRows.Add(transaction, [.. people.Select(person => message with { UserId = person, TargetId = person })]);
            transaction.Write("DELETE FROM outbound_messages WHERE id = @Id", new { message.Id });
            return Task.CompletedTask;
        }, ct);

    /// <summary>Ends what waits for a channel that is not there, once it is of no use any more.</summary>
    public Task ExpireAsync(Channel channel, CancellationToken ct) => database.ExecuteAsync(
        """
        UPDATE outbound_messages SET state = 'failed', reason = 'channel_off', due_at = NULL, ended_at = @now, data = '{}'
        WHERE channel = @channel AND due_at <= @now AND give_up_at <= @now
        """, new { channel = channel.Wire(), now = clock.GetUtcNow() }, ct);

    /// <summary>The log, newest first.</summary>
    public Task<IReadOnlyList<LoggedMessage>> ListAsync(
        Guid? user, Guid? order, Channel? channel, string? state, long? before, int limit, CancellationToken ct)
    {
        var where = "1 = 1" + (user is null ? "" : " AND user_id = @user") + (order is null ? "" : " AND order_id = @order")
            + (channel is null ? "" : " AND channel = @name") + (state is null ? "" : " AND state = @state")
            + (before is null ? "" : " AND id < @before");
        return database.ReadAsync(session => session.QueryAsync<LoggedMessage>(
            $"""
            SELECT id, channel, recipient_id, user_id, template, order_id, state, reason, attempts, created_at, due_at, ended_at
            FROM outbound_messages WHERE {where} ORDER BY id DESC LIMIT @limit
            """, new { user, order, name = channel?.Wire(), state, before, limit }), ct);
    }

    /// <summary>What texts about an order need.</summary>
    public async Task<OrderFacts?> FactsAsync(Guid? orderId, CancellationToken ct) =>
        orderId is { } id ? await database.ReadAsync(session => OrderFactRows.FindAsync(session, id), ct) : null;
}

/// <summary>A line of the log.</summary>
public sealed record LoggedMessage
{
    public long Id { get; init; }
    public Channel Channel { get; init; }
    public Guid RecipientId { get; init; }
    public Guid? UserId { get; init; }
    public string Template { get; init; } = "";
    public Guid? OrderId { get; init; }
    public string State { get; init; } = "";
    public string? Reason { get; init; }
    public int Attempts { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? DueAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
}
