using System.Net;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;

namespace FoodDelivery.DeliveryService.Tests;

/// <summary>The customer wants the order left at the door: being there is the proof.</summary>
public sealed class LeftAtTheDoor(DeliveryApi api) : IClassFixture<DeliveryApi>
{
    private static readonly GeoPoint Door = new(48.2193, 16.3881);

    [Fact]
    public async Task At_most_a_hundred_metres_from_the_door()
    {
        var (order, driver, id) = await AtDoorAsync(leave: true);
        Assert.True((await driver.Client.GetAsync($"/api/v1/deliveries/{id}").ShouldBe(HttpStatusCode.OK))["dropoff"]!["leaveAtDoor"]!.GetValue<bool>());
        var problem = await LeaveAsync(driver, id, DeliveryApi.North(Door, 110)).ShouldBeProblem(HttpStatusCode.Conflict, "too_far_from_door");
        Assert.InRange(problem["metres"]!.GetValue<int>(), 108, 112);
        Assert.Equal("atDropoff", await api.StatusAsync(order));
        for (var i = 0; i < 2; i++) await LeaveAsync(driver, id, DeliveryApi.North(Door, 90)).ShouldBe(HttpStatusCode.OK);
        Assert.Equal("position", Assert.Single(await api.PublishedAsync<DeliveryDeliveredV1>(order.Id)).ProofType);
    }

    [Fact]
    public async Task By_the_last_position_when_none_is_sent_and_by_the_pin_all_the_same()
    {
        var (_, driver, id) = await AtDoorAsync(leave: true);
        api.Clock.Advance(TimeSpan.FromMinutes(2));
        await LeaveAsync(driver, id, null).ShouldBeProblem(HttpStatusCode.Conflict, "position_unknown");
        api.Clock.Advance(TimeSpan.FromHours(20));
        await api.MoveAsync(driver, Door);
        await LeaveAsync(driver, id, null).ShouldBe(HttpStatusCode.OK);

        var (order, other, otherId) = await AtDoorAsync(leave: true);
        await DeliveryApi.HandOverAsync(other, otherId).ShouldBe(HttpStatusCode.OK);
        Assert.Equal("pin", Assert.Single(await api.PublishedAsync<DeliveryDeliveredV1>(order.Id)).ProofType);
    }

    [Fact]
    public async Task Not_where_the_customer_wants_to_be_handed_it()
    {
        var (_, driver, id) = await AtDoorAsync(leave: false);
        await LeaveAsync(driver, id, Door).ShouldBeProblem(HttpStatusCode.Conflict, "pin_needed");
        await DeliveryApi.StepAsync(driver, id, "deliver", new { proof = new { type = "pin" } }).ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
        await DeliveryApi.StepAsync(driver, id, "deliver", new { proof = new { type = "position", lat = 48.2 } }).ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
    }

    [Fact]
    public async Task Not_before_the_driver_has_come_to_the_door()
    {
        var (_, driver, id) = await api.CarriedAsync("pickedUp");
        await LeaveAsync(driver, id, Door).ShouldBeProblem(HttpStatusCode.Conflict, "delivery_state_conflict");
    }

    private static Task<HttpResponseMessage> LeaveAsync(TestDriver driver, Guid id, GeoPoint? at) =>
        DeliveryApi.StepAsync(driver, id, "deliver", new { proof = new { type = "position", lat = at?.Lat, lng = at?.Lng } });

    private async Task<(TestOrder Order, TestDriver Driver, Guid Delivery)> AtDoorAsync(bool leave)
    {
        var place = api.NewPlace();
        var driver = await api.OnlineDriverAsync(place);
        var order = await api.AcceptedOrderAsync(place);
        if (leave) api.LeftAtDoor.Add(order.Id);
        var id = (await DeliveryApi.AcceptAsync(driver, await api.OfferAsync(driver, order)).ShouldBe(HttpStatusCode.OK)).Id();
        foreach (var action in new[] { "arrive-pickup", "pick-up", "arrive-dropoff" }) await DeliveryApi.StepAsync(driver, id, action).ShouldBe(HttpStatusCode.OK);
        return (order, driver, id);
    }
}
