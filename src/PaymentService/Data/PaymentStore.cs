using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using FoodDelivery.PaymentService.Domain;
using FoodDelivery.PaymentService.Operations;

namespace FoodDelivery.PaymentService.Data;

/// <summary>Loads payments with their operations in one round trip, locked for changes, and saves what changed with the commit.</summary>
public sealed class PaymentStore(Database database, OperationHandover handover)
{
    /// <summary>Stands for the method while only Order knows it; null would say that there is none.</summary>
    public const string MethodNotSaid = "";

    private const string PaymentColumns =
        """
        id, order_id, customer_id, amount_minor, currency, token, status, version, authorization_ref, expires_at, held_minor,
        captured_minor, refunded_minor, decline_code, capture_wanted, ended_reason, created_at
        """;

    private const string OperationColumns =
        """
        id, payment_id, kind, amount_minor, status, provider_ref, failure_code, failure_stage, reason, automatic, attempts, next_attempt_at,
        claimed_until, created_at, updated_at
        """;

    private const string UpdatePayment =
        $"""
        UPDATE payments SET {AggregateStorage.Guard}, status = @Status, authorization_ref = @AuthorizationRef, expires_at = @ExpiresAt,
            held_minor = @HeldMinor, captured_minor = @CapturedMinor, refunded_minor = @RefundedMinor, decline_code = @DeclineCode,
            capture_wanted = @CaptureWanted, ended_reason = @EndedReason, updated_at = @Now
        WHERE id = @Id
        """;

    private const string InsertOperation =
        $"""
        INSERT INTO payment_operations ({OperationColumns}, slot)
        VALUES (@Id, @PaymentId, @Kind, @AmountMinor, @Status, @ProviderRef, @FailureCode, @FailureStage, @Reason, @Automatic, @Attempts,
            @NextAttemptAt, @ClaimedUntil, @CreatedAt, @UpdatedAt, @Slot)
        """;

    private const string UpdateOperation =
        """
        UPDATE payment_operations SET attempts = @Attempts, status = @Status, provider_ref = @ProviderRef, failure_code = @FailureCode,
            failure_stage = @FailureStage, next_attempt_at = @NextAttemptAt, claimed_until = @ClaimedUntil, updated_at = @UpdatedAt
        WHERE id = @Id
        """;

    private const string InsertBooking =
        """
        INSERT INTO ledger_entries (txn_id, account, amount_minor, currency, payment_id, operation_id, booked_at)
        VALUES (@TxnId, @Account, @AmountMinor, @Currency, @PaymentId, @OperationId, @BookedAt),
            (@TxnId, @ContraAccount, @ContraAmountMinor, @Currency, @PaymentId, @OperationId, @BookedAt)
        """;

    public Task<Payment?> FindAsync(Guid id, CancellationToken ct) =>
        database.ReadAsync(session => LoadAsync(session, "id = @id", new { id }, forUpdate: false), ct);

    /// <summary>Payments of a page, newest first; <paramref name="customerId"/> null means anybody's.</summary>
    public Task<IReadOnlyList<Payment>> ListAsync(Guid? customerId, Guid? orderId, Guid? before, int limit, CancellationToken ct) =>
        database.ReadAsync(async session =>
        {
            var where = "1 = 1" + (customerId is null ? "" : " AND customer_id = @customerId")
                + (orderId is null ? "" : " AND order_id = @orderId") + (before is null ? "" : " AND id < @before");
            var payments = await session.QueryAsync<Payment>(
                $"SELECT {PaymentColumns} FROM payments WHERE {where} ORDER BY id DESC LIMIT @limit",
                new { customerId, orderId, before, limit });
            if (payments.Count == 0) return payments;
            var ids = payments.Select(payment => payment.Id).ToArray();
            var operations = await session.QueryAsync<Operation>(
                $"SELECT {OperationColumns} FROM payment_operations WHERE payment_id IN @ids ORDER BY id", new { ids });
            var byPayment = operations.ToLookup(operation => operation.PaymentId);
            foreach (var payment in payments) payment.With(byPayment[payment.Id]);
            return payments;
        }, ct);

    /// <summary>A payment, locked; null when there is none.</summary>
    public static Task<Payment?> LockAsync(Transaction transaction, Guid id) =>
        LoadAsync(transaction, "id = @id", new { id }, forUpdate: true);

    /// <summary>The payments of orders, locked.</summary>
    public static async Task<IReadOnlyList<Payment>> LockByOrdersAsync(Transaction transaction, Guid[] orderIds)
    {
        using var results = await transaction.QueryMultipleAsync(
            $"""
            SELECT {PaymentColumns} FROM payments WHERE order_id IN @orderIds ORDER BY order_id FOR UPDATE;
            SELECT {OperationColumns} FROM payment_operations
            WHERE payment_id IN (SELECT id FROM payments WHERE order_id IN @orderIds) ORDER BY id FOR UPDATE
            """, new { orderIds });
        var payments = (await results.ReadAsync<Payment>()).ToList();
        var operations = (await results.ReadAsync<Operation>()).ToLookup(operation => operation.PaymentId);
        return payments.ConvertAll(payment => payment.With(operations[payment.Id]));
    }

