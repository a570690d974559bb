using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;

namespace FoodDelivery.ProductService.Events;

/// <summary>
/// Counts what customers said of the food. The replicas read the sums with what else has changed (<see cref="Data.CatalogueRefresh"/>).
/// </summary>
public sealed class RatingHandler : IEventHandler<OrderRatedV1>
{
    public Task HandleAsync(OrderRatedV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct)
    {
        var isFirst = data.PreviousFood is null ? 1 : 0;
        var more = data.Food - (data.PreviousFood ?? 0);
        transaction.Write(
            """
            UPDATE restaurants SET rating_count = rating_count + @isFirst, rating_sum = rating_sum + @more, changed_at = UTC_TIMESTAMP(6)
            WHERE id = @RestaurantId
            """, new { isFirst, more, data.RestaurantId });
        return Task.CompletedTask;
    }
}
