using System.Net;
using System.Text.Json.Nodes;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;

namespace FoodDelivery.UserService.Tests.Scenarios;

/// <summary>Invitations, roles, and the last owner. Product asks, and has checked who may.</summary>
[Collection(UserApiCollection.Name)]
public sealed class JoiningStaff(UserApi api)
{
    private readonly Guid restaurant = Guid.CreateVersion7();

    private HttpClient Product => api.ClientForService("product");

    [Fact]
    public async Task Who_has_no_account_gets_one_of_staff_and_nothing_else()
    {
        var email = UserApi.NewEmail();
        var invite = await InviteAsync(email, "kitchen").ShouldBe(HttpStatusCode.OK);
        var mail = await api.ClientForService("notification").GetAsync($"/internal/v1/links/{invite.Id()}").ShouldBe(HttpStatusCode.OK);
        Assert.Equal(("invite", email, "Trattoria Demo", "kitchen"), (mail.Text("kind"), mail.Text("email"), mail["detail"]!.Text("restaurantName"), mail["detail"]!.Text("role")));
        var told = Assert.Single(await api.PublishedAsync<UserLinkRequestedV1>(invite.Id()));
        Assert.Equal(("invite", null), (told.Kind, told.AccountId));

        var token = mail.Text("token");
        await AcceptAsync(new { token }).ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
        await AcceptAsync(new { token, displayName = "Kim Cook" }).ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
        var account = await AcceptAsync(new { token, displayName = "Kim Cook", password = UserApi.Password, locale = "de" }).ShouldBe(HttpStatusCode.OK);
        Assert.Equal("""["restaurant"]""", account["roles"]!.ToJsonString());
        await AcceptAsync(new { token, displayName = "Eve", password = UserApi.Password }).ShouldBeProblem(HttpStatusCode.Gone, "link_used");

        var tokens = await api.LoginAsync(email);
        var claims = await api.VerifyAsync(tokens.Text("accessToken"), "fooddelivery");
        Assert.Equal($"{restaurant}:kitchen", claims.GetClaim(StaffRights.Claim).Value);
        var me = await api.WithToken(tokens.Text("accessToken")).GetAsync("/api/v1/users/me").ShouldBe(HttpStatusCode.OK);
        Assert.Equal($$"""[{"restaurantId":"{{restaurant}}","role":"kitchen"}]""", me["staff"]!.ToJsonString());
        Assert.True(me["emailVerified"]!.GetValue<bool>());
        var list = await ListAsync();
        Assert.Equal((email, "Kim Cook", "kitchen"), (Assert.Single(list["staff"]!.AsArray())!.Text("email"), list["staff"]![0]!.Text("displayName"), list["staff"]![0]!.Text("role")));
        Assert.Empty(list["invites"]!.AsArray());
    }

    [Fact]
    public async Task Who_has_an_account_keeps_it_and_becomes_staff_besides()
    {
        var (client, id, email, tokens) = await api.LoggedInAsync();
        await api.Anonymous().PostJsonAsync("/api/v1/auth/verify", new { token = await api.LinkTokenAsync(id, "emailVerification") }).ShouldBe(HttpStatusCode.NoContent);
        var token = await InvitedAsync(email, "manager");
        await AcceptAsync(new { token }).ShouldBe(HttpStatusCode.OK);
        var refreshed = await api.TryRefreshAsync(tokens.Text("refreshToken")).ShouldBe(HttpStatusCode.OK);
        var claims = await api.VerifyAsync(refreshed.Text("accessToken"), "fooddelivery");
        Assert.Equal(["customer", "restaurant"], claims.Claims.Where(claim => claim.Type == "roles").Select(claim => claim.Value));
        // Nothing was lost, so nothing was taken back.
        await client.GetAsync("/api/v1/users/me").ShouldBe(HttpStatusCode.OK);
        Assert.Empty(await api.PublishedAsync<AccessRevokedV1>(id));
    }

