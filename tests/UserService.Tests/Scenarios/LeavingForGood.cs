using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;

namespace FoodDelivery.UserService.Tests.Scenarios;

/// <summary>Somebody gets what is held of them, and leaves for good.</summary>
[Collection(UserApiCollection.Name)]
public sealed class LeavingForGood(UserApi api)
{
    private static readonly string[] Others = ["product", "cart", "order", "payment", "delivery", "notification", "analytics"];

    [Fact]
    public async Task Who_leaves_is_out_at_once_and_nothing_of_them_is_left()
    {
        var (client, id, email, tokens) = await api.LoggedInAsync();
        await client.PatchAsJsonAsync("/api/v1/users/me", new { displayName = "Zoeline Farewell", phone = "+49 30 7654321", locale = "de" }).ShouldBe(HttpStatusCode.OK);
        await client.PostJsonAsync("/api/v1/users/me/addresses", new { label = "Home", address = "Goodbye Lane 7", lat = 52.5, lng = 13.4, notes = "Third bell" }).ShouldBe(HttpStatusCode.Created);
        await api.ClientForService("product").PostJsonAsync($"/internal/v1/restaurants/{Guid.CreateVersion7()}/invites", new { email, role = "kitchen", restaurantName = "Trattoria Demo", actor = Guid.NewGuid() }).ShouldBe(HttpStatusCode.OK);

        await LeaveAsync(client, "a wrong password").ShouldBeProblem(HttpStatusCode.BadRequest, "wrong_password");
        await LeaveAsync(client).ShouldBe(HttpStatusCode.Accepted);

        await client.GetAsync("/api/v1/users/me").ShouldBe(HttpStatusCode.Unauthorized);
        await api.TryRefreshAsync(tokens.Text("refreshToken")).ShouldBeProblem(HttpStatusCode.Unauthorized, "invalid_refresh_token");
        await api.TryLoginAsync(email).ShouldBeProblem(HttpStatusCode.Unauthorized, "invalid_credentials");
        var erased = Assert.Single(await api.PublishedAsync<UserErasedV1>(id));
        Assert.Equal(["customer"], erased.Roles);
        Assert.Equal(["user.registered.v1", "access.revoked.v1", "user.erased.v1"], (await api.PublishedAsync(id)).Select(told => told.Type));
        Assert.Equal(["user.erase"], await api.QueryAsync<string>("SELECT action FROM audit_trail WHERE subject_id = @id AND actor_id = @id", new { id }));

        // The last mail, in the language of the account that was; then the address goes.
        Assert.False(await ForgottenAsync(id));
        var link = (await api.QueryAsync<Guid>("SELECT id FROM links WHERE user_id = @id", new { id })).Single();
        var mail = await Notification.GetAsync($"/internal/v1/links/{link}").ShouldBe(HttpStatusCode.OK);
        Assert.Equal(("accountErased", email, "de", ""), (mail.Text("kind"), mail.Text("email"), mail.Text("locale"), mail.Text("displayName")));
        Assert.Null(mail["token"]);
        await Notification.DeleteAsync($"/internal/v1/links/{link}").ShouldBe(HttpStatusCode.NoContent);
        Assert.True(await ForgottenAsync(id));
        Assert.Empty(await Traces.OfAsync(api.ConnectionString, [email, "Zoeline", "Farewell", "7654321", "Goodbye Lane", "Third bell"]));

        Assert.Equal(["audit_trail.actor_id", "audit_trail.subject_id", "users.id"], await Traces.OfIdAsync(api.ConnectionString, id));

        // Whoever has its id still gets an answer, and ops see what it is.
        var contact = await Notification.GetAsync($"/internal/v1/users/{id}/contact").ShouldBe(HttpStatusCode.OK);
        Assert.Equal((true, ""), (contact["erased"]!.GetValue<bool>(), contact.Text("displayName")));
        Assert.NotNull((await api.Ops().GetAsync($"/api/v1/ops/user/accounts/{id}").ShouldBe(HttpStatusCode.OK))["erasedAt"]);
        await api.Ops().PostJsonAsync($"/api/v1/ops/user/accounts/{id}/reset-link", new { reason = "Try it" }).ShouldBeProblem(HttpStatusCode.NotFound, "not_found");

        // The address is free again.
        await api.Anonymous().PostJsonAsync("/api/v1/auth/register", new { email, password = UserApi.Password, displayName = "Zoeline Again", role = "customer" }).ShouldBe(HttpStatusCode.Created);
        Assert.NotEqual(id, (await api.WithToken((await api.LoginAsync(email)).Text("accessToken")).GetAsync("/api/v1/users/me").ShouldBe(HttpStatusCode.OK)).Id());
    }

    [Fact]
    public async Task Without_mail_the_address_is_kept_for_an_hour_at_most()
    {
        var (client, id, email, _) = await api.LoggedInAsync();
        await LeaveAsync(client).ShouldBe(HttpStatusCode.Accepted);
        Assert.False(await ForgottenAsync(id));
        for (var i = 0; i < 8; i++)
        {
            api.Clock.Advance(TimeSpan.FromMinutes(10));
            await ForgottenAsync(id);
        }
        Assert.True(await ForgottenAsync(id));
        Assert.Empty(await Traces.OfAsync(api.ConnectionString, [email]));
    }

