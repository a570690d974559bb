using System.Net;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;

namespace FoodDelivery.ProductService.Tests.Scenarios;

/// <summary>What each role of a restaurant may do, and who decides about its staff.</summary>
public sealed class KeepingStaff(ProductApi api) : IClassFixture<ProductApi>
{
    private static readonly Guid Member = Guid.CreateVersion7();

    [Theory]
    [InlineData("kitchen", HttpStatusCode.Forbidden, HttpStatusCode.Forbidden)]
    [InlineData("manager", HttpStatusCode.OK, HttpStatusCode.Forbidden)]
    [InlineData("owner", HttpStatusCode.OK, HttpStatusCode.OK)]
    public async Task Each_role_may_do_what_it_is_for(string role, HttpStatusCode running, HttpStatusCode staff)
    {
        var pizzeria = await api.PizzeriaAsync();
        api.Others.On("GET /internal/v1/restaurants/*", new { staff = Array.Empty<object>(), invites = Array.Empty<object>() });
        var client = As(role, pizzeria.Id);
        var path = $"/api/v1/restaurants/{pizzeria.Id}";
        var item = pizzeria.Menu["categories"]![0]!["items"]![0]!.Id();
        await client.PutJsonAsync($"{path}/items/{item}/availability", new { available = false }).ShouldBe(HttpStatusCode.OK);
        await client.PatchJsonAsync(path, new { prepMinutes = 20 }).ShouldBe(running);
        await client.PostJsonAsync($"{path}/pause", new { reason = "Full" }).ShouldBe(running);
        await client.PostAsync($"{path}/resume", null).ShouldBe(running);
        await client.PutJsonAsync($"{path}/opening-hours", new { hours = Array.Empty<object>(), alwaysOpen = true }).ShouldBe(running);
        await client.PatchJsonAsync($"{path}/items/{item}", new { name = "Margherita" }).ShouldBe(running);
        await client.GetAsync($"{path}/staff").ShouldBe(staff);
        if (staff == HttpStatusCode.Forbidden) await client.GetAsync($"{path}/staff").ShouldBeProblem(HttpStatusCode.Forbidden, "role_not_allowed");
        // Another's does not exist, whatever somebody is at home.
        var another = await api.RestaurantAsync();
        await client.GetAsync($"/api/v1/restaurants/{another}/staff").ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
        await client.PatchJsonAsync($"/api/v1/restaurants/{another}", new { prepMinutes = 20 }).ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task A_token_that_names_no_role_for_a_restaurant_has_the_least()
    {
        var id = await api.RestaurantAsync();
        var client = api.WithToken(Token(id, $"{Guid.NewGuid()}:owner"));
        await client.PatchJsonAsync($"/api/v1/restaurants/{id}", new { prepMinutes = 20 }).ShouldBeProblem(HttpStatusCode.Forbidden, "role_not_allowed");
    }

    [Fact]
    public async Task An_owner_invites_changes_and_removes_and_User_is_asked_with_who_did_it()
    {
        var id = await api.RestaurantAsync("Trattoria Demo");
        var (owner, path, asked) = (As("owner", id), $"/api/v1/restaurants/{id}", $"/internal/v1/restaurants/{id}");
        var invite = new { id = Guid.CreateVersion7(), email = "ada@example.org", role = "kitchen", expiresAt = DateTimeOffset.UtcNow };
        api.Others.On($"POST {asked}/invites", invite);
        foreach (var call in new[] { $"PUT {asked}/staff/{Member}", $"DELETE {asked}/staff/{Member}", $"DELETE {asked}/invites/{invite.id}" })
        {
            api.Others.On(call, (_, _) => new HttpResponseMessage(HttpStatusCode.NoContent));
        }
        Assert.Equal(invite.id, (await owner.PostJsonAsync($"{path}/invites", new { email = "ada@example.org", role = "kitchen" }).ShouldBe(HttpStatusCode.OK)).Id());
        await owner.PutJsonAsync($"{path}/staff/{Member}", new { role = "manager" }).ShouldBe(HttpStatusCode.NoContent);
        await owner.DeleteAsync($"{path}/staff/{Member}").ShouldBe(HttpStatusCode.NoContent);
        await owner.DeleteAsync($"{path}/invites/{invite.id}").ShouldBe(HttpStatusCode.NoContent);
        var calls = api.Others.Calls.Where(call => call.PathAndQuery.StartsWith(asked, StringComparison.Ordinal)).ToList();
        Assert.Equal($$"""{"email":"ada@example.org","role":"kitchen","restaurantName":"Trattoria Demo","actor":"{{ProductApi.Someone}}"}""", calls[0].Body);
        Assert.Equal($$"""{"role":"manager","actor":"{{ProductApi.Someone}}","mustBeStaff":true}""", calls[1].Body);
        Assert.Equal($"{asked}/staff/{Member}?actor={ProductApi.Someone}", calls[2].PathAndQuery);

        await owner.PostJsonAsync($"{path}/invites", new { email = "nobody", role = "kitchen" }).ShouldBe(HttpStatusCode.BadRequest);
        await owner.PostJsonAsync($"{path}/invites", new { email = "ada@example.org", role = "chef" }).ShouldBe(HttpStatusCode.BadRequest);
        await api.Ops.GetAsync($"/api/v1/restaurants/{Guid.NewGuid()}/staff").ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
        await api.ClientFor(Member, "customer").GetAsync($"{path}/staff").ShouldBe(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData(HttpStatusCode.Conflict, "last_owner", HttpStatusCode.Conflict, "last_owner")]
    [InlineData(HttpStatusCode.NotFound, "not_found", HttpStatusCode.NotFound, "not_found")]
    [InlineData(HttpStatusCode.InternalServerError, "internal_error", HttpStatusCode.ServiceUnavailable, "dependency_unavailable")]
    public async Task What_User_refuses_is_refused_in_its_words(HttpStatusCode status, string code, HttpStatusCode expected, string expectedCode)
    {
        var id = await api.RestaurantAsync();
        api.Others.On($"DELETE /internal/v1/restaurants/{id}/staff/{Member}", new { code, detail = "Because." }, status);
        await api.Ops.DeleteAsync($"/api/v1/restaurants/{id}/staff/{Member}").ShouldBeProblem(expected, expectedCode);
    }

    private HttpClient As(string role, Guid restaurantId) => api.WithToken(Token(restaurantId, $"{restaurantId}:{role}"));

    private static string Token(Guid restaurantId, params string[] roles) => TestTokens.Sign(Authentication.PublicAudience, new()
    {
        ["sub"] = ProductApi.Someone.ToString(), ["roles"] = new[] { "restaurant" }, ["restaurant_ids"] = new[] { restaurantId.ToString() }, [StaffRights.Claim] = roles,
    });
}
