using FoodDelivery.BuildingBlocks;
using FoodDelivery.BuildingBlocks.Sql;

namespace FoodDelivery.PaymentService.Data;

public sealed record PaymentMethodRow
{
    public Guid Id { get; init; }
    public string Label { get; init; } = "";
    public DateTimeOffset CreatedAt { get; init; }
}

/// <summary>Saved payment methods: the provider's token under a name of the customer's, never a card number.</summary>
public sealed class PaymentMethodStore(Database database)
{
    public Task<IReadOnlyList<PaymentMethodRow>> ListAsync(Guid customerId, Guid? before, int limit, CancellationToken ct) =>
        database.ReadAsync(session => session.QueryAsync<PaymentMethodRow>(
            $"""
            SELECT id, label, created_at FROM payment_methods
            WHERE customer_id = @customerId {(before is null ? "" : "AND id < @before")} ORDER BY id DESC LIMIT @limit
            """, new { customerId, before, limit }), ct);

    /// <summary>Most methods of a customer.</summary>
    public const int Most = 20;

    /// <summary>Saves a token; the same token again gives the method that is there already, under its new label.</summary>
    /// <param name="isPersonal">It is a token that pays for its owner only.</param>
    /// <returns>Null when the token is another customer's.</returns>
    /// <exception cref="RefusedException">The customer has as many as there may be.</exception>
    public Task<PaymentMethodRow?> SaveAsync(Guid customerId, string token, bool isPersonal, string label, CancellationToken ct) =>
        database.WriteAsync(async transaction =>
            isPersonal && !await TokenOwners.ClaimAsync(transaction, customerId, token)
                ? null
                : await SaveAsync(transaction, customerId, token, label), ct);

    private static async Task<PaymentMethodRow> SaveAsync(Transaction transaction, Guid customerId, string token, string label) =>
        await transaction.QuerySingleOrDefaultAsync<PaymentMethodRow>(
            """
            INSERT INTO payment_methods (id, customer_id, token, label, created_at)
            SELECT @id, @customerId, @token, @label, @Now FROM (
                SELECT COUNT(*) AS number, COALESCE(SUM(token = @token), 0) AS known FROM payment_methods WHERE customer_id = @customerId
            ) saved WHERE number < @Most OR known > 0
            ON DUPLICATE KEY UPDATE label = @label;
            SELECT id, label, created_at FROM payment_methods WHERE customer_id = @customerId AND token = @token
            """, new { id = Guid.CreateVersion7(transaction.Now), customerId, token, label, transaction.Now, Most })
        ?? throw new RefusedException("payment_method_limit", $"A customer saves at most {Most} methods; delete one first.");

    /// <returns>False when the customer has no such method.</returns>
    public Task<bool> DeleteAsync(Guid customerId, Guid id, CancellationToken ct) => database.WriteAsync(async transaction =>
    {
        var deleted = await transaction.ExecuteAsync(
            "DELETE FROM payment_methods WHERE id = @id AND customer_id = @customerId", new { id, customerId });
        return deleted > 0;
    }, ct);
}
