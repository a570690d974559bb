using System.Net;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;

namespace FoodDelivery.UserService.Tests.Scenarios;

[Collection(UserApiCollection.Name)]
public sealed class ApprovingDrivers(UserApi api)
{
    [Fact]
    public async Task Each_change_is_one_event_in_sequence()
    {
        var (id, _) = await api.RegisterAsync("driver");
        var approved = await CommandAsync(id, "approve").ShouldBe(HttpStatusCode.OK);
        Assert.Equal(("approved", """["suspend"]"""), (approved.Text("status"), approved["allowedActions"]!.ToJsonString()));
        await CommandAsync(id, "approve").ShouldBe(HttpStatusCode.OK);
        await CommandAsync(id, "suspend").ShouldBe(HttpStatusCode.OK);
        await CommandAsync(id, "approve").ShouldBe(HttpStatusCode.OK);

        var events = await api.PublishedAsync(id);
        Assert.Equal(["user.registered.v1#1", "driver.approved.v1#2", "driver.suspended.v1#3", "driver.approved.v1#4"], events.Select(e => $"{e.Type}#{e.Sequence}"));
        Assert.Equal(new DriverApprovedV1(id, "Ada", "bike"), events[1].Payload<DriverApprovedV1>());
        Assert.Equal(new DriverSuspendedV1(id, "Licence expired"), events[2].Payload<DriverSuspendedV1>());
    }

    [Fact]
    public async Task An_applicant_cannot_be_suspended()
    {
        var (id, _) = await api.RegisterAsync("driver");
        var problem = await CommandAsync(id, "suspend").ShouldBeProblem(HttpStatusCode.Conflict, "driver_state_conflict");
        Assert.Equal(("applied", """["approve","refuse"]"""), (problem.Text("currentStatus"), problem["allowedActions"]!.ToJsonString()));
    }

    [Fact]
    public async Task Parallel_approvals_are_one()
    {
        var (id, _) = await api.RegisterAsync("driver");
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => CommandAsync(id, "approve").ShouldBe(HttpStatusCode.OK)));
        Assert.Equal(2, (await api.PublishedAsync(id)).Count);
    }

    [Fact]
    public async Task A_refusal_at_the_same_time_is_before_the_approval_or_too_late()
    {
        foreach (var round in RaceRounds.Usually(3))
        {
            var (id, _) = await api.RegisterAsync("driver");
            var answers = await Task.WhenAll(CommandAsync(id, "approve"), CommandAsync(id, "refuse"));
            Assert.Equal(HttpStatusCode.OK, answers[0].StatusCode);
            var refused = answers[1].StatusCode is HttpStatusCode.OK;
            if (!refused) await Task.FromResult(answers[1]).ShouldBeProblem(HttpStatusCode.Conflict, "driver_state_conflict");
            string[] decided = refused ? ["driver.refused.v1", "driver.approved.v1"] : ["driver.approved.v1"];
            Assert.Equal(["user.registered.v1", .. decided], (await api.PublishedAsync(id)).Select(e => e.Type));
        }
    }

    [Fact]
    public async Task Only_drivers_can_be_approved_and_only_by_ops()
    {
        var (customer, _) = await api.RegisterAsync();
        var (driver, _) = await api.RegisterAsync("driver");
        await CommandAsync(customer, "approve").ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
        await CommandAsync(Guid.NewGuid(), "approve").ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
        await api.ClientFor(driver, "driver").PostJsonAsync($"/api/v1/ops/user/drivers/{driver}/approve").ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
        await api.Anonymous().PostJsonAsync($"/api/v1/ops/user/drivers/{driver}/approve").ShouldBe(HttpStatusCode.Unauthorized);
        await api.Ops().PostJsonAsync($"/api/v1/ops/user/drivers/{driver}/suspend", new { reason = "" }).ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Drivers_are_listed_by_status_page_by_page()
    {
        var ids = new List<Guid>();
        for (var i = 0; i < 3; i++)
        {
            api.Clock.Advance(TimeSpan.FromMilliseconds(1));
            ids.Add((await api.RegisterAsync("driver")).Id);
        }
        await CommandAsync(ids[1], "approve").ShouldBe(HttpStatusCode.OK);

        var first = await api.Ops().GetAsync("/api/v1/ops/user/drivers?status=applied&limit=1").ShouldBe(HttpStatusCode.OK);
        Assert.Equal(ids[2], Assert.Single(first["items"]!.AsArray())!.Id());
        var second = await api.Ops().GetAsync($"/api/v1/ops/user/drivers?status=applied&limit=1&cursor={first.Text("nextCursor")}").ShouldBe(HttpStatusCode.OK);
        Assert.Equal(ids[0], Assert.Single(second["items"]!.AsArray())!.Id());
        Assert.Equal(ids[1], (await api.Ops().GetAsync("/api/v1/ops/user/drivers?status=approved&limit=1").ShouldBe(HttpStatusCode.OK))["items"]![0]!.Id());

        await api.Ops().GetAsync("/api/v1/ops/user/drivers?status=unknown").ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
        await api.ClientFor(ids[0], "driver").GetAsync("/api/v1/ops/user/drivers").ShouldBe(HttpStatusCode.Forbidden);
    }

    private Task<HttpResponseMessage> CommandAsync(Guid id, string command) => api.Ops().PostJsonAsync(
        $"/api/v1/ops/user/drivers/{id}/{command}", command is "suspend" or "refuse" ? new { reason = "Licence expired" } : null);
}
