using System.Collections.Concurrent;
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

    private readonly ConcurrentQueue<Ending> ended = new();

    /// <summary>
    /// Takes some of what is due, so that nobody else does meanwhile, and stores how earlier attempts ended: one commit for both.
    /// </summary>
    public Task<IReadOnlyList<OutboundMessage>> ClaimAsync(Channel channel, int most, CancellationToken ct) =>
        StoreEndedAsync((transaction, endings) => ClaimAsync(transaction, channel, most, endings), ct);

    /// <summary>
    /// Has it stored how an attempt ended: with the next claim, which comes within two seconds. What a crash loses of this is sent again.
    /// </summary>
    public void End(OutboundMessage message, Outcome outcome) => ended.Enqueue(new Ending(message, outcome, clock.GetUtcNow()));

    /// <summary>Stores it now, where no claim follows.</summary>
    public Task StoreEndedAsync(CancellationToken ct) =>
        ended.IsEmpty ? Task.CompletedTask : StoreEndedAsync((_, _) => Task.FromResult(true), ct);

    /// <summary>What is to be known of some messages before they are sent.</summary>
    public async Task<OutboundBackground> BackgroundAsync(IReadOnlyCollection<OutboundMessage> messages, CancellationToken ct)
    {
        if (messages.All(message => message is { UserId: null, OrderId: null })) return OutboundBackground.None;
        // An empty list is no list in SQL: nobody has the empty id.
        var people = messages.Select(message => message.UserId).OfType<Guid>().Distinct().DefaultIfEmpty();
        var orders = messages.Select(message => message.OrderId).OfType<Guid>().Distinct().DefaultIfEmpty();
        return await database.ReadAsync(async session =>
        {
            using var results = await session.QueryMultipleAsync(
                $"{PreferenceStore.OfPeople}; {OrderFactRows.OfOrders}", new { people, orders });
            return new OutboundBackground(await PreferenceStore.ReadAsync(results), await OrderFactRows.ReadAsync(results));
        }, ct);
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

    private async Task<T> StoreEndedAsync<T>(Func<Transaction, IReadOnlyList<Ending>, Task<T>> work, CancellationToken ct)
    {
        var endings = new List<Ending>();
        while (ended.TryDequeue(out var one)) endings.Add(one);
        try
        {
            return await database.WriteAsync(
                async transaction =>
                {
                    var result = await work(transaction, endings);
                    foreach (var ending in endings) Write(transaction, ending);
                    return result;
                }, ct);
        }
        catch
        {
            foreach (var one in endings) ended.Enqueue(one);
            throw;
        }
    }

    private static async Task<IReadOnlyList<OutboundMessage>> ClaimAsync(
        Transaction transaction, Channel channel, int most, IReadOnlyList<Ending> endings)
    {
        // What has ended here is not sent once more, even if that could not be stored for longer than the lease.
        var others = endings.Count == 0 ? "" : "AND id NOT IN @ended";
        var due = await transaction.QueryAsync<OutboundMessage>(
            $"""
            SELECT {Columns} FROM outbound_messages WHERE channel = @channel AND due_at <= @Now {others}
            ORDER BY due_at LIMIT @most FOR UPDATE SKIP LOCKED
            """, new { channel = channel.Wire(), transaction.Now, most, ended = endings.Select(ending => ending.Message.Id) });
        // Before this minute is over it has ended, or whoever has it has.
        foreach (var message in due)
        {
            transaction.Write(
                "UPDATE outbound_messages SET attempts = attempts + 1, due_at = @until WHERE id = @Id",
                new { until = transaction.Now + Lease, message.Id });
        }
        return [.. due.Select(message => message with { Attempts = message.Attempts + 1 })];
    }

    // Nothing when another has taken the message since.
    private static void Write(Transaction transaction, Ending ending)
    {
        var (message, outcome, at) = ending;
        if (outcome.State is { } state)
        {
            transaction.Write(
                """
                UPDATE outbound_messages SET state = @state, reason = @Reason, due_at = NULL, ended_at = @at, data = '{}'
                WHERE id = @Id AND attempts = @Attempts AND due_at IS NOT NULL
                """, new { state, outcome.Reason, at, message.Id, message.Attempts });
        }
        else
        {
            transaction.Write(
                """
                UPDATE outbound_messages SET reason = @Reason, due_at = @At, wanted_at = IF(@Wanted, @At, wanted_at)
                WHERE id = @Id AND attempts = @Attempts AND due_at IS NOT NULL
                """, new { outcome.Reason, outcome.At, outcome.Wanted, message.Id, message.Attempts });
        }
    }

    private sealed record Ending(OutboundMessage Message, Outcome Outcome, DateTimeOffset At);
}

/// <summary>What is to be known of messages before they are sent.</summary>
public sealed record OutboundBackground(IReadOnlyDictionary<Guid, Preferences> Chosen, IReadOnlyDictionary<Guid, OrderFacts> Facts)
{
    public static readonly OutboundBackground None = new(new Dictionary<Guid, Preferences>(), new Dictionary<Guid, OrderFacts>());

    /// <summary>What somebody has chosen.</summary>
    public Preferences Of(Guid user) => Chosen.GetValueOrDefault(user) ?? Preferences.Default;

    /// <summary>What is known of the order that a message is about; null of none, and of one that nothing was learnt of.</summary>
    public OrderFacts? About(OutboundMessage message) => message.OrderId is { } order ? Facts.GetValueOrDefault(order) : null;
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
