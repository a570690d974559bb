using Dapper;
using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using FoodDelivery.PaymentService.Domain;
using FoodDelivery.PaymentService.Operations;

namespace FoodDelivery.PaymentService.Data;

/// <summary>Loads payments with their operations, under lock for changes, and saves state, bookings and events in one round trip.</summary>
public sealed class PaymentStore(Database database, OperationSignal signal)
{
    private const string PaymentColumns =
        "id, order_id, customer_id, amount_minor, currency, token, status, version, authorization_ref, expires_at, held_minor, captured_minor, refunded_minor, decline_code, capture_wanted, ended_reason, created_at";

    private const string OperationColumns =
        "id, payment_id, kind, amount_minor, status, provider_ref, failure_code, failure_stage, reason, automatic, attempts, next_attempt_at, claimed_until, created_at, updated_at";

    public Task<Payment?> FindAsync(Guid paymentId, CancellationToken ct) =>
        database.ReadAsync(session => LoadAsync(session, "id = @id", new { id = paymentId }, forUpdate: false), ct);

    /// <summary>Payments of a page, newest first; <paramref name="customerId"/> null means anybody's.</summary>
    public Task<IReadOnlyList<Payment>> ListAsync(Guid? customerId, Guid? orderId, Guid? before, int limit, CancellationToken ct) => database.ReadAsync(async session =>
    {
        var where = "1 = 1" + (customerId is null ? "" : " AND customer_id = @customerId") + (orderId is null ? "" : " AND order_id = @orderId") + (before is null ? "" : " AND id < @before");
        var payments = await session.QueryAsync<Payment>(
            $"SELECT {PaymentColumns} FROM payments WHERE {where} ORDER BY id DESC LIMIT @limit", new { customerId, orderId, before, limit });
        if (payments.Count == 0) return payments;
        var operations = (await session.QueryAsync<Operation>(
            $"SELECT {OperationColumns} FROM payment_operations WHERE payment_id IN @ids ORDER BY id", new { ids = payments.Select(p => p.Id).ToArray() })).ToLookup(o => o.PaymentId);
        foreach (var payment in payments) payment.With(operations[payment.Id]);
        return payments;
    }, ct);

    /// <summary>Changes a payment in a transaction of its own.</summary>
    public Task<Payment> ChangeAsync(Guid paymentId, Action<Payment, DateTimeOffset> change, CancellationToken ct) => database.WriteAsync(async transaction =>
    {
        var payment = await LoadAsync(transaction, "id = @id", new { id = paymentId }, forUpdate: true) ?? throw new InvalidOperationException($"There is no payment {paymentId}.");
        change(payment, transaction.Now);
        await SaveAsync(transaction, payment);
        return payment;
    }, ct);

    /// <summary>The payment of an order, locked; null when there is none.</summary>
    public static Task<Payment?> LockByOrderAsync(Transaction transaction, Guid orderId) =>
        LoadAsync(transaction, "order_id = @orderId", new { orderId }, forUpdate: true);

    /// <summary>A payment, locked; null when there is none.</summary>
    public static Task<Payment?> LockAsync(Transaction transaction, Guid paymentId) =>
        LoadAsync(transaction, "id = @paymentId", new { paymentId }, forUpdate: true);

    /// <summary>Makes sure the order has its payment, and locks it. Whoever comes first creates it.</summary>
    public static async Task<Payment> GetOrCreateAsync(Transaction transaction, Guid orderId, Guid customerId, Money amount, string paymentMethod)
    {
        var token = await PaymentMethodStore.TokenAsync(transaction, customerId, paymentMethod);
        await transaction.ExecuteAsync(
            """
            INSERT INTO payments (id, order_id, customer_id, amount_minor, currency, token, status, version, held_minor, captured_minor, refunded_minor, capture_wanted, created_at, updated_at)
            VALUES (@id, @orderId, @customerId, @Amount, @Currency, @token, 'created', 0, 0, 0, 0, FALSE, @Now, @Now)
            ON DUPLICATE KEY UPDATE order_id = VALUES(order_id)
            """, new { id = Guid.CreateVersion7(transaction.Now), orderId, customerId, amount.Amount, amount.Currency, token, transaction.Now });
        return (await LockByOrderAsync(transaction, orderId))!;
    }

    /// <summary>Saves everything that changed. The row is locked since it was loaded, so no version has to be compared.</summary>
    public async Task SaveAsync(Transaction transaction, Payment payment)
    {
        var parameters = new DynamicParameters(new
        {
            payment.Id, Status = payment.Status.Wire(), payment.Version, payment.AuthorizationRef, payment.ExpiresAt, payment.HeldMinor, payment.CapturedMinor, payment.RefundedMinor,
            payment.DeclineCode, payment.CaptureWanted, payment.EndedReason, payment.Currency, transaction.Now,
        });
        var sql = new System.Text.StringBuilder(
            """
            UPDATE payments SET status = @Status, version = @Version, authorization_ref = @AuthorizationRef, expires_at = @ExpiresAt, held_minor = @HeldMinor, captured_minor = @CapturedMinor,
                refunded_minor = @RefundedMinor, decline_code = @DeclineCode, capture_wanted = @CaptureWanted, ended_reason = @EndedReason, updated_at = @Now WHERE id = @Id;
            """);
        for (var i = 0; i < payment.Operations.Count; i++) Add(sql, parameters, payment.Operations[i], i);
        for (var i = 0; i < payment.Bookings.Count; i++) Add(sql, parameters, payment.Bookings[i], i);
        await transaction.ExecuteAsync(sql.ToString(), parameters);
        Publish(transaction, payment);
        if (payment.Operations.Any(o => o.NextAttemptAt <= transaction.Now && (o.ClaimedUntil is null || o.ClaimedUntil <= transaction.Now))) transaction.AfterCommit(signal.Set);
    }

