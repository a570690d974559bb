using System.Net;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;

namespace FoodDelivery.DeliveryService.Tests;

/// <summary>At the counter, in need of help, and what was brought.</summary>
public sealed class DriversDay(DeliveryApi api) : IClassFixture<DeliveryApi>
{
    [Fact]
    public async Task What_is_in_the_bag_the_driver_sees_and_nobody_else()
    {
        var (order, driver, id) = await api.CarriedAsync();
        var item = Assert.Single((await driver.Client.GetAsync($"/api/v1/deliveries/{id}").ShouldBe(HttpStatusCode.OK))["items"]!.AsArray())!;
        Assert.Equal(("Margherita", 2), (item.Text("name"), item["quantity"]!.GetValue<int>()));
        Assert.Null((await order.Customer.GetAsync($"/api/v1/deliveries/{id}").ShouldBe(HttpStatusCode.OK))["items"]);
    }

    [Fact]
    public async Task Who_says_to_have_arrived_while_far_away_is_marked_for_ops()
    {
        var (order, driver, id) = await api.CarriedAsync();
        Assert.Null((await UnfinishedAsync(id))["pickupMetresOff"]);
        api.Clock.Advance(TimeSpan.FromMinutes(2));
        await api.MoveAsync(driver, DeliveryApi.North(order.Pickup, 350));
        await DeliveryApi.StepAsync(driver, id, "arrive-pickup").ShouldBe(HttpStatusCode.OK);
        Assert.InRange((await UnfinishedAsync(id))["pickupMetresOff"]!.GetValue<int>(), 345, 355);
        await DeliveryApi.StepAsync(driver, id, "pick-up").ShouldBe(HttpStatusCode.OK);
        // Nothing is said of a place that is not known any more.
        api.Clock.Advance(TimeSpan.FromMinutes(2));
        await DeliveryApi.StepAsync(driver, id, "arrive-dropoff").ShouldBe(HttpStatusCode.OK);
        Assert.Null((await UnfinishedAsync(id))["dropoffMetresOff"]);

        var (near, close, other) = await api.CarriedAsync();
        api.Clock.Advance(TimeSpan.FromMinutes(2));
        await api.MoveAsync(close, DeliveryApi.North(near.Pickup, 250));
        await DeliveryApi.StepAsync(close, other, "arrive-pickup").ShouldBe(HttpStatusCode.OK);
        Assert.Null((await UnfinishedAsync(other))["pickupMetresOff"]);
    }

    [Fact]
    public async Task The_first_look_of_a_driver_at_the_customers_phone_is_logged()
    {
        var (order, driver, id) = await api.CarriedAsync();
        Assert.Equal(0, await LooksAsync(id, driver));
        await DeliveryApi.StepAsync(driver, id, "arrive-pickup").ShouldBe(HttpStatusCode.OK);
        for (var i = 0; i < 3; i++) await driver.Client.GetAsync($"/api/v1/deliveries/{id}").ShouldBe(HttpStatusCode.OK);
        await order.Customer.GetAsync($"/api/v1/deliveries/{id}").ShouldBe(HttpStatusCode.OK);
        Assert.Equal(1, await LooksAsync(id, driver));
        await DeliveryApi.StepAsync(driver, id, "pick-up").ShouldBe(HttpStatusCode.OK);
        var next = await api.OnlineDriverAsync(order.Pickup);
        await api.OpsAsync(id, "transfer", new { driverId = next.Id, reason = "Flat tyre" }).ShouldBe(HttpStatusCode.OK);
        Assert.Equal(0, await LooksAsync(id, next));
        for (var i = 0; i < 2; i++) await next.Client.GetAsync($"/api/v1/deliveries/{id}").ShouldBe(HttpStatusCode.OK);
        Assert.Equal((1, 1), (await LooksAsync(id, driver), await LooksAsync(id, next)));
    }

    [Fact]
    public async Task What_customers_said_of_the_deliveries_the_driver_and_ops_see_as_an_average()
    {
        var driver = await api.ApprovedDriverAsync();
        Assert.Null((await MeAsync(driver))["rating"]);
        var (first, second) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await RateAsync(first, 1, driver.Id, 2, null);
        await RateAsync(second, 1, driver.Id, 4, null);
        Assert.Equal((3, 2), Rating(await MeAsync(driver)));
        // Said otherwise, and then not said any more; of food alone nothing counts.
        await RateAsync(first, 2, driver.Id, 5, 2);
        Assert.Equal((4.5, 2), Rating(await MeAsync(driver)));
        await RateAsync(first, 3, driver.Id, null, 5);
        await RateAsync(Guid.CreateVersion7(), 1, driver.Id, null, null);
        await RateAsync(Guid.CreateVersion7(), 1, null, null, null);
        Assert.Equal((4, 1), Rating(await MeAsync(driver)));
        var shown = await Eventually.GetAsync(() => FindAsync(driver.Id), "ops see the driver");
        Assert.Equal((4, 1), Rating(shown));
        Assert.Empty(await api.QueryAsync<string>("SELECT reason FROM dead_letters"));
    }

