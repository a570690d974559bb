using System.Net;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;

namespace FoodDelivery.UserService.Tests.Scenarios;

/// <summary>What ops do to accounts, and refused drivers who try again.</summary>
[Collection(UserApiCollection.Name)]
public sealed class BlockingAccounts(UserApi api)
{
    private static readonly object Why = new { reason = "Stolen cards" };

    [Fact]
    public async Task An_account_is_found_by_address_and_by_id()
    {
        var (id, email) = await api.RegisterAsync();
        var found = await api.Ops().GetAsync($"/api/v1/ops/user/accounts?email={Uri.EscapeDataString(email.ToUpperInvariant())}").ShouldBe(HttpStatusCode.OK);
        var shown = await api.Ops().GetAsync($"/api/v1/ops/user/accounts/{id}").ShouldBe(HttpStatusCode.OK);
        Assert.Equal(shown.ToJsonString(), Assert.Single(found["items"]!.AsArray())!.ToJsonString());
        Assert.Equal((email, "Ada Lovelace"), (shown.Text("email"), shown.Text("displayName")));
        Assert.Null(shown["blockedAt"]);
        await api.Ops().GetAsync($"/api/v1/ops/user/accounts/{Guid.NewGuid()}").ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
        await api.ClientFor(id, "customer").GetAsync($"/api/v1/ops/user/accounts/{id}").ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Who_is_blocked_is_out_at_once_and_stays_out_until_ops_say_otherwise()
    {
        var (client, id, email, tokens) = await api.LoggedInAsync();
        await ResetAsync(email).ShouldBe(HttpStatusCode.Accepted);
        var link = await api.LinkTokenAsync(id, "passwordReset");
        for (var i = 0; i < 2; i++)
        {
            var blocked = await ActAsync(id, "block").ShouldBe(HttpStatusCode.OK);
            Assert.Equal("Stolen cards", blocked.Text("blockedReason"));
        }

        await client.GetAsync("/api/v1/users/me").ShouldBe(HttpStatusCode.Unauthorized);
        await api.TryRefreshAsync(tokens.Text("refreshToken")).ShouldBeProblem(HttpStatusCode.Unauthorized, "invalid_refresh_token");
        await api.TryLoginAsync(email).ShouldBeProblem(HttpStatusCode.Forbidden, "account_blocked");
        // Who does not know the password does not learn of it.
        await api.TryLoginAsync(email, "a wrong password").ShouldBeProblem(HttpStatusCode.Unauthorized, "invalid_credentials");
        await api.Anonymous().PostJsonAsync("/api/v1/auth/password-reset/confirm", new { token = link, newPassword = "staple in the meadow" }).ShouldBeProblem(HttpStatusCode.Gone, "link_used");
        await ResetAsync(email).ShouldBe(HttpStatusCode.Accepted);
        Assert.Empty(await api.QueryAsync<Guid>("SELECT id FROM links WHERE user_id = @id AND secret IS NOT NULL", new { id }));
        await ActAsync(id, "reset-link").ShouldBeProblem(HttpStatusCode.Conflict, "account_blocked");

        await ActAsync(id, "unblock").ShouldBe(HttpStatusCode.OK);
        await api.LoginAsync(email);
        Assert.Equal(["user.unblock", "user.block"], await ActsAsync(id));
        Assert.Single(await api.PublishedAsync<AccessRevokedV1>(id));
    }

    [Fact]
    public async Task A_login_that_is_under_way_does_not_outlive_a_block()
    {
        var (id, email) = await api.RegisterAsync();
        var logins = Enumerable.Range(0, 6).Select(_ => Task.Run(() => api.TryLoginAsync(email))).ToList();
        await ActAsync(id, "block").ShouldBe(HttpStatusCode.OK);
        await Task.WhenAll(logins);
        Assert.Equal([0L], await api.QueryAsync<long>("SELECT COUNT(*) FROM sessions WHERE user_id = @id AND revoked_at IS NULL", new { id }));
    }

    [Fact]
    public async Task A_blocked_driver_is_suspended_and_stays_so()
    {
        var (id, _) = await api.RegisterAsync("driver");
        await api.Ops().PostAsync($"/api/v1/ops/user/drivers/{id}/approve", null).ShouldBe(HttpStatusCode.OK);
        await ActAsync(id, "block").ShouldBe(HttpStatusCode.OK);
        Assert.Single(await api.PublishedAsync<DriverSuspendedV1>(id));
        Assert.Equal("suspended", (await ActAsync(id, "unblock").ShouldBe(HttpStatusCode.OK)).Text("driverStatus"));
    }

    [Fact]
    public async Task Nobody_blocks_themselves()
    {
        var me = Guid.NewGuid();
        await api.ClientFor(me, "ops").PostJsonAsync($"/api/v1/ops/user/accounts/{me}/block", Why).ShouldBeProblem(HttpStatusCode.Conflict, "own_account");
    }

    [Fact]
    public async Task Ops_log_somebody_out_and_send_a_link_that_they_do_not_see()
    {
        var (client, id, email, _) = await api.LoggedInAsync();
        await ActAsync(id, "log-out").ShouldBe(HttpStatusCode.NoContent);
        await client.GetAsync("/api/v1/users/me").ShouldBe(HttpStatusCode.Unauthorized);
        await api.LoginAsync(email);
        var answer = await ActAsync(id, "reset-link");
        Assert.Equal("", await answer.Content.ReadAsStringAsync());
        await Task.FromResult(answer).ShouldBe(HttpStatusCode.Accepted);
        Assert.Equal(email, (await api.LinkMailAsync(id, "passwordReset")).Text("email"));
        Assert.Equal(["user.sendResetLink", "user.logOut"], await ActsAsync(id));
        foreach (var act in new[] { "block", "unblock", "log-out", "reset-link" })
        {
            await api.Ops().PostJsonAsync($"/api/v1/ops/user/accounts/{Guid.NewGuid()}/{act}", Why).ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
            await client.PostJsonAsync($"/api/v1/ops/user/accounts/{id}/{act}", Why).ShouldBe(HttpStatusCode.Unauthorized);
            await api.ClientFor(Guid.NewGuid(), "customer").PostJsonAsync($"/api/v1/ops/user/accounts/{id}/{act}", Why).ShouldBe(HttpStatusCode.Forbidden);
        }
    }

    [Fact]
    public async Task A_refused_driver_learns_why_and_tries_again()
    {
        var (client, id, _, _) = await api.LoggedInAsync("driver");
        await Drive(client, "scooter").ShouldBe(HttpStatusCode.OK); // still applied: nothing to do but the vehicle
        var refused = await api.Ops().PostJsonAsync($"/api/v1/ops/user/drivers/{id}/refuse", new { reason = "The licence cannot be read" }).ShouldBe(HttpStatusCode.OK);
        Assert.Equal(("refused", "The licence cannot be read"), (refused.Text("status"), refused.Text("reason")));
        Assert.Equal("""["approve"]""", refused["allowedActions"]!.ToJsonString());
        Assert.Equal(new DriverRefusedV1(id, "The licence cannot be read"), Assert.Single(await api.PublishedAsync<DriverRefusedV1>(id)));
        var me = await client.GetAsync("/api/v1/users/me").ShouldBe(HttpStatusCode.OK);
        Assert.Equal(("refused", "The licence cannot be read"), (me.Text("driverStatus"), me.Text("driverReason")));

        var again = await Drive(client, "car").ShouldBe(HttpStatusCode.OK);
        Assert.Equal(("applied", "car"), (again.Text("driverStatus"), again.Text("vehicle")));
        Assert.Null(again["driverReason"]);
        await api.Ops().PostAsync($"/api/v1/ops/user/drivers/{id}/approve", null).ShouldBe(HttpStatusCode.OK);
        await api.Ops().PostJsonAsync($"/api/v1/ops/user/drivers/{id}/refuse", new { reason = "Too late" }).ShouldBeProblem(HttpStatusCode.Conflict, "driver_state_conflict");
        await Drive(client, "bike").ShouldBeProblem(HttpStatusCode.Conflict, "driver_state_conflict");
        var (customer, _, _, _) = await api.LoggedInAsync();
        await Drive(customer, "bike").ShouldBe(HttpStatusCode.Forbidden);
    }

    private static Task<HttpResponseMessage> Drive(HttpClient client, string vehicle) => client.PostJsonAsync("/api/v1/users/me/driver-application", new { vehicle });

    private Task<HttpResponseMessage> ActAsync(Guid id, string act) => api.Ops().PostJsonAsync($"/api/v1/ops/user/accounts/{id}/{act}", Why);

    private Task<HttpResponseMessage> ResetAsync(string email) => api.Anonymous().PostJsonAsync("/api/v1/auth/password-reset", new { email });

    private async Task<IEnumerable<string>> ActsAsync(Guid id) =>
        (await api.Ops().GetAsync($"/api/v1/ops/user/audit?subject={id}").ShouldBe(HttpStatusCode.OK))["items"]!.AsArray().Select(entry => entry!.Text("action"));
}