    private static void Add(System.Text.StringBuilder sql, DynamicParameters parameters, Operation operation, int i)
    {
        sql.Append(operation.IsNew
            ? $"""
               INSERT INTO payment_operations ({OperationColumns}, slot) VALUES (@oId{i}, @Id, @oKind{i}, @oAmount{i}, @oStatus{i}, @oRef{i}, @oCode{i}, @oStage{i}, @oReason{i}, @oAutomatic{i},
                   @oAttempts{i}, @oNext{i}, @oClaimed{i}, @oCreated{i}, @oUpdated{i}, @oSlot{i});
               """
            : $"""
               UPDATE payment_operations SET status = @oStatus{i}, provider_ref = @oRef{i}, failure_code = @oCode{i}, failure_stage = @oStage{i},
                   next_attempt_at = @oNext{i}, claimed_until = @oClaimed{i}, updated_at = @oUpdated{i} WHERE id = @oId{i};
               """);
        parameters.AddDynamicParams(new Dictionary<string, object?>
        {
            [$"oId{i}"] = operation.Id, [$"oKind{i}"] = operation.Kind.Wire(), [$"oAmount{i}"] = operation.AmountMinor, [$"oStatus{i}"] = operation.Status.Wire(),
            [$"oRef{i}"] = operation.ProviderRef, [$"oCode{i}"] = operation.FailureCode, [$"oStage{i}"] = operation.FailureStage, [$"oReason{i}"] = operation.Reason,
            [$"oAutomatic{i}"] = operation.Automatic, [$"oAttempts{i}"] = operation.Attempts, [$"oNext{i}"] = operation.NextAttemptAt, [$"oClaimed{i}"] = operation.ClaimedUntil,
            [$"oCreated{i}"] = operation.CreatedAt, [$"oUpdated{i}"] = operation.UpdatedAt, [$"oSlot{i}"] = operation.Slot,
        });
    }

    private static void Add(System.Text.StringBuilder sql, DynamicParameters parameters, LedgerEntry entry, int i)
    {
        sql.Append($"INSERT INTO ledger_entries (txn_id, account, amount_minor, currency, payment_id, operation_id, booked_at) VALUES (@lTxn{i}, @lAccount{i}, @lAmount{i}, @Currency, @Id, @lOperation{i}, @Now);");
        parameters.AddDynamicParams(new Dictionary<string, object?>
        {
            [$"lTxn{i}"] = entry.TxnId, [$"lAccount{i}"] = entry.Account, [$"lAmount{i}"] = entry.AmountMinor, [$"lOperation{i}"] = entry.OperationId,
        });
    }

    // The events' last sequence is the payment's version.
    private static void Publish(Transaction transaction, Payment payment)
    {
        var sequence = payment.Version - payment.Events.Count;
        foreach (var data in payment.Events)
        {
            sequence++;
            switch (data)
            {
                case PaymentAuthorizedV1 e: transaction.Publish(payment.OrderId, sequence, e, payment.OrderId); break;
                case PaymentFailedV1 e: transaction.Publish(payment.OrderId, sequence, e, payment.OrderId); break;
                case PaymentCapturedV1 e: transaction.Publish(payment.OrderId, sequence, e, payment.OrderId); break;
                case PaymentCaptureFailedV1 e: transaction.Publish(payment.OrderId, sequence, e, payment.OrderId); break;
                case PaymentVoidedV1 e: transaction.Publish(payment.OrderId, sequence, e, payment.OrderId); break;
                case PaymentRefundedV1 e: transaction.Publish(payment.OrderId, sequence, e, payment.OrderId); break;
                default: throw new InvalidOperationException($"Event {data.GetType().Name} is not published here.");
            }
        }
    }

    private static async Task<Payment?> LoadAsync(Session session, string where, object parameters, bool forUpdate)
    {
        // The second statement starts after the lock is held and therefore sees what the last holder committed.
        using var results = await session.QueryMultipleAsync(
            $"""
            SELECT {PaymentColumns} FROM payments WHERE {where}{(forUpdate ? " FOR UPDATE" : "")};
            SELECT {OperationColumns} FROM payment_operations WHERE payment_id = (SELECT id FROM payments WHERE {where}) ORDER BY id
            """, parameters);
        var payment = await results.ReadSingleOrDefaultAsync<Payment>();
        return payment?.With(await results.ReadAsync<Operation>());
    }
}