    private static Task<System.Text.Json.Nodes.JsonNode> MeAsync(TestDriver driver) => driver.Client.GetAsync("/api/v1/drivers/me").ShouldBe(HttpStatusCode.OK);

    private static (double, int) Rating(System.Text.Json.Nodes.JsonNode driver) => (driver["rating"]!["average"]!.GetValue<double>(), driver["rating"]!["count"]!.GetValue<int>());

    private Task RateAsync(Guid order, int seq, Guid? driver, int? delivery, int? before) =>
        api.DeliverAsync(order, seq, new OrderRatedV1(order, Guid.NewGuid(), Guid.NewGuid(), "7KQ2MX", driver, 5, delivery, seq == 1 ? null : 5, before));

    private async Task<System.Text.Json.Nodes.JsonNode?> FindAsync(Guid driver)
    {
        for (var cursor = ""; ;)
        {
            var page = await api.Ops.GetAsync($"/api/v1/ops/delivery/drivers?limit=100{cursor}").ShouldBe(HttpStatusCode.OK);
            if (page["items"]!.AsArray().FirstOrDefault(one => one!.Id() == driver) is { } found) return found;
            if (page["nextCursor"] is not { } next) return null;
            cursor = $"&cursor={next.GetValue<string>()}";
        }
    }

    [Fact]
    public async Task A_driver_takes_another_vehicle()
    {
        var (_, driver, id) = await api.CarriedAsync();
        var me = await driver.Client.PutJsonAsync("/api/v1/drivers/me/vehicle", new { vehicle = "car" }).ShouldBe(HttpStatusCode.OK);
        Assert.Equal(("car", id), (me.Text("vehicle"), me.Id("activeDeliveryId")));
        Assert.Equal("car", (await driver.Client.GetAsync("/api/v1/drivers/me").ShouldBe(HttpStatusCode.OK)).Text("vehicle"));
        await driver.Client.PutJsonAsync("/api/v1/drivers/me/vehicle", new { vehicle = "rocket" }).ShouldBe(HttpStatusCode.BadRequest);
        await api.ClientFor(Guid.NewGuid(), Roles.Driver).PutJsonAsync("/api/v1/drivers/me/vehicle", new { vehicle = "car" })
            .ShouldBeProblem(HttpStatusCode.Conflict, "driver_not_approved");
    }

    private async Task<System.Text.Json.Nodes.JsonNode> UnfinishedAsync(Guid id) =>
        (await api.Ops.GetAsync("/api/v1/ops/delivery/deliveries?limit=100").ShouldBe(HttpStatusCode.OK))["items"]!.AsArray().Single(one => one!.Id() == id)!;

    private async Task<int> LooksAsync(Guid id, TestDriver driver) =>
        (await api.Ops.GetAsync($"/api/v1/ops/delivery/audit?subject={id}&actor={driver.Id}").ShouldBe(HttpStatusCode.OK))["items"]!.AsArray()
        .Count(act => act!.Text("action") == "delivery.seePhone");

    [Fact]
    public async Task A_wrong_code_at_the_counter_is_refused_and_the_right_one_however_written_is_not()
    {
        var (order, driver, id) = await api.CarriedAsync("atPickup");
        var code = (await driver.Client.GetAsync($"/api/v1/deliveries/{id}").ShouldBe(HttpStatusCode.OK)).Text("orderCode");
        await DeliveryApi.StepAsync(driver, id, "pick-up", new { code = "NOTIT1" }).ShouldBeProblem(HttpStatusCode.Conflict, "pickup_code_wrong");
        Assert.Equal("atPickup", await api.StatusAsync(order));
        await DeliveryApi.StepAsync(driver, id, "pick-up", new { code = code.ToLowerInvariant() }).ShouldBe(HttpStatusCode.OK);
        // A repeat is one, whatever it says.
        await DeliveryApi.StepAsync(driver, id, "pick-up", new { code = "NOTIT1" }).ShouldBe(HttpStatusCode.OK);
        Assert.Single(await api.PublishedAsync<DeliveryPickedUpV1>(order.Id));
    }

