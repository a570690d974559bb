using System.Net;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;

namespace FoodDelivery.UserService.Tests.Scenarios;

/// <summary>Access tokens whose session or account is no longer what it was: refused here at once, and announced to everybody.</summary>
[Collection(UserApiCollection.Name)]
public sealed class TakingBackAccess(UserApi api)
{
    [Fact]
    public async Task After_a_logout_the_access_token_of_that_session_is_refused_and_no_other()
    {
        var (client, id, email, tokens) = await api.LoggedInAsync();
        var other = await api.LoginAsync(email);
        await LogoutAsync(tokens.Text("refreshToken"));
        await LogoutAsync(tokens.Text("refreshToken"));

        await client.GetAsync("/api/v1/users/me").ShouldBeProblem(HttpStatusCode.Unauthorized, "unauthenticated");
        await Me(other.Text("accessToken")).ShouldBe(HttpStatusCode.OK);
        var revoked = Assert.Single(await api.PublishedAsync<AccessRevokedV1>(id));
        Assert.Equal(await SessionAsync(tokens.Text("accessToken")), revoked.SessionId);
        Assert.Null(revoked.Revision);
    }

    [Fact]
    public async Task A_changed_password_refuses_every_token_from_before_and_none_from_after()
    {
        var (client, id, email, tokens) = await api.LoggedInAsync();
        var elsewhere = await api.LoginAsync(email);
        await client.PutJsonAsync("/api/v1/users/me/password", new { currentPassword = UserApi.Password, newPassword = "staple in the meadow" }).ShouldBe(HttpStatusCode.NoContent);

        foreach (var old in new[] { tokens, elsewhere }) await Me(old.Text("accessToken")).ShouldBe(HttpStatusCode.Unauthorized);
        // The clock stands still: the new token was made in the same instant as the change.
        await Me((await api.LoginAsync(email, "staple in the meadow")).Text("accessToken")).ShouldBe(HttpStatusCode.OK);
        Assert.NotNull(Assert.Single(await api.PublishedAsync<AccessRevokedV1>(id)).Revision);
    }

    [Fact]
    public async Task Who_is_no_longer_staff_goes_on_with_a_new_token_only()
    {
        var (client, id, _, tokens) = await api.LoggedInAsync();
        Guid first = Guid.NewGuid(), second = Guid.NewGuid();
        await AppointAsync(id, first, second);
        await client.GetAsync("/api/v1/users/me").ShouldBe(HttpStatusCode.OK);
        Assert.Empty(await api.PublishedAsync<AccessRevokedV1>(id));

        var staff = await api.TryRefreshAsync(tokens.Text("refreshToken")).ShouldBe(HttpStatusCode.OK);
        await AppointAsync(id, first);
        await Me(staff.Text("accessToken")).ShouldBe(HttpStatusCode.Unauthorized);
        var after = await api.TryRefreshAsync(staff.Text("refreshToken")).ShouldBe(HttpStatusCode.OK);
        await Me(after.Text("accessToken")).ShouldBe(HttpStatusCode.OK);

        await AppointAsync(id);
        await Me(after.Text("accessToken")).ShouldBe(HttpStatusCode.Unauthorized);
        var events = await api.PublishedAsync(id);
        Assert.Equal(Enumerable.Range(1, 3).Select(i => (long)i), events.Select(one => one.Sequence));
    }

    [Fact]
    public async Task A_stolen_refresh_token_takes_the_access_tokens_with_it()
    {
        var (client, id, _, tokens) = await api.LoggedInAsync();
        var second = await api.RefreshAsync(tokens.Text("refreshToken"));
        await api.RefreshAsync(second);
        await api.TryRefreshAsync(tokens.Text("refreshToken")).ShouldBeProblem(HttpStatusCode.Unauthorized, "refresh_token_reused");
        await client.GetAsync("/api/v1/users/me").ShouldBe(HttpStatusCode.Unauthorized);
        Assert.Single(await api.PublishedAsync<AccessRevokedV1>(id));
    }

    private Task<HttpResponseMessage> Me(string token) => api.WithToken(token).GetAsync("/api/v1/users/me");

    private Task LogoutAsync(string refreshToken) => api.Anonymous().PostJsonAsync("/api/v1/auth/logout", new { refreshToken }).ShouldBe(HttpStatusCode.NoContent);

    private Task AppointAsync(Guid id, params Guid[] restaurantIds) =>
        api.Ops().PutJsonAsync($"/api/v1/ops/user/users/{id}/restaurants", new { restaurantIds }).ShouldBe(HttpStatusCode.OK);

    private async Task<Guid> SessionAsync(string token) => Guid.Parse((await api.VerifyAsync(token, "fooddelivery")).GetClaim("sid").Value);
}
