using FoodDelivery.Contracts;
using FoodDelivery.TestKit;

namespace FoodDelivery.ProductService.Tests.Scenarios;

public sealed class CostOfAnEvent(ProductApi api) : IClassFixture<ProductApi>
{
    /// <summary>The stream is known, nothing is read: all is written together with the commit.</summary>
    [Fact]
    public async Task A_rating_is_counted_in_one_round_trip_of_four_statements()
    {
        var (kitchen, order) = (await api.PizzeriaAsync(), Guid.CreateVersion7());
        await api.DeliverAsync(order, 1, new OrderRatedV1(order, Guid.NewGuid(), kitchen.Id, "7KQ2MX", null, 3, null, null, null));
        var changed = new OrderRatedV1(order, Guid.NewGuid(), kitchen.Id, "7KQ2MX", null, 4, null, 3, null);
        var packets = await GeneralLog.RecordAsync(api.ConnectionString, () => api.DeliverAsync(order, 2, changed));

        var sent = packets.TransactionWith("UPDATE restaurants SET rating_count");
        Assert.Equal(4, Assert.Single(sent).Statements.Count);
    }
}