    [Fact]
    public async Task Whoever_asks_for_help_is_heard_and_goes_on()
    {
        var (order, driver, id) = await api.CarriedAsync("pickedUp");
        await DeliveryApi.StepAsync(driver, id, "help", new { kind = "vehicle", text = "Flat tyre" }).ShouldBe(HttpStatusCode.OK);
        // Pressed again in the same minute it is the same call.
        await DeliveryApi.StepAsync(driver, id, "help", new { kind = "vehicle" }).ShouldBe(HttpStatusCode.OK);
        var asked = Assert.Single(await api.PublishedAsync<DeliveryHelpRequestedV1>(order.Id));
        Assert.Equal(("vehicle", "Flat tyre", driver.Id), (asked.Kind, asked.Text, asked.DriverId));
        var row = (await api.Ops.GetAsync("/api/v1/ops/delivery/deliveries?limit=100").ShouldBe(HttpStatusCode.OK))["items"]!.AsArray()
            .Single(one => one!.Id() == id)!;
        Assert.Equal("vehicle", row["help"]!.Text("kind"));
        await DeliveryApi.StepAsync(driver, id, "arrive-dropoff").ShouldBe(HttpStatusCode.OK);

        await DeliveryApi.StepAsync(await api.ApprovedDriverAsync(), id, "help", new { kind = "other" }).ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
        await DeliveryApi.StepAsync(driver, id, "help", new { kind = "hunger" }).ShouldBeProblem(HttpStatusCode.BadRequest, "malformed_json");
        await DeliveryApi.HandOverAsync(driver, id).ShouldBe(HttpStatusCode.OK);
        await DeliveryApi.StepAsync(driver, id, "help", new { kind = "other" }).ShouldBeProblem(HttpStatusCode.Conflict, "delivery_state_conflict");
    }

    [Fact]
    public async Task What_a_driver_brought_is_his_alone_newest_first_with_the_tip_apart()
    {
        var place = api.NewPlace();
        var driver = await api.OnlineDriverAsync(place);
        var brought = new List<Guid>();
        for (var i = 0; i < 3; i++)
        {
            api.Clock.Advance(TimeSpan.FromSeconds(1)); // ids of one moment have no order
            var order = await api.AcceptedOrderAsync(place);
            var id = (await DeliveryApi.AcceptAsync(driver, await api.OfferAsync(driver, order)).ShouldBe(HttpStatusCode.OK)).Id();
            foreach (var step in new[] { "arrive-pickup", "pick-up", "arrive-dropoff" }) await DeliveryApi.StepAsync(driver, id, step).ShouldBe(HttpStatusCode.OK);
            await DeliveryApi.HandOverAsync(driver, id).ShouldBe(HttpStatusCode.OK);
            brought.Insert(0, id);
        }
        var first = await driver.Client.GetAsync("/api/v1/drivers/me/deliveries?limit=2").ShouldBe(HttpStatusCode.OK);
        var second = await driver.Client.GetAsync($"/api/v1/drivers/me/deliveries?limit=2&cursor={first.Text("nextCursor")}").ShouldBe(HttpStatusCode.OK);
        var items = first["items"]!.AsArray().Concat(second["items"]!.AsArray()).ToList();
        Assert.Equal(brought, items.Select(item => item!.Id()));
        Assert.Null(second["nextCursor"]);
        Assert.All(items, item =>
        {
            Assert.Equal("delivered", item!.Text("status"));
            Assert.InRange(item!["tip"]!["amount"]!.GetValue<long>(), 0, item["pay"]!["amount"]!.GetValue<long>());
        });
        Assert.Empty((await (await api.ApprovedDriverAsync()).Client.GetAsync("/api/v1/drivers/me/deliveries").ShouldBe(HttpStatusCode.OK))["items"]!.AsArray());
    }

    [Fact]
    public async Task Ops_see_who_drives_where_and_with_what()
    {
        var (_, driver, id) = await api.CarriedAsync("assigned");
        var found = await FindAsync("?online=true", driver.Id);
        Assert.Equal(id, found!.Id("deliveryId"));
        Assert.NotNull(found!["position"]);
        Assert.Null(await FindAsync("?online=false", driver.Id));
        Assert.NotNull(await FindAsync("", driver.Id));
        await driver.Client.GetAsync("/api/v1/ops/delivery/drivers").ShouldBe(HttpStatusCode.Forbidden);
    }

    private async Task<System.Text.Json.Nodes.JsonNode?> FindAsync(string query, Guid driver)
    {
        string? cursor = null;
        do
        {
            var page = await api.Ops.GetAsync(
                $"/api/v1/ops/delivery/drivers{query}{(query.Length == 0 ? "?" : "&")}limit=50{(cursor is null ? "" : $"&cursor={cursor}")}").ShouldBe(HttpStatusCode.OK);
            if (page["items"]!.AsArray().FirstOrDefault(one => one!.Id() == driver) is { } found) return found;
            cursor = page["nextCursor"]?.GetValue<string>();
        }
        while (cursor is not null);
        return null;
    }
}