    [Fact]
    public async Task The_last_owner_of_a_restaurant_stays_until_there_is_another()
    {
        var (client, id, _, _) = await api.LoggedInAsync();
        var restaurant = Guid.CreateVersion7();
        await api.Ops().PutJsonAsync($"/api/v1/ops/user/users/{id}/restaurants", new { restaurantIds = new[] { restaurant } }).ShouldBe(HttpStatusCode.OK);
        client = await AgainAsync(id);
        var refused = await LeaveAsync(client).ShouldBeProblem(HttpStatusCode.Conflict, "last_owner");
        Assert.Equal(restaurant, refused["restaurantId"]!.GetValue<Guid>());
        await client.GetAsync("/api/v1/users/me").ShouldBe(HttpStatusCode.OK);

        var (other, _) = await api.RegisterAsync();
        await api.Ops().PutJsonAsync($"/api/v1/ops/user/users/{other}/restaurants", new { restaurantIds = new[] { restaurant } }).ShouldBe(HttpStatusCode.OK);
        await LeaveAsync(client).ShouldBe(HttpStatusCode.Accepted);
        Assert.Equal([other], await api.QueryAsync<Guid>("SELECT user_id FROM restaurant_staff WHERE restaurant_id = @restaurant", new { restaurant }));
    }

    [Fact]
    public async Task Two_owners_who_leave_at_once_do_not_both()
    {
        foreach (var round in RaceRounds.Usually(10))
        {
            var restaurant = Guid.CreateVersion7();
            var owners = new List<HttpClient>();
            for (var i = 0; i < 2; i++)
            {
                var (id, _) = await api.RegisterAsync();
                await api.Ops().PutJsonAsync($"/api/v1/ops/user/users/{id}/restaurants", new { restaurantIds = new[] { restaurant } }).ShouldBe(HttpStatusCode.OK);
                owners.Add(await AgainAsync(id));
            }
            var answers = await Task.WhenAll(owners.Select(owner => Task.Run(() => LeaveAsync(owner))));
            Assert.Equal([HttpStatusCode.Accepted, HttpStatusCode.Conflict], answers.Select(answer => answer.StatusCode).Order());
        }
    }

