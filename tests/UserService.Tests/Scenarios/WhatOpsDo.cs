using System.Net;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;

namespace FoodDelivery.UserService.Tests.Scenarios;

/// <summary>Has a host of its own: keys are rotated.</summary>
public sealed class WhatOpsDo : IDisposable
{
    private readonly UserApi api = new();

    public void Dispose() => api.Dispose();

    [Fact]
    public async Task Is_in_the_trail_with_who_what_to_whom_and_why()
    {
        var opsId = Guid.NewGuid();
        var ops = api.ClientFor(opsId, Roles.Ops);
        var (driver, _) = await api.RegisterAsync("driver");
        await ops.PostJsonAsync($"/api/v1/ops/user/drivers/{driver}/suspend", new { reason = "Too soon" }).ShouldBe(HttpStatusCode.Conflict);
        await ops.PostJsonAsync($"/api/v1/ops/user/drivers/{driver}/approve").ShouldBe(HttpStatusCode.OK);
        // Changes nothing, so nothing was done.
        await ops.PostJsonAsync($"/api/v1/ops/user/drivers/{driver}/approve").ShouldBe(HttpStatusCode.OK);
        await ops.PostJsonAsync($"/api/v1/ops/user/drivers/{driver}/suspend", new { reason = "Licence expired" }).ShouldBe(HttpStatusCode.OK);
        await ops.PutJsonAsync($"/api/v1/ops/user/users/{driver}/restaurants", new { restaurantIds = new[] { Guid.NewGuid() } }).ShouldBe(HttpStatusCode.OK);
        api.Clock.Advance(TimeSpan.FromMinutes(15));
        var keys = await ops.PostJsonAsync("/api/v1/ops/user/keys/rotate").ShouldBe(HttpStatusCode.OK);
        await ops.PostJsonAsync("/api/v1/ops/user/keys/rotate").ShouldBe(HttpStatusCode.Conflict);
        var (current, next) = (Guid.ParseExact(keys.Text("currentKid"), "N"), Guid.ParseExact(keys.Text("nextKid"), "N"));
        await ops.PostJsonAsync($"/api/v1/ops/user/keys/{next:N}/withdraw").ShouldBe(HttpStatusCode.OK);

        var trail = (await ops.GetAsync($"/api/v1/ops/user/audit?actor={opsId}").ShouldBe(HttpStatusCode.OK))["items"]!.AsArray();
        Assert.Equal(
            [
                ("signingKey.withdraw", next, null), ("signingKey.rotate", current, null), ("user.setRestaurants", driver, "1 restaurants"),
                ("driver.suspend", driver, "Licence expired"), ("driver.approve", driver, null),
            ],
            trail.Select(act => (act!.Text("action"), act!.Id("subject"), act!["reason"]?.GetValue<string>())));
        await api.ClientFor(driver, Roles.Driver).GetAsync("/api/v1/ops/user/audit").ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
    }
}
