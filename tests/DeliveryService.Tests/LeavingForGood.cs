using System.Net;
using FoodDelivery.BuildingBlocks;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace FoodDelivery.DeliveryService.Tests;

public sealed class LeavingForGood(DeliveryApi api) : IClassFixture<DeliveryApi>
{
    [Fact]
    public async Task A_driver_is_offline_and_asked_for_nothing_any_more()
    {
        var place = api.NewPlace();
        var driver = await api.OnlineDriverAsync(place);
        Assert.Equal(["driver", "position"], (await api.ExportAsync(driver.Id)).Held());
        var order = await api.AcceptedOrderAsync(place);
        await api.OfferAsync(driver, order);

        Assert.True((await api.EraseAsync(driver.Id, sequence: 2)).IsFinished());
        Assert.Equal([("", "bike", false, "offline")], await api.QueryAsync<(string, string, bool, string)>("SELECT first_name, vehicle, approved, status FROM drivers WHERE id = @Id", driver));
        await api.BecomesAsync(order, "searching");
        await api.RunMatcherAsync();
        Assert.Null(await api.OpenOfferAsync(driver));
        await Eventually.IsTrueAsync(async () => (await api.ExportAsync(driver.Id))["position"] is null, "the place is forgotten");
    }

    [Fact]
    public async Task Of_a_driver_Redis_keeps_neither_place_nor_the_last_of_a_shift_nor_the_mark_of_a_jump()
    {
        var driver = await api.ApprovedDriverAsync();
        foreach (var lat in new[] { 48, 52.5 })
        {
            await DeliveryApi.GoAsync(driver, "online");
            var points = new[] { new { lat, lng = 16.0, at = api.Clock.GetUtcNow() } };
            await driver.Client.PostJsonAsync("/api/v1/drivers/me/positions", new { points }).ShouldBe(HttpStatusCode.Accepted);
            await DeliveryApi.GoAsync(driver, "offline");
        }
        Assert.Equal(["left", "jumped"], await KeptAsync());
        Assert.True((await api.EraseAsync(driver.Id, sequence: 2)).IsFinished());
        await Eventually.IsTrueAsync(async () => (await KeptAsync()).Count == 0, "Redis has forgotten");

        async Task<IReadOnlyList<string>> KeptAsync()
        {
            var redis = api.Services.GetRequiredService<RedisConnection>();
            var settings = api.Services.GetRequiredService<IConfiguration>();
            string[] names = ["last", "announced", "left", "jumped"];
            var found = await Task.WhenAll(names.Select(name => redis.RunAsync(
                database => database.HashExistsAsync($"{settings["Redis:Prefix"]}delivery:{{drivers}}:{name}", driver.Id.ToString()), CancellationToken.None)));
            return [.. names.Zip(found).Where(pair => pair.Second).Select(pair => pair.First)];
        }
    }

    [Fact]
    public async Task What_is_at_the_counter_somebody_else_fetches()
    {
        var (order, driver, _) = await api.CarriedAsync("atPickup");
        Assert.True((await api.EraseAsync(driver.Id, sequence: 2)).IsFinished());
        Assert.Equal("searching", await api.StatusAsync(order));
    }

    [Fact]
    public async Task What_is_carried_is_brought_first_and_then_nobody_knows_by_whom()
    {
        var (order, driver, delivery) = await api.CarriedAsync("atDropoff");
        Assert.False((await api.EraseAsync(driver.Id, sequence: 2)).IsFinished());
        Assert.Equal([("Alex", false)], await api.QueryAsync<(string, bool)>("SELECT first_name, approved FROM drivers WHERE id = @Id", driver));
        await DeliveryApi.HandOverAsync(driver, delivery).ShouldBe(HttpStatusCode.OK);
        api.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.True((await api.EraseOnAsync(driver.Id)).IsFinished());
        Assert.Equal([""], await api.QueryAsync<string>("SELECT first_name FROM drivers WHERE id = @Id", driver));
        Assert.Equal("delivered", await api.StatusAsync(order));
        Assert.Equal(["driver", "carried", "offers"], (await api.ExportAsync(driver.Id)).Held());
        Assert.Equal(["audit_trail.actor_id", "deliveries.driver_id", "drivers.id", "offers.driver_id"], await Traces.OfIdAsync(api.ConnectionString, driver.Id));
    }

    [Fact]
    public async Task A_customer_is_brought_what_is_under_way_and_is_forgotten_then()
    {
        var (order, driver, delivery) = await api.CarriedAsync("atDropoff");
        Assert.Equal(DeliveryApi.Address, (await api.ExportAsync(order.CustomerId))["received"]![0]!.Text("address"));
        Assert.False((await api.EraseAsync(order.CustomerId)).IsFinished());
        await DeliveryApi.HandOverAsync(driver, delivery).ShouldBe(HttpStatusCode.OK);
        api.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.True((await api.EraseOnAsync(order.CustomerId)).IsFinished());
        Assert.Equal([0L], await api.QueryAsync<long>("SELECT COUNT(*) FROM dropoffs WHERE delivery_id = @delivery", new { delivery }));
        Assert.Equal([(order.Pickup.Lat, order.Pickup.Lng)], await api.QueryAsync<(double, double)>("SELECT area_lat, area_lng FROM deliveries WHERE id = @delivery", new { delivery }));
    }
}
