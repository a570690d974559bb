using System.Net;
using System.Text.Json.Nodes;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;

namespace FoodDelivery.ProductService.Tests.Scenarios;

/// <summary>A restaurant applies, and ops decide.</summary>
public sealed class Applying(ProductApi api) : IClassFixture<ProductApi>
{
    private readonly Guid applicant = Guid.CreateVersion7();

    private HttpClient Applicant => api.ClientFor(applicant, "customer");

    [Fact]
    public async Task Who_leaves_for_good_has_applied_for_nothing()
    {
        var application = await ApplyAsync().ShouldBe(HttpStatusCode.Created);
        var export = await api.ExportAsync(applicant);
        Assert.Equal(["applications"], export.Held());
        Assert.Equal("We open on the first.", export["applications"]![0]!.Text("message"));
        Assert.True((await api.EraseAsync(applicant)).IsFinished());
        Assert.Empty((await api.ExportAsync(applicant)).Held());
        await api.Ops.PostJsonAsync($"/api/v1/ops/product/applications/{application.Id()}/approve").ShouldBeProblem(HttpStatusCode.NotFound, "not_found");

        // As after restoring a backup: User has it done again.
        await ApplyAsync().ShouldBe(HttpStatusCode.Created);
        await api.ExecuteAsync("DELETE FROM erasures WHERE user_id = @applicant", new { applicant });
        await api.ClientForService("user").PutJsonAsync($"/internal/v1/people/{applicant}/erasure", new { requestedAt = api.Clock.GetUtcNow() }).ShouldBe(HttpStatusCode.NoContent);
        Assert.True((await api.EraseOnAsync(applicant)).IsFinished());
        Assert.Empty((await api.ExportAsync(applicant)).Held());
        await api.ClientForService("order").PutJsonAsync($"/internal/v1/people/{applicant}/erasure", new { requestedAt = api.Clock.GetUtcNow() }).ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Who_is_approved_gets_the_restaurant_and_becomes_its_owner_also_when_User_is_away_at_first()
    {
        var application = await ApplyAsync().ShouldBe(HttpStatusCode.Created);
        Assert.Equal("applied", application.Text("status"));
        await ApplyAsync().ShouldBeProblem(HttpStatusCode.Conflict, "application_pending");
        var waiting = await api.Ops.GetAsync("/api/v1/ops/product/applications?status=applied").ShouldBe(HttpStatusCode.OK);
        Assert.Contains(waiting["items"]!.AsArray(), one => one!.Id() == application.Id());

        var asked = 0;
        api.Others.On("PUT /internal/v1/restaurants/*", (_, _) => ++asked == 1 ? StubServices.Unreachable() : new HttpResponseMessage(HttpStatusCode.NoContent));
        var approved = await DecideAsync(application, "approve").ShouldBe(HttpStatusCode.OK);
        var again = await DecideAsync(application, "approve").ShouldBe(HttpStatusCode.OK);
        Assert.Equal(approved.ToJsonString(), again.ToJsonString());
        var restaurantId = Guid.Parse(approved.Text("restaurantId"));
        Assert.Equal("New Taverna", (await api.Anonymous().GetAsync($"/api/v1/restaurants/{restaurantId}").ShouldBe(HttpStatusCode.OK)).Text("name"));
        await Eventually.IsTrueAsync(async () =>
        {
            api.Clock.Advance(TimeSpan.FromMinutes(1));
            await api.SweepDeadlinesAsync();
            return (await api.QueryAsync<long>("SELECT COUNT(*) FROM deadlines"))[0] == 0;
        }, "User was asked until it answered");
        var call = api.Others.Calls.Last(one => one.Method == "PUT");
        Assert.Equal($"/internal/v1/restaurants/{restaurantId}/staff/{applicant}", call.PathAndQuery);
        Assert.Equal("""{"role":"owner","mustBeStaff":false}""", call.Body);
        Assert.Equal(new RestaurantApplicationDecidedV1(application.Id(), applicant, "New Taverna", true, restaurantId, null), Assert.Single(await api.PublishedAsync<RestaurantApplicationDecidedV1>(application.Id())));
        await DecideAsync(application, "refuse").ShouldBeProblem(HttpStatusCode.Conflict, "application_decided");
    }

    [Fact]
    public async Task Who_is_refused_learns_why_and_may_apply_again()
    {
        var application = await ApplyAsync().ShouldBe(HttpStatusCode.Created);
        for (var i = 0; i < 2; i++) Assert.Equal("Too far away", (await DecideAsync(application, "refuse").ShouldBe(HttpStatusCode.OK)).Text("reason"));
        Assert.Equal(new RestaurantApplicationDecidedV1(application.Id(), applicant, "New Taverna", false, null, "Too far away"), Assert.Single(await api.PublishedAsync<RestaurantApplicationDecidedV1>(application.Id())));
        await DecideAsync(application, "approve").ShouldBeProblem(HttpStatusCode.Conflict, "application_decided");
        api.Clock.Advance(TimeSpan.FromSeconds(1));
        await ApplyAsync().ShouldBe(HttpStatusCode.Created);
        var mine = await Applicant.GetAsync("/api/v1/restaurants/applications").ShouldBe(HttpStatusCode.OK);
        Assert.Equal(["applied", "refused"], mine["items"]!.AsArray().Select(one => one!.Text("status")));
        Assert.Empty((await api.ClientFor(Guid.NewGuid(), "customer").GetAsync("/api/v1/restaurants/applications").ShouldBe(HttpStatusCode.OK))["items"]!.AsArray());
        var trail = await api.Ops.GetAsync($"/api/v1/ops/product/audit-trail?subject={application.Id()}").ShouldBe(HttpStatusCode.OK);
        Assert.Equal("application.refuse", Assert.Single(trail["items"]!.AsArray())!.Text("action"));
    }

    [Fact]
    public async Task Of_two_decisions_at_once_one_counts()
    {
        api.Others.On("PUT /internal/v1/restaurants/*", (_, _) => new HttpResponseMessage(HttpStatusCode.NoContent));
        foreach (var round in RaceRounds.Usually(3))
        {
            var application = await ApplyAsync().ShouldBe(HttpStatusCode.Created);
            var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => DecideAsync(application, i % 2 == 0 ? "approve" : "refuse")));
            Assert.Equal(3, answers.Count(answer => answer.StatusCode == HttpStatusCode.OK));
            Assert.Single(await api.PublishedAsync<RestaurantApplicationDecidedV1>(application.Id()));
        }
    }

    [Fact]
    public async Task What_could_not_be_approved_cannot_be_applied_with_and_only_ops_decide()
    {
        var broken = Restaurant();
        broken["timeZone"] = "Mars/Base";
        await Applicant.PostJsonAsync("/api/v1/restaurants/applications", new JsonObject { ["restaurant"] = broken }.ToJsonString()).ShouldBe(HttpStatusCode.BadRequest);
        await api.Anonymous().PostJsonAsync("/api/v1/restaurants/applications", new { }).ShouldBe(HttpStatusCode.Unauthorized);
        var application = await ApplyAsync().ShouldBe(HttpStatusCode.Created);
        foreach (var act in new[] { "approve", "refuse" })
        {
            await Applicant.PostJsonAsync($"/api/v1/ops/product/applications/{application.Id()}/{act}", new { reason = "Mine" }).ShouldBe(HttpStatusCode.Forbidden);
        }
        await api.Ops.GetAsync("/api/v1/ops/product/applications?status=lost").ShouldBe(HttpStatusCode.BadRequest);
        await api.Ops.PostJsonAsync($"/api/v1/ops/product/applications/{Guid.NewGuid()}/refuse", new { reason = "Nobody" }).ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
    }

    private Task<HttpResponseMessage> ApplyAsync() => Applicant.PostJsonAsync(
        "/api/v1/restaurants/applications", new JsonObject { ["restaurant"] = Restaurant(), ["message"] = "We open on the first." }.ToJsonString());

    private static JsonObject Restaurant() => (JsonObject)JsonNode.Parse(
        """
        {"name":"New Taverna","cuisines":["greek"],"address":"Street 1","location":{"lat":48.2,"lng":11.6},"timeZone":"Europe/Berlin",
         "deliveryRadiusMeters":3000,"minimumOrder":{"amount":1000,"currency":"EUR"},"prepMinutes":15,"alwaysOpen":true}
        """)!;

    private Task<HttpResponseMessage> DecideAsync(JsonNode application, string act) => api.Ops.PostJsonAsync(
        $"/api/v1/ops/product/applications/{application.Id()}/{act}", act == "refuse" ? new { reason = "Too far away" } : null);
}
