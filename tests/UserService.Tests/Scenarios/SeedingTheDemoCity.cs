using System.Net;
using FoodDelivery.TestKit;
using FoodDelivery.UserService.Seeding;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FoodDelivery.UserService.Tests.Scenarios;

/// <summary>Has a host of its own, started with a file of a small city.</summary>
public sealed class SeedingTheDemoCity : IDisposable
{
    private const string Customer = "019b76da-a800-75c7-810a-6b4d0ef3987a";
    private const string Driver = "019b76da-a800-74b0-a8dd-14ee9541d70e";
    private const string Applicant = "019b76da-a800-74b0-a8dd-14ee9541d70f";
    private const string Restaurant = "019b76da-a800-72e1-9410-32d44c32433e";
    private const string City = $$"""
        {
          "about": "A test", "city": { "name": "Nowhere" }, "restaurants": [],
          "users": [
            { "id": "{{Customer}}", "email": "Customer@demo.test", "displayName": "Demo Customer", "roles": ["customer"],
              "addresses": [{ "id": "019b76da-a800-78dd-98af-fd677bd00b04", "label": "Home", "address": "Birkenallee 46", "lat": 48.2, "lng": 11.6 }] },
            { "id": "{{Driver}}", "email": "driver@demo.test", "displayName": "Demo Driver", "roles": ["driver"], "vehicle": "scooter", "driverApproved": true },
            { "id": "{{Applicant}}", "email": "applicant@demo.test", "displayName": "Demo Applicant", "roles": ["driver"], "vehicle": "car" },
            { "id": "019b76da-a800-70d5-9936-0766710dab60", "email": "restaurant@demo.test", "displayName": "Demo Restaurant", "roles": ["restaurant"], "restaurantIds": ["{{Restaurant}}"] }
          ]
        }
        """;

    private readonly string file = Path.Combine(Path.GetTempPath(), $"city-{Guid.NewGuid():N}.json");
    private readonly UserApi api;

    public SeedingTheDemoCity()
    {
        File.WriteAllText(file, City);
        api = new UserApi(("Seed:File", file));
    }

    public void Dispose()
    {
        api.Dispose();
        File.Delete(file);
    }

    [Fact]
    public async Task Everybody_can_log_in_as_what_they_are()
    {
        var customer = api.WithToken((await api.LoginAsync("customer@demo.test", DemoSeeder.Password)).Text("accessToken"));
        Assert.Equal(Guid.Parse(Customer), (await customer.GetAsync("/api/v1/users/me").ShouldBe(HttpStatusCode.OK)).Id());
        Assert.Single((await customer.GetAsync("/api/v1/users/me/addresses").ShouldBe(HttpStatusCode.OK))["items"]!.AsArray());

        var token = await api.VerifyAsync((await api.LoginAsync("restaurant@demo.test", DemoSeeder.Password)).Text("accessToken"), "fooddelivery");
        Assert.Equal(Restaurant, Assert.Single(token.Claims, claim => claim.Type == "restaurant_ids").Value);

        Assert.Equal(["user.registered.v1#1", "driver.approved.v1#2"], await EventsAsync(Driver));
        Assert.Equal(["user.registered.v1#1"], await EventsAsync(Applicant));
        await api.Ops().PostJsonAsync($"/api/v1/ops/user/drivers/{Driver}/suspend", new { reason = "Test" }).ShouldBe(HttpStatusCode.OK);
        Assert.Equal("driver.suspended.v1#3", (await EventsAsync(Driver))[^1]);
    }

    [Fact]
    public async Task Seeding_again_changes_nothing_and_hashes_nothing()
    {
        var customer = api.ClientFor(Guid.Parse(Customer), "customer");
        await customer.PatchJsonAsync("/api/v1/users/me", new { displayName = "Renamed" }).ShouldBe(HttpStatusCode.OK);
        var seeder = api.Services.GetServices<IHostedService>().OfType<DemoSeeder>().Single();

        Assert.Equal(0, await UserApi.CountHashesAsync(() => seeder.StartAsync(CancellationToken.None)));
        Assert.Equal([(4L, 5L, 1L)], await api.QueryAsync<(long, long, long)>("SELECT (SELECT COUNT(*) FROM users), (SELECT COUNT(*) FROM outbox), (SELECT COUNT(*) FROM addresses)"));
        Assert.Equal("Renamed", (await customer.GetAsync("/api/v1/users/me").ShouldBe(HttpStatusCode.OK)).Text("displayName"));
    }

    private async Task<List<string>> EventsAsync(string id) => [.. (await api.PublishedAsync(Guid.Parse(id))).Select(e => $"{e.Type}#{e.Sequence}")];
}