    /// <summary>The payment that an operation belongs to, locked; null when there is no such operation.</summary>
    public static Task<Payment?> LockByOperationAsync(Transaction transaction, Guid operationId) =>
        LoadAsync(transaction, "id = (SELECT payment_id FROM payment_operations WHERE id = @operationId)", new { operationId }, true);

    /// <summary>
    /// The payment of an order, locked, made where there is none: written at once, because the direct call and the order's event come
    /// together, and one is to wait for the other instead of failing.
    /// </summary>
    /// <param name="paymentMethod">A provider's token, or the id of a method; only one that this customer has saved has a token.</param>
    /// <param name="isPersonal">It is a token that pays for its owner only.</param>
    public static async Task<Payment> OpenAsync(
        Transaction transaction, Guid orderId, Guid customerId, Money amount, string paymentMethod, bool isPersonal)
    {
        var token = Guid.TryParse(paymentMethod, out var methodId)
            ? "(SELECT token FROM payment_methods WHERE id = @methodId AND customer_id = @customerId)"
            : isPersonal ? $"IF({TokenOwners.IsOwn}, @paymentMethod, NULL)" : "@paymentMethod";
        var id = Guid.CreateVersion7(transaction.Now);
        var payment = await LoadAsync(transaction, "order_id = @orderId",
            new
            {
                id, orderId, customerId, amount.Amount, amount.Currency, methodId, paymentMethod, transaction.Now,
                hash = TokenOwners.Hash(paymentMethod),
            }, forUpdate: true,
            before: $"""
            {(isPersonal ? TokenOwners.Claim : "")}
            INSERT INTO payments (id, order_id, customer_id, amount_minor, currency, token, status, version, held_minor, captured_minor,
                refunded_minor, capture_wanted, created_at, updated_at)
            VALUES (@id, @orderId, @customerId, @Amount, @Currency, {token}, 'created', 0, 0, 0, 0, FALSE, @Now, @Now)
            ON DUPLICATE KEY UPDATE token = IF(token = '', VALUES(token), token);
            """);
        return payment!;
    }

    /// <summary>The provider's token of a method that this customer saved; null when there is none.</summary>
    public Task<string?> FindTokenAsync(Guid customerId, Guid methodId) => database.ReadAsync(session =>
        session.QuerySingleOrDefaultAsync<string>(
            "SELECT token FROM payment_methods WHERE id = @methodId AND customer_id = @customerId", new { methodId, customerId }),
        CancellationToken.None);

    /// <inheritdoc cref="TokenOwners.ClaimAsync" />
    public Task<bool> ClaimTokenAsync(Guid customerId, string token) => database.WriteAsync(
        transaction => TokenOwners.ClaimAsync(transaction, customerId, token), CancellationToken.None);

    /// <summary>Leaves what changed to be written with the commit: row, operations, bookings, deadlines and events.</summary>
    public void Save(Transaction transaction, Payment payment)
    {
        if (payment.HasChanged)
        {
            transaction.Write(UpdatePayment, new
            {
                payment.Id, payment.StoredVersion, payment.Version, payment.Status, payment.AuthorizationRef, payment.ExpiresAt,
                payment.HeldMinor, payment.CapturedMinor, payment.RefundedMinor, payment.DeclineCode, payment.CaptureWanted,
                payment.EndedReason, transaction.Now,
            });
        }
        foreach (var operation in payment.Operations.Where(o => o.HasChanged))
        {
            if (handover.Accepting && operation.IsDue(transaction.Now))
            {
                operation.Claim(transaction.Now);
                transaction.AfterCommit(() => handover.Add(payment, operation.Id));
            }
            transaction.Write(operation.IsNew ? InsertOperation : UpdateOperation, operation);
        }
        foreach (var booking in payment.Bookings) transaction.Write(InsertBooking, booking);
        transaction.Save(payment, payment.OrderId);
        payment.Stored();
    }

    private static async Task<Payment?> LoadAsync(Session session, string where, object parameters, bool forUpdate, string before = "")
    {
        var locked = forUpdate ? " FOR UPDATE" : "";
        // The second statement starts after the lock is held and therefore sees what the last holder committed. Its rows are locked, too:
        // the queue hands them out without asking for the payment.
        using var results = await session.QueryMultipleAsync(
            $"""
            {before}
            SELECT {PaymentColumns} FROM payments WHERE {where}{locked};
            SELECT {OperationColumns} FROM payment_operations WHERE payment_id = (SELECT id FROM payments WHERE {where}) ORDER BY id{locked}
            """, parameters);
        var payment = await results.ReadSingleOrDefaultAsync<Payment>();
        return payment?.With(await results.ReadAsync<Operation>());
    }
}
