using System.Net;
using FoodDelivery.TestKit;

namespace FoodDelivery.UserService.Tests.Scenarios;

[Collection(UserApiCollection.Name)]
public sealed class ManagingMyAccount(UserApi api)
{
    [Fact]
    public async Task Name_and_phone_change_and_the_phone_can_go()
    {
        var (client, id, email, _) = await api.LoggedInAsync();
        var changed = await client.PatchJsonAsync("/api/v1/users/me", new { displayName = "Ada King", phone = "+49 30 1234" }).ShouldBe(HttpStatusCode.OK);
        Assert.Equal((id, email, "Ada King", "+49 30 1234"), (changed.Id(), changed.Text("email"), changed.Text("displayName"), changed.Text("phone")));
        var untouched = await client.PatchJsonAsync("/api/v1/users/me", new { displayName = "Ada" }).ShouldBe(HttpStatusCode.OK);
        Assert.Equal("+49 30 1234", untouched.Text("phone"));
        var removed = await client.PatchJsonAsync("/api/v1/users/me", new { phone = "" }).ShouldBe(HttpStatusCode.OK);
        Assert.Null(removed["phone"]);
        Assert.Empty(removed["restaurantIds"]!.AsArray());
    }

    [Theory]
    [InlineData("""{"roles":["ops"]}""")]
    [InlineData("""{"email":"other@example.org"}""")]
    [InlineData("""{"driverStatus":"approved"}""")]
    [InlineData("""{"displayName":""}""")]
    [InlineData("""{"displayName":"a\nb"}""")]
    [InlineData("""{"phone":"no number"}""")]
    public async Task Nothing_else_changes(string body) =>
        await api.ClientFor(Guid.NewGuid(), "customer").PatchJsonAsync("/api/v1/users/me", body).ShouldBe(HttpStatusCode.BadRequest);

    [Fact]
    public async Task A_change_based_on_an_old_state_is_refused()
    {
        var (client, _, _, _) = await api.LoggedInAsync();
        var etag = (await client.GetAsync("/api/v1/users/me")).Headers.ETag!.Tag;
        Task<HttpResponseMessage> Change(string ifMatch) => client.SendJsonAsync(HttpMethod.Patch, "/api/v1/users/me", new { displayName = "Ada King" }, ("If-Match", ifMatch));

        var changed = await Change($"W/{etag}");
        await changed.ShouldBe(HttpStatusCode.OK);
        var problem = await Change(etag).ShouldBeProblem(HttpStatusCode.PreconditionFailed, "precondition_failed");
        Assert.Equal(changed.Headers.ETag!.Tag, problem.Text("currentETag"));
        await Change("\"other\"").ShouldBe(HttpStatusCode.PreconditionFailed);
        await Change("*").ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task My_account_needs_a_token_and_an_account()
    {
        await api.Anonymous().GetAsync("/api/v1/users/me").ShouldBeProblem(HttpStatusCode.Unauthorized, "unauthenticated");
        await api.ClientFor(Guid.NewGuid(), "customer").GetAsync("/api/v1/users/me").ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
        await api.ClientFor(Guid.NewGuid(), "customer").PatchJsonAsync("/api/v1/users/me", new { displayName = "A" }).ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task A_new_password_ends_every_session()
    {
        var (client, _, email, tokens) = await api.LoggedInAsync();
        await client.PutJsonAsync("/api/v1/users/me/password", new { currentPassword = UserApi.Password, newPassword = "staple in the meadow" }).ShouldBe(HttpStatusCode.NoContent);
        await api.TryRefreshAsync(tokens.Text("refreshToken")).ShouldBeProblem(HttpStatusCode.Unauthorized, "invalid_refresh_token");
        await api.TryLoginAsync(email).ShouldBe(HttpStatusCode.Unauthorized);
        await api.LoginAsync(email, "staple in the meadow");
    }

    [Fact]
    public async Task The_current_password_must_be_right_and_the_new_one_good()
    {
        var (client, _, email, _) = await api.LoggedInAsync();
        Task<HttpResponseMessage> Change(string current, string next) => client.PutJsonAsync("/api/v1/users/me/password", new { currentPassword = current, newPassword = next });

        await Change(UserApi.Password, email).ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
        await Change(UserApi.Password, "short").ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
        for (var i = 0; i < 5; i++) await Change("not this one", "staple in the meadow").ShouldBeProblem(HttpStatusCode.BadRequest, "wrong_password");
        await Change(UserApi.Password, "staple in the meadow").ShouldBeProblem(HttpStatusCode.TooManyRequests, "login_throttled");
    }
}
