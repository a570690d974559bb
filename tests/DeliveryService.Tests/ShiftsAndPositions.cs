using System.Net;
using System.Text.Json.Nodes;
using FoodDelivery.Contracts;
using FoodDelivery.DeliveryService.Data;
using FoodDelivery.DeliveryService.Domain;
using FoodDelivery.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace FoodDelivery.DeliveryService.Tests;

public sealed class ShiftsAndPositions(DeliveryApi api) : IClassFixture<DeliveryApi>
{
    [Fact]
    public async Task Only_approved_drivers_work()
    {
        var id = Guid.NewGuid();
        var driver = new TestDriver(id, api.ClientFor(id, Roles.Driver));
        await driver.Client.GetAsync("/api/v1/drivers/me").ShouldBe(HttpStatusCode.NotFound);
        await driver.Client.PutJsonAsync("/api/v1/drivers/me/status", new { status = "online" }).ShouldBeProblem(HttpStatusCode.Conflict, "driver_not_approved");
        await driver.Client.PostJsonAsync("/api/v1/drivers/me/positions", Points((48, 16, 0))).ShouldBeProblem(HttpStatusCode.Conflict, "driver_not_approved");
        Assert.Empty((await driver.Client.GetAsync("/api/v1/drivers/me/offers").ShouldBe(HttpStatusCode.OK))["items"]!.AsArray());

        await api.DeliverAsync(id, 1, new DriverApprovedV1(id, "Alex", "scooter"));
        Assert.Equal("online", (await DeliveryApi.GoAsync(driver, "online")).Text("status"));
        Assert.Equal("online", (await DeliveryApi.GoAsync(driver, "online")).Text("status"));
        Assert.Equal("scooter", (await driver.Client.GetAsync("/api/v1/drivers/me").ShouldBe(HttpStatusCode.OK)).Text("vehicle"));
        await driver.Client.PutJsonAsync("/api/v1/drivers/me/status", new { status = "busy" }).ShouldBe(HttpStatusCode.BadRequest);
        await DeliveryApi.GoAsync(driver, "offline");
    }

    [Fact]
    public async Task A_suspended_driver_is_seen_until_the_delivery_has_ended()
    {
        var (order, driver, id) = await api.CarriedAsync("atDropoff");
        await api.DeliverAsync(driver.Id, 2, new DriverSuspendedV1(driver.Id, "documents"));
        await Upload(driver, true, (order.Pickup.Lat + 0.0001, order.Pickup.Lng, 1));
        Assert.Equal(order.Pickup.Lat + 0.0001, (await order.Customer.GetAsync($"/api/v1/deliveries/{id}").ShouldBe(HttpStatusCode.OK))["position"]!["lat"]!.GetValue<double>());
        await DeliveryApi.HandOverAsync(driver, id).ShouldBe(HttpStatusCode.OK);
        await driver.Client.PostJsonAsync("/api/v1/drivers/me/positions", Points((order.Pickup.Lat, order.Pickup.Lng, 2))).ShouldBeProblem(HttpStatusCode.Conflict, "driver_not_approved");
    }

    [Fact]
    public async Task Nobody_goes_offline_with_a_delivery()
    {
        var (_, driver, id) = await api.CarriedAsync();
        var problem = await driver.Client.PutJsonAsync("/api/v1/drivers/me/status", new { status = "offline" }).ShouldBeProblem(HttpStatusCode.Conflict, "driver_busy");
        Assert.Equal(id, problem.Id("deliveryId"));
    }

    [Fact]
    public async Task The_newest_point_wins_and_late_ones_are_ignored()
    {
        var driver = await OnlineAsync();
        await Upload(driver, true, (48.0010, 16, -10), (48.0020, 16, -5), (48.0000, 16, -20));
        Assert.Equal(48.002, await LatAsync(driver));
        await Upload(driver, false, (48.0005, 16, -6));
        await Upload(driver, false, (48.0020, 16, -5));
        await Upload(driver, false, (48.5, 16, -1));
        Assert.Equal(48.002, await LatAsync(driver));
        await Upload(driver, true, (48.0021, 16, 59));
        Assert.Equal(48.0021, await LatAsync(driver));
    }

