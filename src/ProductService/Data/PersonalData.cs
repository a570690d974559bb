using FoodDelivery.BuildingBlocks.People;
using FoodDelivery.BuildingBlocks.Sql;

namespace FoodDelivery.ProductService.Data;

/// <summary>What Product holds of people: what they applied with. A restaurant that came of it stays: it is no person.</summary>
internal sealed class PersonalData(Database database) : IStoredPersonalData
{
    public async Task<ErasureStep> EraseAsync(Guid userId, Transaction transaction) => new(await transaction.ExecuteAsync(
        "DELETE FROM applications WHERE applicant_id = @userId LIMIT @Most", new { userId, ErasureStep.Most }));

    public Task ExportAsync(Guid userId, PersonExport export, CancellationToken ct) => export.RowsAsync("applications", database,
        """
        SELECT id, status, name, restaurant AS restaurant_json, message, restaurant_id, reason, created_at, decided_at FROM applications
        WHERE applicant_id = @userId AND id > @after ORDER BY id LIMIT @take
        """, userId, ct);
}
