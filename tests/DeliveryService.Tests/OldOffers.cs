using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace FoodDelivery.DeliveryService.Tests;

public sealed class OldOffers(DeliveryApi api) : IClassFixture<DeliveryApi>
{
    [Fact]
    public async Task Are_deleted_thirty_days_after_they_were_closed()
    {
        await api.CarriedAsync();
        // More than one statement deletes.
        for (var count = 1; count < 2000; count *= 2)
        {
            await api.ExecuteAsync(
                """
                INSERT INTO offers (id, delivery_id, driver_id, round, status, distance_meters, created_at, expires_at, closed_at)
                SELECT UNHEX(LEFT(SHA2(CONCAT(HEX(id), RAND()), 256), 32)), delivery_id, driver_id, round, status, distance_meters, created_at, expires_at, closed_at FROM offers
                """);
        }
        await api.ExecuteAsync("UPDATE offers SET closed_at = closed_at - INTERVAL 31 DAY");
        var (_, young, _) = await api.CarriedAsync();
        await api.ExecuteAsync("UPDATE offers SET closed_at = closed_at - INTERVAL 29 DAY WHERE driver_id = @Id", new { young.Id });
        var place = api.NewPlace();
        var asked = await api.OnlineDriverAsync(place);
        await api.OfferAsync(asked, await api.AcceptedOrderAsync(place));

        await api.Services.GetRequiredService<RetentionSweeper>().SweepAsync(CancellationToken.None);
        var left = await api.QueryAsync<Guid>("SELECT driver_id FROM offers ORDER BY created_at");
        Assert.Equal([young.Id, asked.Id], left.OrderBy(id => id == asked.Id));
    }
}
