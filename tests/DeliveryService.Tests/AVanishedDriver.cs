using System.Net;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;

namespace FoodDelivery.DeliveryService.Tests;

public sealed class AVanishedDriver(DeliveryApi api) : IClassFixture<DeliveryApi>
{
    [Theory]
    [InlineData("assigned")]
    [InlineData("atPickup")]
    public async Task Loses_the_delivery_before_pick_up(string stage)
    {
        var (order, driver, id) = await api.CarriedAsync(stage);
        api.Clock.Advance(TimeSpan.FromMinutes(5));
        await api.SweepDeadlinesAsync();
        Assert.Equal("searching", await api.StatusAsync(order));
        await driver.Client.GetAsync($"/api/v1/deliveries/{id}").ShouldBe(HttpStatusCode.NotFound);

        var successor = await api.OnlineDriverAsync(order.Pickup);
        await DeliveryApi.AcceptAsync(successor, await api.OfferAsync(successor, order)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Is_one_who_was_not_heard_of_for_five_minutes_and_not_one_who_rides_long()
    {
        var (order, driver, _) = await api.CarriedAsync();
        for (var i = 0; i < 3; i++)
        {
            api.Clock.Advance(TimeSpan.FromMinutes(4));
            await api.MoveAsync(driver, order.Pickup);
            api.Clock.Advance(TimeSpan.FromMinutes(2));
            await api.SweepDeadlinesAsync();
            Assert.Equal("assigned", await api.StatusAsync(order));
        }
        api.Clock.Advance(TimeSpan.FromMinutes(3));
        await api.SweepDeadlinesAsync();
        Assert.Equal("searching", await api.StatusAsync(order));
    }

    [Fact]
    public async Task Is_not_one_of_whom_nothing_is_known()
    {
        var order = await api.AcceptedOrderAsync(api.NewPlace());
        var id = (await api.DeliveryAsync(order)).Id();
        await api.OpsAsync(id, "assign", new { driverId = (await api.ApprovedDriverAsync()).Id }).ShouldBe(HttpStatusCode.OK);
        await AsksAgainAsync(order, id, "assigned", after: 5);
    }

    [Theory]
    [InlineData("pickedUp")]
    [InlineData("atDropoff")]
    [InlineData("returning")]
    public async Task Is_a_matter_for_people_after_pick_up(string stage)
    {
        var (order, driver, id) = await api.CarriedAsync(stage is "returning" ? "atDropoff" : stage);
        if (stage is "returning")
        {
            await DeliveryApi.StepAsync(driver, id, "fail", new { reason = "refused" }).ShouldBe(HttpStatusCode.OK);
            await api.OpsAsync(id, "return").ShouldBe(HttpStatusCode.OK);
        }
        await AsksAgainAsync(order, id, stage, after: 30);
        await AsksAgainAsync(order, id, stage, after: 30);
    }

    [Fact]
    public async Task Leaves_the_order_to_ops_who_end_it()
    {
        var (order, driver, id) = await api.CarriedAsync("pickedUp");
        Assert.Equal("undeliverable", (await api.OpsAsync(id, "fail", new { reason = "unsafe" }).ShouldBe(HttpStatusCode.OK)).Text("status"));
        await api.OpsAsync(id, "fail", new { reason = "unsafe" }).ShouldBe(HttpStatusCode.OK);
        Assert.Equal("unsafe", (await api.PublishedAsync<DeliveryFailedV1>(order.Id)).Single().Reason);
        api.Clock.Advance(TimeSpan.FromMinutes(15));
        await api.SweepDeadlinesAsync();
        Assert.Equal("disposed", await api.StatusAsync(order));
        await DeliveryApi.GoAsync(driver, "offline");
    }

    [Fact]
    public async Task Is_found_in_the_list_of_what_has_not_ended()
    {
        const string Path = "/api/v1/ops/delivery/deliveries";
        var (stuck, driver, id) = await api.CarriedAsync("pickedUp");
        var (ended, carrier, endedId) = await api.CarriedAsync("atDropoff");
        await DeliveryApi.HandOverAsync(carrier, endedId).ShouldBe(HttpStatusCode.OK);
        api.Clock.Advance(TimeSpan.FromMinutes(20));
        var young = await api.AcceptedOrderAsync(api.NewPlace());

        var all = await ListAsync("");
        Assert.Contains(stuck.Id, all);
        Assert.Contains(young.Id, all);
        Assert.DoesNotContain(ended.Id, all);
        var old = await ListAsync("olderThanMinutes=20&status=pickedUp,atDropoff");
        Assert.Contains(stuck.Id, old);
        Assert.DoesNotContain(young.Id, old);
        Assert.DoesNotContain(stuck.Id, await ListAsync("olderThanMinutes=21"));

        var row = (await api.Ops.GetAsync($"{Path}?status=pickedUp&limit=100").ShouldBe(HttpStatusCode.OK))["items"]!.AsArray().Single(row => row!.Id() == id)!;
        Assert.Equal(driver.Id, row.Id("driverId"));
        Assert.Equal(["fail", "transfer"], row["allowedActions"]!.AsArray().Select(action => action!.GetValue<string>()));

        foreach (var wrong in new[] { "status=delivered", "status=lost", "olderThanMinutes=-1", "limit=0", "cursor=x" }) await api.Ops.GetAsync($"{Path}?{wrong}").ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
        await driver.Client.GetAsync(Path).ShouldBe(HttpStatusCode.Forbidden);

        async Task<IReadOnlyList<Guid>> ListAsync(string filter)
        {
            var rows = new List<(Guid Id, Guid OrderId)>();
            string? cursor = null;
            do
            {
                var page = await api.Ops.GetAsync($"{Path}?{filter}&limit=2&cursor={cursor}").ShouldBe(HttpStatusCode.OK);
                rows.AddRange(page["items"]!.AsArray().Select(row => (row!.Id(), row!.Id("orderId"))));
                cursor = page["nextCursor"]?.GetValue<string>();
            } while (cursor is not null);
            // Ids grow with time: strictly ascending means oldest first, and nothing twice.
            Assert.Equal(rows.Select(row => row.Id.ToString()).Distinct().Order(StringComparer.Ordinal), rows.Select(row => row.Id.ToString()));
            return [.. rows.Select(row => row.OrderId)];
        }
    }

    private async Task AsksAgainAsync(TestOrder order, Guid id, string status, int after)
    {
        api.Clock.Advance(TimeSpan.FromMinutes(after));
        await api.SweepDeadlinesAsync();
        Assert.Equal(status, await api.StatusAsync(order));
        Assert.Equal(
            [api.Clock.GetUtcNow().AddMinutes(after).UtcDateTime],
            await api.QueryAsync<DateTime>("SELECT due_at FROM deadlines WHERE aggregate_id = @id AND kind = 'delivery'", new { id }));
    }
}