    [Theory]
    [InlineData(86, 16, 0, "/points/0/lat")]
    [InlineData(-86, 16, 0, "/points/0/lat")]
    [InlineData(48, 181, 0, "/points/0/lng")]
    [InlineData(48, 16, 61, "/points/0/at")]
    [InlineData(48, 16, -86_401, "/points/0/at")]
    [InlineData(48, 16, -2_000_000_000, "/points/0/at")]
    public async Task Impossible_points_are_refused(double lat, double lng, int seconds, string pointer)
    {
        var driver = await OnlineAsync();
        var problem = await driver.Client.PostJsonAsync("/api/v1/drivers/me/positions", Points((lat, lng, seconds))).ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
        Assert.Equal(pointer, problem["errors"]![0]!.Text("pointer"));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(48.54, 16)]
    public async Task A_false_first_place_gives_way_to_true_ones_that_agree(double lat, double lng)
    {
        var driver = await OnlineAsync();
        await Upload(driver, true, (lat, lng, -20));
        await ShouldNotTake(driver, "outOfReach", (48.0000, 16, -15));
        await ShouldNotTake(driver, "notNewer", (48.0000, 16, -15));
        await ShouldNotTake(driver, "outOfReach", (48.0001, 16, -10));
        await Upload(driver, true, (48.0002, 16, -5));
        Assert.Equal(48.0002, await LatAsync(driver));
        await Upload(driver, true, (48.0003, 16, 0));
    }

    [Fact]
    public async Task False_places_that_do_not_agree_replace_nothing()
    {
        var driver = await OnlineAsync();
        await Upload(driver, true, (48, 16, -30));
        foreach (var i in Enumerable.Range(1, 6)) await ShouldNotTake(driver, "outOfReach", (10 * i, 16, i - 30));
        Assert.Equal(48, await LatAsync(driver));
        await Upload(driver, true, (48.0001, 16, -20));
        foreach (var seconds in new[] { -19, -18 }) await ShouldNotTake(driver, "outOfReach", (50, 16, seconds));
        // A true one between false ones begins the count anew.
        await Upload(driver, true, (48.0002, 16, -17));
        await ShouldNotTake(driver, "outOfReach", (50, 16, -16));
    }

    [Fact]
    public async Task Going_online_begins_anew()
    {
        var driver = await OnlineAsync();
        await Upload(driver, true, (48, 16, 0));
        // The place was not erased: Redis was away, or another replica was slower.
        await api.ExecuteAsync("UPDATE drivers SET status = 'offline' WHERE id = @Id", new { driver.Id });
        await DeliveryApi.GoAsync(driver, "online");
        await Upload(driver, true, (10, 16, 1));
        await DeliveryApi.GoAsync(driver, "online");
        Assert.Equal(10, await LatAsync(driver));
    }

    [Fact]
    public async Task A_point_of_another_time_is_left_out_and_the_others_count()
    {
        var driver = await OnlineAsync();
        await Upload(driver, true, (48.0010, 16, -5), (50, 16, 3600), (50, 16, -90_000));
        Assert.Equal(48.001, await LatAsync(driver));
    }

