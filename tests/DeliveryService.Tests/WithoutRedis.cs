using System.Net;
using FoodDelivery.TestKit;

namespace FoodDelivery.DeliveryService.Tests;

/// <summary>The delivery service with no Redis to be reached.</summary>
public sealed class DeliveryApiWithoutRedis() : DeliveryApi(("ConnectionStrings:Redis", "127.0.0.1:1"));

public sealed class WithoutRedis(DeliveryApiWithoutRedis api) : IClassFixture<DeliveryApiWithoutRedis>
{
    [Fact]
    public async Task Only_positions_and_matching_wait()
    {
        var driver = await api.ApprovedDriverAsync();
        await DeliveryApi.GoAsync(driver, "online");
        await driver.Client.PostJsonAsync("/api/v1/drivers/me/positions", new { points = new[] { new { lat = 48.0, lng = 16.0, at = api.Clock.GetUtcNow() } } })
            .ShouldBeProblem(HttpStatusCode.ServiceUnavailable, "dependency_unavailable");
        var order = await api.AcceptedOrderAsync(api.NewPlace());
        var id = (await api.DeliveryAsync(order)).Id();

        await api.OpsAsync(id, "assign", new { driverId = driver.Id }).ShouldBe(HttpStatusCode.OK);
        api.Clock.Advance(TimeSpan.FromMinutes(6));
        await api.SweepDeadlinesAsync();
        Assert.Equal("assigned", await api.StatusAsync(order));
        foreach (var action in new[] { "arrive-pickup", "pick-up", "arrive-dropoff" }) await DeliveryApi.StepAsync(driver, id, action).ShouldBe(HttpStatusCode.OK);
        await DeliveryApi.HandOverAsync(driver, id).ShouldBe(HttpStatusCode.OK);
        await DeliveryApi.GoAsync(driver, "offline");
        Assert.Equal("delivered", await api.StatusAsync(order));
    }
}
