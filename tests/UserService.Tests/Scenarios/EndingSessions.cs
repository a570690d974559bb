using System.Net;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;

namespace FoodDelivery.UserService.Tests.Scenarios;

[Collection(UserApiCollection.Name)]
public sealed class EndingSessions(UserApi api)
{
    [Fact]
    public async Task Sessions_are_listed_with_what_the_device_said_it_is()
    {
        var (id, email) = await api.RegisterAsync();
        var phone = await LoginAsAsync(email, "FoodDelivery/2.1 (phone)");
        api.Clock.Advance(TimeSpan.FromMinutes(5));
        var laptop = await LoginAsAsync(email, "");
        api.Clock.Advance(TimeSpan.FromMinutes(1));
        await api.RefreshAsync(phone.Text("refreshToken"));

        var client = api.WithToken(laptop.Text("accessToken"));
        var list = (await client.GetAsync("/api/v1/users/me/sessions").ShouldBe(HttpStatusCode.OK))["items"]!.AsArray();
        Assert.Equal([null, "FoodDelivery/2.1 (phone)"], list.Select(session => session!["client"]?.GetValue<string>()));
        Assert.Equal([true, false], list.Select(session => session!["isCurrent"]!.GetValue<bool>()));
        Assert.Equal(TimeSpan.FromMinutes(6), list[1]!["lastUsedAt"]!.GetValue<DateTimeOffset>() - list[1]!["createdAt"]!.GetValue<DateTimeOffset>());
        Assert.Equal(list[0]!["createdAt"]!.ToJsonString(), list[0]!["lastUsedAt"]!.ToJsonString());

        var page = await client.GetAsync("/api/v1/users/me/sessions?limit=1").ShouldBe(HttpStatusCode.OK);
        var rest = await client.GetAsync($"/api/v1/users/me/sessions?limit=1&cursor={page.Text("nextCursor")}").ShouldBe(HttpStatusCode.OK);
        Assert.Equal(list[1]!["id"]!.ToJsonString(), Assert.Single(rest["items"]!.AsArray())!["id"]!.ToJsonString());
        Assert.NotEqual(Guid.Empty, id);
    }

    [Fact]
    public async Task One_session_ends_and_the_others_go_on()
    {
        var (client, _, email, tokens) = await api.LoggedInAsync();
        var other = await api.LoginAsync(email);
        var sessions = (await client.GetAsync("/api/v1/users/me/sessions").ShouldBe(HttpStatusCode.OK))["items"]!.AsArray();
        var id = sessions.Single(session => !session!["isCurrent"]!.GetValue<bool>())!.Id();

        // Somebody else's does not exist.
        var (stranger, _, _, _) = await api.LoggedInAsync();
        await stranger.DeleteAsync($"/api/v1/users/me/sessions/{id}").ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
        await client.DeleteAsync($"/api/v1/users/me/sessions/{id}").ShouldBe(HttpStatusCode.NoContent);
        await api.WithToken(other.Text("accessToken")).GetAsync("/api/v1/users/me").ShouldBe(HttpStatusCode.Unauthorized);
        await api.TryRefreshAsync(other.Text("refreshToken")).ShouldBe(HttpStatusCode.Unauthorized);
        await client.GetAsync("/api/v1/users/me").ShouldBe(HttpStatusCode.OK);
        await api.RefreshAsync(tokens.Text("refreshToken"));
        await client.DeleteAsync($"/api/v1/users/me/sessions/{id}").ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
        Assert.Single((await client.GetAsync("/api/v1/users/me/sessions").ShouldBe(HttpStatusCode.OK))["items"]!.AsArray());
    }

    [Fact]
    public async Task Logging_out_everywhere_ends_all_of_them()
    {
        var (client, id, email, tokens) = await api.LoggedInAsync();
        var other = await api.LoginAsync(email);
        await client.DeleteAsync("/api/v1/users/me/sessions").ShouldBe(HttpStatusCode.NoContent);
        foreach (var each in new[] { tokens, other })
        {
            await api.WithToken(each.Text("accessToken")).GetAsync("/api/v1/users/me").ShouldBe(HttpStatusCode.Unauthorized);
            await api.TryRefreshAsync(each.Text("refreshToken")).ShouldBeProblem(HttpStatusCode.Unauthorized, "invalid_refresh_token");
        }
        Assert.NotNull(Assert.Single(await api.PublishedAsync<AccessRevokedV1>(id)).Revision);
        await api.LoginAsync(email);
    }

    private async Task<System.Text.Json.Nodes.JsonNode> LoginAsAsync(string email, string device)
    {
        using var client = api.Anonymous();
        if (device.Length > 0) client.DefaultRequestHeaders.Add("User-Agent", device);
        return await client.PostJsonAsync("/api/v1/auth/login", new { email, password = UserApi.Password }).ShouldBe(HttpStatusCode.OK);
    }
}