    [Fact]
    public async Task Who_registered_the_address_of_another_beforehand_does_not_become_staff_with_it()
    {
        var (thief, _, email, tokens) = await api.LoggedInAsync();
        var token = await InvitedAsync(email, "owner");
        await AcceptAsync(new { token }).ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
        await AcceptAsync(new { token, password = "staple in the meadow" }).ShouldBe(HttpStatusCode.OK);
        await thief.GetAsync("/api/v1/users/me").ShouldBe(HttpStatusCode.Unauthorized);
        await api.TryRefreshAsync(tokens.Text("refreshToken")).ShouldBe(HttpStatusCode.Unauthorized);
        await api.TryLoginAsync(email).ShouldBe(HttpStatusCode.Unauthorized);
        await api.LoginAsync(email, "staple in the meadow");
    }

    [Fact]
    public async Task An_invitation_is_replaced_and_taken_back()
    {
        var email = UserApi.NewEmail();
        var first = await InvitedAsync(email, "owner");
        var second = await InviteAsync(email, "kitchen").ShouldBe(HttpStatusCode.OK);
        await AcceptAsync(new { token = first, displayName = "Kim", password = UserApi.Password }).ShouldBeProblem(HttpStatusCode.Gone, "link_used");
        Assert.Equal(second.Id(), Assert.Single((await ListAsync())["invites"]!.AsArray())!.Id());
        var path = $"/internal/v1/restaurants/{restaurant}/invites/{second.Id()}";
        await Product.DeleteAsync($"/internal/v1/restaurants/{Guid.NewGuid()}/invites/{second.Id()}").ShouldBe(HttpStatusCode.NotFound);
        await Product.DeleteAsync(path).ShouldBe(HttpStatusCode.NoContent);
        await Product.DeleteAsync(path).ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
        await api.ClientForService("notification").GetAsync($"/internal/v1/links/{second.Id()}").ShouldBeProblem(HttpStatusCode.Gone, "link_used");
    }

    [Fact]
    public async Task Who_accepts_while_the_invitation_is_taken_back_is_staff_or_is_not()
    {
        foreach (var round in RaceRounds.Usually(3))
        {
            var invite = await InviteAsync(UserApi.NewEmail(), "kitchen").ShouldBe(HttpStatusCode.OK);
            var token = (await api.ClientForService("notification").GetAsync($"/internal/v1/links/{invite.Id()}").ShouldBe(HttpStatusCode.OK)).Text("token");
            var before = (await ListAsync())["staff"]!.AsArray().Count;
            var (accept, withdraw) = (AcceptAsync(new { token, displayName = "Kim", password = UserApi.Password }),
                Product.DeleteAsync($"/internal/v1/restaurants/{restaurant}/invites/{invite.Id()}"));
            var joined = (await accept).StatusCode is HttpStatusCode.OK;
            if (!joined) await accept.ShouldBeProblem(HttpStatusCode.Gone, "link_used");
            await withdraw.ShouldBe(joined ? HttpStatusCode.NotFound : HttpStatusCode.NoContent);
            Assert.Equal(before + (joined ? 1 : 0), (await ListAsync())["staff"]!.AsArray().Count);
        }
    }

    [Fact]
    public async Task Of_two_owners_who_are_removed_at_once_one_stays()
    {
        foreach (var round in RaceRounds.Usually(3))
        {
            var at = Guid.CreateVersion7();
            var owners = new[] { await OwnerAsync(at), await OwnerAsync(at) };
            var answers = await Task.WhenAll(owners.Select(owner => Product.DeleteAsync($"/internal/v1/restaurants/{at}/staff/{owner}?actor={Guid.NewGuid()}")));
            Assert.Equal([HttpStatusCode.NoContent, HttpStatusCode.Conflict], answers.Select(answer => answer.StatusCode).Order());
        }
    }

