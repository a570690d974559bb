using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;

namespace FoodDelivery.DeliveryService.Events;

/// <summary>Counts what a customer said of the delivery for the driver who brought it.</summary>
public sealed class RatingHandler : IEventHandler<OrderRatedV1>
{
    public Task HandleAsync(OrderRatedV1 data, EventEnvelope envelope, Transaction transaction, CancellationToken ct)
    {
        // What was said before may be taken back.
        var more = Counted(data.Delivery) - Counted(data.PreviousDelivery);
        var sum = (data.Delivery ?? 0) - (data.PreviousDelivery ?? 0);
        if (data.DriverId is null || (more, sum) == (0, 0)) return Task.CompletedTask;
        transaction.Write(
            "UPDATE drivers SET rating_count = rating_count + @more, rating_sum = rating_sum + @sum WHERE id = @DriverId",
            new { more, sum, data.DriverId });
        return Task.CompletedTask;

        static int Counted(int? rating) => rating is null ? 0 : 1;
    }
}
