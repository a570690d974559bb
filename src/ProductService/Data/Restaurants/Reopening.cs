using FoodDelivery.BuildingBlocks.Sql;

namespace FoodDelivery.ProductService.Data;

/// <summary>A pause, or a busy time, has come to its end: it is told, as one that somebody ends is.</summary>
public sealed class Reopening(RestaurantStore store) : IDeadlineHandler
{
    public Task HandleAsync(Guid aggregateId, Transaction transaction, CancellationToken ct) =>
        store.EditAsync(transaction, aggregateId, (restaurant, now) => restaurant.EndOfPause(now));
}
