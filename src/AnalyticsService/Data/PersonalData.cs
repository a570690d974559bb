using FoodDelivery.BuildingBlocks.People;
using FoodDelivery.BuildingBlocks.Sql;

namespace FoodDelivery.AnalyticsService.Data;

/// <summary>Analytics counts orders and knows of none whose it was: there is nothing to show and nothing to forget.</summary>
internal sealed class PersonalData : IStoredPersonalData
{
    public Task<ErasureStep> EraseAsync(Guid userId, Transaction transaction) => Task.FromResult(new ErasureStep(0));

    public Task ExportAsync(Guid userId, PersonExport export, CancellationToken ct) => Task.CompletedTask;
}