    [Fact]
    public async Task The_last_owner_cannot_go_even_when_both_go_at_once()
    {
        var (one, other) = (await OwnerAsync(), await OwnerAsync());
        var answers = await Task.WhenAll(RemoveAsync(one), RemoveAsync(other));
        Assert.Equal([HttpStatusCode.NoContent, HttpStatusCode.Conflict], answers.Select(answer => answer.StatusCode).Order());
        var left = Assert.Single((await ListAsync())["staff"]!.AsArray())!;
        var last = Guid.Parse(left.Text("userId"));
        await RemoveAsync(last).ShouldBeProblem(HttpStatusCode.Conflict, "last_owner");
        await AppointAsync(last, "manager").ShouldBeProblem(HttpStatusCode.Conflict, "last_owner");

        var next = await OwnerAsync();
        await AppointAsync(last, "kitchen").ShouldBe(HttpStatusCode.NoContent);
        // What they lost counts at once.
        Assert.NotEmpty(await api.PublishedAsync<AccessRevokedV1>(last));
        await RemoveAsync(last).ShouldBe(HttpStatusCode.NoContent);
        await RemoveAsync(last).ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
        await RemoveAsync(next).ShouldBeProblem(HttpStatusCode.Conflict, "last_owner");
        await AppointAsync((await api.RegisterAsync()).Id, "owner").ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task Staff_of_before_are_owners()
    {
        var (_, id, email, _) = await api.LoggedInAsync();
        // As the release before writes it, and a replica of it still may.
        await api.ExecuteAsync("UPDATE users SET restaurant_ids = @text, roles = 'customer,restaurant' WHERE id = @id", new { text = restaurant.ToString(), id });
        var claims = await api.VerifyAsync((await api.LoginAsync(email)).Text("accessToken"), "fooddelivery");
        Assert.Equal($"{restaurant}:owner", claims.GetClaim(StaffRights.Claim).Value);
    }

    [Fact]
    public async Task Only_Product_asks()
    {
        foreach (var other in new[] { api.ClientForService("order"), api.Ops(), api.ClientFor(Guid.NewGuid(), "restaurant", restaurant) })
        {
            await other.GetAsync($"/internal/v1/restaurants/{restaurant}/staff").ShouldBe(HttpStatusCode.Forbidden);
            await other.PutJsonAsync($"/internal/v1/restaurants/{restaurant}/staff/{Guid.NewGuid()}", new { role = "owner" }).ShouldBe(HttpStatusCode.Forbidden);
        }
    }

    private Task<Guid> OwnerAsync() => OwnerAsync(restaurant);

    private async Task<Guid> OwnerAsync(Guid at)
    {
        var (id, _) = await api.RegisterAsync();
        await Product.PutJsonAsync($"/internal/v1/restaurants/{at}/staff/{id}", new { role = "owner" }).ShouldBe(HttpStatusCode.NoContent);
        return id;
    }

    private Task<HttpResponseMessage> InviteAsync(string email, string role) => Product.PostJsonAsync(
        $"/internal/v1/restaurants/{restaurant}/invites", new { email, role, restaurantName = "Trattoria Demo", actor = Guid.NewGuid() });

    private async Task<string> InvitedAsync(string email, string role)
    {
        var invite = await InviteAsync(email, role).ShouldBe(HttpStatusCode.OK);
        return (await api.ClientForService("notification").GetAsync($"/internal/v1/links/{invite.Id()}").ShouldBe(HttpStatusCode.OK)).Text("token");
    }

    private Task<HttpResponseMessage> AcceptAsync(object request) => api.Anonymous().PostJsonAsync("/api/v1/auth/invites/accept", request);

    private Task<JsonNode> ListAsync() => Product.GetAsync($"/internal/v1/restaurants/{restaurant}/staff").ShouldBe(HttpStatusCode.OK);

    private Task<HttpResponseMessage> RemoveAsync(Guid userId) =>
        Product.DeleteAsync($"/internal/v1/restaurants/{restaurant}/staff/{userId}?actor={Guid.NewGuid()}");

    private Task<HttpResponseMessage> AppointAsync(Guid userId, string role) =>
        Product.PutJsonAsync($"/internal/v1/restaurants/{restaurant}/staff/{userId}", new { role, actor = Guid.NewGuid(), mustBeStaff = true });
}
