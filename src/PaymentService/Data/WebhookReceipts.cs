using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.PaymentService.Domain;

namespace FoodDelivery.PaymentService.Data;

public enum Receipt { Taken, Duplicate, Parked }

/// <summary>What the provider told us, once each.</summary>
public sealed class WebhookReceipts(Database database, PaymentStore payments)
{
    /// <summary>
    /// Notes the message and has the operation it names looked up at the provider, unless its outcome is known. The message itself decides
    /// nothing.
    /// </summary>
    public Task<Receipt> TakeAsync(string provider, string eventId, string type, string operationKey, CancellationToken ct) =>
        database.WriteAsync(async transaction =>
        {
            // First: the same message many times at once waits here, one behind the other, and holds no payment meanwhile.
            var id = Guid.CreateVersion7(transaction.Now);
            Guid? named = Guid.TryParse(operationKey, out var operationId) ? operationId : null;
            Guid kept;
            bool isDone;
            using (var results = await transaction.QueryMultipleAsync(
                """
                INSERT INTO webhook_receipts (id, provider, event_id, type, operation_key, parked, received_at)
                VALUES (@id, @provider, @eventId, @type, @operationKey, FALSE, @Now)
                ON DUPLICATE KEY UPDATE event_id = VALUES(event_id);
                SELECT id FROM webhook_receipts WHERE provider = @provider AND event_id = @eventId;
                SELECT COUNT(*) FROM payment_operations WHERE id = @named AND status = @done
                """, new { id, provider, eventId, type, operationKey, transaction.Now, named, done = OperationStatus.Done.Wire() }))
            {
                kept = await results.ReadSingleAsync<Guid>();
                isDone = await results.ReadSingleAsync<long>() > 0;
            }
            if (kept != id) return Receipt.Duplicate;
            // Nearly always the answer to our own request was here first, and what is done stays done.
            if (isDone) return Receipt.Taken;

            if (named is null || await PaymentStore.LockByOperationAsync(transaction, operationId) is not { } payment)
            {
                transaction.Write("UPDATE webhook_receipts SET parked = TRUE WHERE id = @id", new { id });
                return Receipt.Parked;
            }
            payment.LookUp(operationId, transaction.Now);
            payments.Save(transaction, payment);
            return Receipt.Taken;
        }, ct);
}
