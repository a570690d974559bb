using FoodDelivery.BuildingBlocks.People;
using FoodDelivery.BuildingBlocks.Sql;

namespace FoodDelivery.PaymentService.Data;

/// <summary>
/// What Payment holds of people: the provider's tokens of their cards. Payments and the ledger stay: the law asks for the books, and they
/// name nobody.
/// </summary>
internal sealed class PersonalData(Database database) : IStoredPersonalData
{
    // Until the money is taken, or given free, the provider may have to be asked again.
    private const string Open = "('created', 'authorized')";

    public async Task<ErasureStep> EraseAsync(Guid userId, Transaction transaction)
    {
        var parameters = new { userId, ErasureStep.Most };
        var rows = await transaction.ExecuteAsync("DELETE FROM payment_methods WHERE customer_id = @userId LIMIT @Most", parameters);
        // Who registers anew may use the same card again.
        rows += await transaction.ExecuteAsync("DELETE FROM token_owners WHERE customer_id = @userId LIMIT @Most", parameters);
        rows += await transaction.ExecuteAsync(
            $"UPDATE payments SET token = NULL WHERE customer_id = @userId AND token IS NOT NULL AND status NOT IN {Open} LIMIT @Most",
            parameters);
        var waits = await transaction.QuerySingleAsync<long>(
            $"SELECT EXISTS (SELECT 1 FROM payments WHERE customer_id = @userId AND status IN {Open} AND ended_reason IS NULL)",
            parameters);
        return new ErasureStep(rows, waits != 0);
    }

    public async Task ExportAsync(Guid userId, PersonExport export, CancellationToken ct)
    {
        await export.RowsAsync("methods", database,
            """
            SELECT id, label, created_at FROM payment_methods
            WHERE customer_id = @userId AND id > @after ORDER BY id LIMIT @take
            """, userId, ct);
        await export.RowsAsync("payments", database,
            """
            SELECT id, order_id, status, amount_minor, captured_minor, refunded_minor, currency, decline_code, created_at, updated_at
            FROM payments WHERE customer_id = @userId AND id > @after ORDER BY id LIMIT @take
            """, userId, ct);
    }
}
