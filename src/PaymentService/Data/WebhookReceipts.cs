using FoodDelivery.BuildingBlocks.Audit;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.PaymentService.Domain;

namespace FoodDelivery.PaymentService.Data;

public enum Receipt { Taken, Duplicate, Parked }

/// <summary>A message of the provider that names no operation of ours.</summary>
public sealed record ParkedWebhook
{
    public Guid Id { get; init; }
    public string Provider { get; init; } = "";
    public string EventId { get; init; } = "";
    public string Type { get; init; } = "";
    public string OperationKey { get; init; } = "";
    public DateTimeOffset ReceivedAt { get; init; }
}

/// <summary>What the provider told us that we did not know, once each.</summary>
public sealed class WebhookReceipts(Database database, PaymentStore payments, TimeProvider clock)
{
    // A message comes with the answer to our own request, which is being recorded at that moment.
    private static readonly TimeSpan AnswerIsRecordedIn = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// Has the operation that the message names looked up at the provider, and notes that it came. The message itself decides nothing: of
    /// an operation whose outcome is known it says nothing new, and leaves no note.
    /// </summary>
    public async Task<Receipt> TakeAsync(string provider, string eventId, string type, string operationKey, CancellationToken ct)
    {
        Guid? named = Guid.TryParse(operationKey, out var id) ? id : null;
        if (named is { } operation && await IsKnownAsync(operation, ct)) return Receipt.Taken;
        return await database.WriteAsync(transaction => NoteAsync(transaction, provider, eventId, type, operationKey, named), ct);
    }

    private async Task<bool> IsKnownAsync(Guid operation, CancellationToken ct)
    {
        var state = await StateAsync(operation, ct);
        // Better waited here than for the lock on the payment, which the record of the answer holds.
        if (state == State.UnderWay)
        {
            await Task.Delay(AnswerIsRecordedIn, ct);
            state = await StateAsync(operation, ct);
        }
        return state == State.Known;
    }

    private Task<State> StateAsync(Guid operation, CancellationToken ct) => database.ReadAsync(
        session => session.QuerySingleOrDefaultAsync<State>(
            $"""
            SELECT CASE WHEN status = @done THEN {State.Known:D} WHEN claimed_until > @now THEN {State.UnderWay:D} ELSE {State.Open:D} END
            FROM payment_operations WHERE id = @operation
            """, new { operation, done = OperationStatus.Done.Wire(), now = clock.GetUtcNow() }), ct);

    private async Task<Receipt> NoteAsync(
        Transaction transaction, string provider, string eventId, string type, string operationKey, Guid? named)
    {
        // First: the same message many times at once waits here, one behind the other, and holds no payment meanwhile.
        var id = Guid.CreateVersion7(transaction.Now);
        var kept = await transaction.QuerySingleAsync<Guid>(
            """
            INSERT INTO webhook_receipts (id, provider, event_id, type, operation_key, parked, received_at)
            VALUES (@id, @provider, @eventId, @type, @operationKey, FALSE, @Now)
            ON DUPLICATE KEY UPDATE event_id = VALUES(event_id);
            SELECT id FROM webhook_receipts WHERE provider = @provider AND event_id = @eventId
            """, new { id, provider, eventId, type, operationKey, transaction.Now });
        if (kept != id) return Receipt.Duplicate;
        if (named is not { } operation || await PaymentStore.LockByOperationAsync(transaction, operation) is not { } payment)
        {
            transaction.Write("UPDATE webhook_receipts SET parked = TRUE WHERE id = @id", new { id });
            return Receipt.Parked;
        }
        payment.LookUp(operation, transaction.Now);
        payments.Save(transaction, payment);
        return Receipt.Taken;
    }

    /// <summary>Parked messages, oldest first, one more than the limit when there are more.</summary>
    public Task<IReadOnlyList<ParkedWebhook>> ParkedAsync(Guid? after, int limit, CancellationToken ct) =>
        database.ReadAsync(session => session.QueryAsync<ParkedWebhook>(
            $"""
            SELECT id, provider, event_id, type, operation_key, received_at FROM webhook_receipts
            WHERE parked {(after is null ? "" : "AND id > @after")} ORDER BY id LIMIT @take
            """, new { after, take = limit + 1 }), ct);

    /// <summary>Takes a parked message up again: what it names may be known by now.</summary>
    /// <returns>Null when there is no such message; false when nothing is known still. What is not parked any more was taken.</returns>
    public Task<bool?> TakeUpAsync(Guid id, Guid actor, string reason, CancellationToken ct) =>
        database.WriteAsync(transaction => TakeUpAsync(transaction, id, actor, reason), ct);

    private async Task<bool?> TakeUpAsync(Transaction transaction, Guid id, Guid actor, string reason)
    {
        if (await LockAsync(transaction, id) is not { } receipt) return null;
        if (!receipt.Parked) return true;
        if (!Guid.TryParse(receipt.OperationKey, out var operationId)
            || await PaymentStore.LockByOperationAsync(transaction, operationId) is not { } payment) return false;
        payment.LookUp(operationId, transaction.Now);
        payments.Save(transaction, payment);
        Unpark(transaction, id, "webhook.takeUp", actor, reason);
        return true;
    }

    /// <summary>Gives a parked message up.</summary>
    /// <returns>False when there is no such message.</returns>
    public Task<bool> DismissAsync(Guid id, Guid actor, string reason, CancellationToken ct) => database.WriteAsync(async transaction =>
    {
        if (await LockAsync(transaction, id) is not { } receipt) return false;
        if (receipt.Parked) Unpark(transaction, id, "webhook.dismiss", actor, reason);
        return true;
    }, ct);

    private static Task<Row?> LockAsync(Transaction transaction, Guid id) => transaction.QuerySingleOrDefaultAsync<Row>(
        "SELECT operation_key, parked FROM webhook_receipts WHERE id = @id FOR UPDATE", new { id });

    private static void Unpark(Transaction transaction, Guid id, string action, Guid actor, string reason)
    {
        transaction.Write("UPDATE webhook_receipts SET parked = FALSE WHERE id = @id", new { id });
        transaction.Audit(actor, action, id, reason);
    }

    /// <summary>What is known of an operation; an unknown one is open.</summary>
    private enum State { Open, UnderWay, Known }

    private sealed record Row
    {
        public string OperationKey { get; init; } = "";
        public bool Parked { get; init; }
    }
}
