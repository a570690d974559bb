using System.Net;
using System.Text.Json.Nodes;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;

namespace FoodDelivery.UserService.Tests.Scenarios;

[Collection(UserApiCollection.Name)]
public sealed class AppointingStaff(UserApi api)
{
    private static readonly Guid Trattoria = Guid.NewGuid();
    private static readonly Guid Bistro = Guid.NewGuid();

    [Fact]
    public async Task Staff_get_role_and_restaurants_with_their_next_tokens_and_lose_them_again()
    {
        var (_, id, email, tokens) = await api.LoggedInAsync();
        var set = await SetAsync(id, Trattoria, Bistro, Trattoria).ShouldBe(HttpStatusCode.OK);
        Assert.Equal(email, set.Text("email"));
        Assert.Equal("customer, restaurant", Join(set["roles"]));

        var appointed = await api.TryRefreshAsync(tokens.Text("refreshToken")).ShouldBe(HttpStatusCode.OK);
        Assert.Equal($"customer, restaurant of {Trattoria}, {Bistro}", await ClaimsAsync(appointed));
        await SetAsync(id, Bistro).ShouldBe(HttpStatusCode.OK);
        var moved = await api.LoginAsync(email);
        Assert.Equal($"customer, restaurant of {Bistro}", await ClaimsAsync(moved));
        await SetAsync(id).ShouldBe(HttpStatusCode.OK);
        Assert.Equal("customer of ", await ClaimsAsync(await api.LoginAsync(email)));
    }

    [Fact]
    public async Task A_repeat_changes_nothing()
    {
        var (client, id, email, _) = await api.LoggedInAsync();
        await SetAsync(id, Trattoria, Bistro).ShouldBe(HttpStatusCode.OK);
        var before = (await client.GetAsync("/api/v1/users/me")).Headers.ETag!.Tag;
        var again = await SetAsync(id, Trattoria, Bistro).ShouldBe(HttpStatusCode.OK);
        Assert.Equal($"{Trattoria}, {Bistro}", Join(again["restaurantIds"]));
        Assert.Equal(before, (await client.GetAsync("/api/v1/users/me")).Headers.ETag!.Tag);
        await SetAsync(id).ShouldBe(HttpStatusCode.OK);
        client = api.WithToken((await api.LoginAsync(email)).Text("accessToken"));
        Assert.NotEqual(before, (await client.GetAsync("/api/v1/users/me")).Headers.ETag!.Tag);
    }

    [Fact]
    public async Task Ops_find_a_person_by_e_mail_address()
    {
        var (id, email) = await api.RegisterAsync();
        var found = await api.Ops().GetAsync($"/api/v1/ops/user/users?email=%20{email.ToUpperInvariant()}").ShouldBe(HttpStatusCode.OK);
        Assert.Equal(id, Assert.Single(found["items"]!.AsArray())!.Id());
        Assert.Empty((await api.Ops().GetAsync("/api/v1/ops/user/users?email=nobody@example.org").ShouldBe(HttpStatusCode.OK))["items"]!.AsArray());
        await api.Ops().GetAsync("/api/v1/ops/user/users").ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
    }

    [Fact]
    public async Task Nobody_but_ops_may_do_that()
    {
        var (id, email) = await api.RegisterAsync();
        foreach (var role in new[] { Roles.Customer, Roles.Driver, Roles.Restaurant })
        {
            var caller = api.ClientFor(id, role);
            await caller.PutJsonAsync(Path(id), new { restaurantIds = new[] { Trattoria } }).ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
            await caller.GetAsync($"/api/v1/ops/user/users?email={email}").ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
        }
        await api.Anonymous().PutJsonAsync(Path(id), new { restaurantIds = new[] { Trattoria } }).ShouldBe(HttpStatusCode.Unauthorized);
        Assert.Equal("customer of ", await ClaimsAsync(await api.LoginAsync(email)));
    }

    [Fact]
    public async Task Refusals()
    {
        var (id, _) = await api.RegisterAsync();
        await SetAsync(Guid.NewGuid(), Trattoria).ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
        await SetAsync(id, [.. Enumerable.Range(0, 51).Select(_ => Guid.NewGuid())]).ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
        await api.Ops().PutJsonAsync(Path(id), new { }).ShouldBeProblem(HttpStatusCode.BadRequest, "malformed_json");
        await SetAsync(id, [.. Enumerable.Range(0, 50).Select(_ => Guid.NewGuid())]).ShouldBe(HttpStatusCode.OK);
    }

    private Task<HttpResponseMessage> SetAsync(Guid id, params Guid[] restaurantIds) => api.Ops().PutJsonAsync(Path(id), new { restaurantIds });

    private static string Path(Guid id) => $"/api/v1/ops/user/users/{id}/restaurants";

    private static string Join(JsonNode? list) => string.Join(", ", list!.AsArray().Select(value => value!.GetValue<string>()));

    private async Task<string> ClaimsAsync(JsonNode tokens)
    {
        var token = await api.VerifyAsync(tokens.Text("accessToken"), "fooddelivery");
        string Values(string claim) => string.Join(", ", token.Claims.Where(c => c.Type == claim).Select(c => c.Value));
        return $"{Values("roles")} of {Values("restaurant_ids")}";
    }
}
