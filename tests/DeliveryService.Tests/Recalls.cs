using System.Net;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;

namespace FoodDelivery.DeliveryService.Tests;

/// <summary>Ops cancel an order that is on the way: it comes back.</summary>
public sealed class Recalls(DeliveryApi api) : IClassFixture<DeliveryApi>
{
    [Theory]
    [InlineData("pickedUp")]
    [InlineData("atDropoff")]
    [InlineData("undeliverable")]
    public async Task It_is_not_handed_over_any_more_and_the_restaurant_confirms_the_return(string step)
    {
        var (order, driver, id) = await api.CarriedAsync(step == "pickedUp" ? step : "atDropoff");
        if (step == "undeliverable") await DeliveryApi.StepAsync(driver, id, "fail", new { reason = "refused" }).ShouldBe(HttpStatusCode.OK);
        await CancelAsync(order);
        var seen = await driver.Client.GetAsync($"/api/v1/deliveries/{id}").ShouldBe(HttpStatusCode.OK);
        Assert.Equal(("returning", api.Clock.GetUtcNow()), (seen.Text("status"), seen["recalledAt"]!.GetValue<DateTimeOffset>()));
        Assert.Equal(["returned"], seen["allowedActions"]!.AsArray().Select(action => action!.GetValue<string>()));
        await DeliveryApi.HandOverAsync(driver, id).ShouldBeProblem(HttpStatusCode.Conflict, "delivery_recalled");
        await DeliveryApi.StepAsync(driver, id, "arrive-dropoff").ShouldBeProblem(HttpStatusCode.Conflict, "delivery_recalled");
        await order.Customer.PostJsonAsync($"/api/v1/deliveries/{id}/redeliver").ShouldBeProblem(HttpStatusCode.Conflict, "delivery_recalled");
        await order.Restaurant.PostJsonAsync($"/api/v1/deliveries/{id}/returned").ShouldBe(HttpStatusCode.OK);
        Assert.Equal(DeliveryReturningV1.OrderCancelled, Assert.Single(await api.PublishedAsync<DeliveryReturningV1>(order.Id)).Cause);
        Assert.Single(await api.PublishedAsync<DeliveryReturnedV1>(order.Id));
        await api.EventTypesAsync(order);
    }

    [Fact]
    public async Task Ops_may_have_it_disposed_of_instead()
    {
        var (order, driver, id) = await api.CarriedAsync("pickedUp");
        await CancelAsync(order);
        await DeliveryApi.StepAsync(driver, id, "dispose").ShouldBeProblem(HttpStatusCode.Conflict, "delivery_recalled");
        await api.OpsAsync(id, "dispose", new { reason = "Too far to come back" }).ShouldBe(HttpStatusCode.OK);
        Assert.Equal("disposed", await api.StatusAsync(order));
        Assert.Null((await driver.Client.GetAsync("/api/v1/drivers/me").ShouldBe(HttpStatusCode.OK))["activeDeliveryId"]);
    }

    [Fact]
    public async Task What_has_been_handed_over_stays_so()
    {
        var (order, driver, id) = await api.CarriedAsync("atDropoff");
        await DeliveryApi.HandOverAsync(driver, id).ShouldBe(HttpStatusCode.OK);
        await CancelAsync(order);
        Assert.Equal("delivered", await api.StatusAsync(order));
        Assert.Empty(await api.PublishedAsync<DeliveryReturningV1>(order.Id));
    }

    [Fact]
    public async Task The_recall_and_the_hand_over_at_once_end_in_one_of_two_whole_outcomes()
    {
        foreach (var round in RaceRounds.Usually(20))
        {
            var (order, driver, id) = await api.CarriedAsync("atDropoff");
            var handOver = DeliveryApi.HandOverAsync(driver, id);
            await Task.WhenAll(handOver, CancelAsync(order));
            var delivered = (await handOver).StatusCode is HttpStatusCode.OK;
            if (!delivered) await Task.FromResult(await handOver).ShouldBeProblem(HttpStatusCode.Conflict, "delivery_recalled");
            Assert.Equal(delivered ? "delivered" : "returning", await api.StatusAsync(order));
            Assert.Equal(delivered ? 0 : 1, (await api.PublishedAsync<DeliveryReturningV1>(order.Id)).Count);
        }
    }

    private Task CancelAsync(TestOrder order) => api.DeliverAsync(order.Id, 2, new OrderCancelRequestedV1(
        order.Id, order.CustomerId, order.RestaurantId, "ops", "Allergy, the customer rang", "inDelivery"));
}