    [Fact]
    public async Task One_to_twenty_points()
    {
        var driver = await OnlineAsync();
        await driver.Client.PostJsonAsync("/api/v1/drivers/me/positions", Points()).ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
        await driver.Client.PostJsonAsync("/api/v1/drivers/me/positions", Points([.. Enumerable.Range(0, 21).Select(i => (48.0, 16.0, -i))])).ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
        await driver.Client.PostJsonAsync("/api/v1/drivers/me/positions", Points([.. Enumerable.Range(0, 20).Select(i => (48.0, 16.0, -i))])).ShouldBe(HttpStatusCode.Accepted);
        await driver.Client.PostJsonAsync("/api/v1/drivers/me/positions", Points((48, 16, -86_400))).ShouldBe(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task Parallel_uploads_keep_the_newest()
    {
        var driver = await OnlineAsync();
        await Task.WhenAll(Enumerable.Range(1, 20).Select(i => driver.Client.PostJsonAsync("/api/v1/drivers/me/positions", Points((48 + i * 0.0001, 16, i - 30)))));
        Assert.Equal(48.002, await LatAsync(driver));
    }

    [Fact]
    public async Task What_another_replica_did_with_a_place_counts()
    {
        var other = ActivatorUtilities.CreateInstance<PositionStore>(api.Services);
        var driver = await OnlineAsync();
        await Upload(driver, true, (48.0010, 16, -30));
        Assert.NotNull((await other.MoveAsync(driver.Id, [new Position(48.0020, 16, api.Clock.GetUtcNow().AddSeconds(-10))], api.Clock.GetUtcNow(), default)).Moved);
        await Upload(driver, false, (48.0015, 16, -20));
        Assert.Equal(48.002, await LatAsync(driver));
        await Upload(driver, true, (48.0030, 16, -5));
        await other.ForgetAsync(driver.Id, default);
        Assert.Null(await PlaceAsync(driver));
        // Nobody knows any more that this cannot be reached, nor that it is old.
        await Upload(driver, true, (49, 16, -40));
        Assert.Equal(49, await LatAsync(driver));
    }

    [Fact]
    public async Task Nobody_is_tracked_off_duty()
    {
        var driver = await api.ApprovedDriverAsync();
        await Upload(driver, false, (48, 16, 0));
        await DeliveryApi.GoAsync(driver, "online");
        await Upload(driver, true, (48, 16, 1));
        await DeliveryApi.GoAsync(driver, "offline");
        await Upload(driver, false, (48, 16, 2));
        Assert.Null(await PlaceAsync(driver));
    }

    [Fact]
    public async Task Who_is_suspended_is_forgotten_unless_an_order_is_carried()
    {
        var (free, (_, carrying, _)) = (await api.OnlineDriverAsync(api.NewPlace()), await api.CarriedAsync());
        foreach (var driver in new[] { free, carrying }) await api.DeliverAsync(driver.Id, 2, new DriverSuspendedV1(driver.Id, "documents"));
        await Eventually.IsTrueAsync(async () => await PlaceAsync(free) is null, "the free driver's place is erased");
        Assert.NotNull(await PlaceAsync(carrying));
    }

    [Fact]
    public async Task A_place_that_was_not_erased_is_erased_within_an_hour()
    {
        var (left, stays, (_, carrying, _)) = (await api.OnlineDriverAsync(api.NewPlace()), await api.OnlineDriverAsync(api.NewPlace()), await api.CarriedAsync());
        foreach (var driver in new[] { left, carrying }) await api.ExecuteAsync("UPDATE drivers SET status = 'offline' WHERE id = @Id", new { driver.Id });
        await api.Services.GetRequiredService<PositionEraser>().RunAsync(CancellationToken.None);
        Assert.Null(await PlaceAsync(left));
        Assert.NotNull(await PlaceAsync(stays));
        Assert.NotNull(await PlaceAsync(carrying));
    }

    private async Task<TestDriver> OnlineAsync()
    {
        var driver = await api.ApprovedDriverAsync();
        await DeliveryApi.GoAsync(driver, "online");
        return driver;
    }

    private object Points(params (double Lat, double Lng, int Seconds)[] points) =>
        new { points = points.Select(point => new { lat = point.Lat, lng = point.Lng, at = api.Clock.GetUtcNow().AddSeconds(point.Seconds) }).ToArray() };

    private async Task Upload(TestDriver driver, bool accepted, params (double Lat, double Lng, int Seconds)[] points)
    {
        var answer = await driver.Client.PostJsonAsync("/api/v1/drivers/me/positions", Points(points)).ShouldBe(HttpStatusCode.Accepted);
        Assert.Equal(accepted, answer["accepted"]!.GetValue<bool>());
    }

    private async Task ShouldNotTake(TestDriver driver, string reason, params (double Lat, double Lng, int Seconds)[] points)
    {
        var answer = await driver.Client.PostJsonAsync("/api/v1/drivers/me/positions", Points(points)).ShouldBe(HttpStatusCode.Accepted);
        Assert.Equal((false, reason), (answer["accepted"]!.GetValue<bool>(), answer.Text("reason")));
    }

    private static async Task<double> LatAsync(TestDriver driver) => (await PlaceAsync(driver))!["lat"]!.GetValue<double>();

    private static async Task<JsonNode?> PlaceAsync(TestDriver driver) => (await driver.Client.GetAsync("/api/v1/drivers/me").ShouldBe(HttpStatusCode.OK))["position"];
}