    [Fact]
    public async Task Ops_see_who_has_finished()
    {
        await LeaveAsync((await api.LoggedInAsync()).Client).ShouldBe(HttpStatusCode.Accepted);
        api.Clock.Advance(TimeSpan.FromSeconds(1));
        var (client, id, _, _) = await api.LoggedInAsync();
        await LeaveAsync(client).ShouldBe(HttpStatusCode.Accepted);
        var at = new DateTimeOffset(2026, 11, 22, 18, 30, 0, TimeSpan.Zero);
        OnPeople("erasure", service => service switch
        {
            "cart" => StubServices.Unreachable(),
            "order" => StubServices.Json(new { requestedAt = at, rows = 3 }),
            "payment" => StubServices.Json(new { rows = 0 }),
            _ => StubServices.Json(new { requestedAt = at, finishedAt = at, rows = 1 }),
        });
        var shown = await api.Ops().GetAsync($"/api/v1/ops/user/erasures/{id}").ShouldBe(HttpStatusCode.OK);
        Assert.False(shown["isFinished"]!.GetValue<bool>());
        Assert.Equal(
            ["user running", "product finished", "cart unknown", "order running", "payment waiting", "delivery finished", "notification finished", "analytics finished"],
            shown["services"]!.AsArray().Select(service => $"{service!.Text("service")} {service!.Text("progress")}"));
        var list = await api.Ops().GetAsync("/api/v1/ops/user/erasures?limit=1").ShouldBe(HttpStatusCode.OK);
        Assert.Equal(id, Assert.Single(list["items"]!.AsArray())!["userId"]!.GetValue<Guid>());
        var next = await api.Ops().GetAsync($"/api/v1/ops/user/erasures?limit=1&cursor={list.Text("nextCursor")}").ShouldBe(HttpStatusCode.OK);
        Assert.NotEqual(id, Assert.Single(next["items"]!.AsArray())!["userId"]!.GetValue<Guid>());
        await api.Ops().GetAsync($"/api/v1/ops/user/erasures/{Guid.NewGuid()}").ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
        await api.ClientFor(Guid.NewGuid(), "customer").GetAsync($"/api/v1/ops/user/erasures/{id}").ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Ops_have_a_service_told_again_that_missed_it()
    {
        var (client, id, _, _) = await api.LoggedInAsync();
        await LeaveAsync(client).ShouldBe(HttpStatusCode.Accepted);
        var told = new List<string>();
        OnPeople("erasure", service => StubServices.Json(told.Contains(service) ? new { requestedAt = "2026-11-22T18:30:00Z", rows = 1 } : new { rows = 1 }));
        api.Others.On($"PUT /internal/v1/people/{id}/erasure", (request, body) =>
        {
            Assert.NotNull(JsonNode.Parse(body)!["requestedAt"]);
            lock (told) told.Add(request.RequestUri!.Host.Split('.')[0]);
            return new HttpResponseMessage(HttpStatusCode.NoContent);
        });
        var shown = await api.Ops().PostJsonAsync($"/api/v1/ops/user/erasures/{id}/repeat", new { reason = "It missed it" }).ShouldBe(HttpStatusCode.OK);
        Assert.Equal(Others.Order(), told.Order());
        Assert.DoesNotContain(shown["services"]!.AsArray(), service => service!.Text("progress") == "waiting");
        Assert.Equal(["It missed it"], await api.QueryAsync<string>("SELECT reason FROM audit_trail WHERE subject_id = @id AND action = 'user.eraseAgain'", new { id }));
        await api.Ops().PostJsonAsync($"/api/v1/ops/user/erasures/{(await api.RegisterAsync()).Id}/repeat", new { reason = "Still here" }).ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task An_export_holds_what_every_service_holds_or_is_refused()
    {
        var (client, id, email, _) = await api.LoggedInAsync();
        OnPeople("export", service => StubServices.Json(new { at = "2026-11-22T18:30:00Z", from = service, of = id }));
        using var answer = await client.GetAsync("/api/v1/users/me/export");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Matches("^attachment; filename=\"?fooddelivery-[0-9-]+\\.json\"?$", answer.Content.Headers.ContentDisposition!.ToString());
        Assert.Equal("no-store", answer.Headers.CacheControl!.ToString());
        var export = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.Equal(["at", "user", .. Others], export.AsObject().Select(member => member.Key));
        Assert.All(Others, service => Assert.Equal((service, id.ToString()), (export[service]!.Text("from"), export[service]!.Text("of"))));
        Assert.Equal((email, "Ada Lovelace"), (export["user"]!["account"]![0]!.Text("email"), export["user"]!["account"]![0]!.Text("displayName")));
        Assert.Equal(["account", "sessions", "links"], export["user"]!.Held());
        Assert.DoesNotContain("hash", export.ToJsonString(), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("secret", export.ToJsonString(), StringComparison.OrdinalIgnoreCase);

        OnPeople("export", service => service == "delivery" ? StubServices.Unreachable() : StubServices.Json(new { }));
        using var refused = await client.GetAsync("/api/v1/users/me/export");
        var problem = await Task.FromResult(refused).ShouldBeProblem(HttpStatusCode.ServiceUnavailable, "dependency_unavailable");
        Assert.Contains("delivery", problem.Text("detail"), StringComparison.Ordinal);
        Assert.NotNull(refused.Headers.RetryAfter);

        await client.GetAsync("/api/v1/users/me/export").ShouldBe(HttpStatusCode.ServiceUnavailable);
        using var tooMany = await client.GetAsync("/api/v1/users/me/export");
        await Task.FromResult(tooMany).ShouldBeProblem(HttpStatusCode.TooManyRequests, "rate_limited");
        Assert.NotNull(tooMany.Headers.RetryAfter);
    }

    [Fact]
    public async Task Only_User_asks_and_User_asks_everybody()
    {
        var (id, _) = await api.RegisterAsync();
        await api.ClientForService("order").DeleteAsync($"/internal/v1/links/{id}").ShouldBe(HttpStatusCode.Forbidden);
        Assert.All(Others, service => Assert.True(Security.ServiceClients.MayCall("user", $"{service}-service")));
    }

    private async Task<bool> ForgottenAsync(Guid id)
    {
        for (var i = 0; i < 5; i++)
        {
            await api.SweepDeadlinesAsync();
            api.Clock.Advance(TimeSpan.FromMilliseconds(200));
        }
        return (await api.QueryAsync<DateTime?>("SELECT finished_at FROM erasures WHERE user_id = @id", new { id })).Single() is not null;
    }

    private HttpClient Notification => api.ClientForService("notification");

    private void OnPeople(string what, Func<string, HttpResponseMessage> answer) => api.Others.On("GET /internal/v1/people/*", (request, _) =>
        request.RequestUri!.AbsolutePath.EndsWith($"/{what}", StringComparison.Ordinal) ? answer(request.RequestUri.Host.Split('.')[0]) : throw new InvalidOperationException(what));

    private static Task<HttpResponseMessage> LeaveAsync(HttpClient client, string password = UserApi.Password) =>
        client.SendAsync(new HttpRequestMessage(HttpMethod.Delete, "/api/v1/users/me") { Content = JsonContent.Create(new { password }) });

    private async Task<HttpClient> AgainAsync(Guid id)
    {
        var email = (await api.QueryAsync<string>("SELECT email FROM users WHERE id = @id", new { id })).Single();
        return api.WithToken((await api.LoginAsync(email)).Text("accessToken"));
    }
}
