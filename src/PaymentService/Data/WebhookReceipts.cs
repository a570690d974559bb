using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.PaymentService.Domain;

namespace FoodDelivery.PaymentService.Data;

public enum Receipt { Taken, Duplicate, Parked }

/// <summary>What the provider told us, once each.</summary>
public sealed class WebhookReceipts(Database database)
{
    // Usually the answer to the request itself is being recorded at this moment; give it a second before asking the provider.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Notes the message and has the operation it names looked up at the provider, unless its outcome is known. The message itself decides nothing.
    /// An operation that was given up as never sent (the order had ended) is opened again: the provider did book it.
    /// </summary>
    public Task<Receipt> TakeAsync(string provider, string eventId, string type, string operationKey, CancellationToken ct) => database.WriteAsync(async transaction =>
    {
        var operationId = Guid.TryParse(operationKey, out var parsed) ? parsed : Guid.Empty;
        var receiptId = Guid.CreateVersion7(transaction.Now);
        // First, and for writing: the same message many times at once would otherwise hold the operation for reading while each waits for the receipt.
        await transaction.ExecuteAsync("SELECT id FROM payment_operations WHERE id = @operationId FOR UPDATE", new { operationId });
        var receipt = await transaction.QuerySingleAsync<Row>(
            """
            INSERT INTO webhook_receipts (id, provider, event_id, type, operation_key, parked, received_at)
            VALUES (@receiptId, @provider, @eventId, @type, @operationKey, NOT EXISTS (SELECT 1 FROM payment_operations WHERE id = @operationId), @Now)
            ON DUPLICATE KEY UPDATE event_id = VALUES(event_id);
            UPDATE payment_operations SET status = 'unknown', next_attempt_at = @soon, claimed_until = NULL
            WHERE id = @operationId AND (status IN ('pending', 'unknown') OR status = 'failed' AND failure_code = @OrderEnded)
                AND EXISTS (SELECT 1 FROM webhook_receipts WHERE id = @receiptId);
            SELECT id, parked FROM webhook_receipts WHERE provider = @provider AND event_id = @eventId
            """, new { receiptId, provider, eventId, type, operationKey, operationId, transaction.Now, soon = transaction.Now + Grace, Operation.OrderEnded });
        return receipt.Id != receiptId ? Receipt.Duplicate : receipt.Parked ? Receipt.Parked : Receipt.Taken;
    }, ct);

    private sealed record Row
    {
        public Guid Id { get; init; }
        public bool Parked { get; init; }
    }
}
