using FoodDelivery.TestKit;

namespace FoodDelivery.DeliveryService.Tests;

public sealed class ManySearches(DeliveryApi api) : IClassFixture<DeliveryApi>
{
    [Fact]
    public async Task Without_hope_do_not_keep_others_from_their_turn()
    {
        // Far from everybody, and older than the order that follows; doubled until there are more than one step takes.
        await api.AcceptedOrderAsync(api.NewPlace());
        for (var count = 1; count < 250; count *= 2)
        {
            await api.ExecuteAsync(
                """
                INSERT INTO deliveries (id, order_id, customer_id, restaurant_id, restaurant_name, status, version, pickup_lat, pickup_lng, area_lat, area_lng,
                    pay_amount, pay_currency, ready_by, dispatch_at, pickup_eta, dropoff_eta, search_no, round, round_started_at, created_at)
                SELECT UNHEX(LEFT(SHA2(RAND(), 256), 32)), UNHEX(LEFT(SHA2(RAND(), 256), 32)), customer_id, restaurant_id, restaurant_name, status, version, pickup_lat, pickup_lng, area_lat, area_lng,
                    pay_amount, pay_currency, ready_by, dispatch_at, pickup_eta, dropoff_eta, search_no, round, round_started_at, created_at FROM deliveries
                """);
        }
        api.Clock.Advance(TimeSpan.FromSeconds(1));
        var place = api.NewPlace();
        var driver = await api.OnlineDriverAsync(place);
        var order = await api.AcceptedOrderAsync(place);
        await api.OfferAsync(driver, order);
    }
}
