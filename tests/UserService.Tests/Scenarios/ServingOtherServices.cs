using System.Net;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;
using FoodDelivery.UserService.Security;

namespace FoodDelivery.UserService.Tests.Scenarios;

[Collection(UserApiCollection.Name)]
public sealed class ServingOtherServices(UserApi api)
{
    [Fact]
    public async Task A_service_gets_a_token_for_one_other_service()
    {
        var answer = await AskAsync("order", "order-secret", "cart-service").ShouldBe(HttpStatusCode.OK);
        Assert.Equal(3600, answer["expiresIn"]!.GetValue<int>());
        var token = await api.VerifyAsync(answer.Text("accessToken"), "cart-service");
        Assert.Equal("service:order", token.Subject);
        Assert.Equal(TimeSpan.FromHours(1), token.ValidTo - token.IssuedAt);
        Assert.Equal(["aud", "exp", "iat", "iss", "sub"], token.Claims.Select(claim => claim.Type).Order());
    }

    [Theory]
    [InlineData("order", "cart-secret")]
    [InlineData("order", "")]
    [InlineData("payment", "")]
    [InlineData("nobody", "order-secret")]
    public async Task A_wrong_secret_is_refused(string clientId, string secret) =>
        await AskAsync(clientId, secret, "cart-service").ShouldBeProblem(HttpStatusCode.Unauthorized, "invalid_client");

    [Theory]
    [InlineData("order", "fooddelivery")]
    [InlineData("order", "nobody-service")]
    [InlineData("order", "analytics-service")]
    [InlineData("cart", "payment-service")]
    [InlineData("analytics", "payment-service")]
    [InlineData("analytics", "user-service")]
    [InlineData("notification", "order-service")]
    public async Task There_are_no_tokens_for_calls_that_a_service_does_not_make(string clientId, string audience) =>
        await AskAsync(clientId, $"{clientId}-secret", audience).ShouldBeProblem(HttpStatusCode.Forbidden, "audience_not_allowed");

    [Fact]
    public async Task Services_see_contact_and_address_and_people_do_not()
    {
        var (id, _) = await api.RegisterAsync();
        var customer = api.ClientFor(id, "customer");
        await customer.PatchJsonAsync("/api/v1/users/me", new { phone = "+49 30 1234" }).ShouldBe(HttpStatusCode.OK);
        var address = await customer.PostJsonAsync("/api/v1/users/me/addresses", new { address = "Birkenallee 46", lat = 48.2, lng = 11.6, notes = "Ring" }).ShouldBe(HttpStatusCode.Created);

        // The services' own tokens, as they come out of the service-token call.
        var cart = api.WithToken((await AskAsync("cart", "cart-secret", "user-service").ShouldBe(HttpStatusCode.OK)).Text("accessToken"));
        var order = api.WithToken((await AskAsync("order", "order-secret", "user-service").ShouldBe(HttpStatusCode.OK)).Text("accessToken"));
        var contact = await order.GetAsync($"/internal/v1/users/{id}/contact").ShouldBe(HttpStatusCode.OK);
        Assert.Equal($$"""{"id":"{{id}}","displayName":"Ada Lovelace","phone":"\u002B49 30 1234"}""", contact.ToJsonString());
        Assert.Equal(address.ToJsonString(), (await cart.GetAsync($"/internal/v1/users/{id}/addresses/{address.Id()}").ShouldBe(HttpStatusCode.OK)).ToJsonString());

        // Each call is for one of them.
        await order.GetAsync($"/internal/v1/users/{id}/addresses/{address.Id()}").ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
        await order.GetAsync($"/internal/v1/users/{Guid.NewGuid()}/contact").ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
        await cart.GetAsync($"/internal/v1/users/{Guid.NewGuid()}/addresses/{address.Id()}").ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
        await customer.GetAsync($"/internal/v1/users/{id}/contact").ShouldBe(HttpStatusCode.Forbidden);
        await api.Anonymous().GetAsync($"/internal/v1/users/{id}/contact").ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Who_writes_to_people_learns_address_and_language_and_nobody_else_does()
    {
        var (id, email) = await api.RegisterAsync();
        var customer = api.ClientFor(id, "customer");
        Assert.Equal("en", (await customer.GetAsync("/api/v1/users/me").ShouldBe(HttpStatusCode.OK)).Text("locale"));
        await customer.PatchJsonAsync("/api/v1/users/me", new { locale = "de" }).ShouldBe(HttpStatusCode.OK);
        await customer.PatchJsonAsync("/api/v1/users/me", new { locale = "fr" }).ShouldBe(HttpStatusCode.BadRequest);

        var notification = api.WithToken((await AskAsync("notification", "notification-secret", "user-service").ShouldBe(HttpStatusCode.OK)).Text("accessToken"));
        var contact = await notification.GetAsync($"/internal/v1/users/{id}/contact").ShouldBe(HttpStatusCode.OK);
        Assert.Equal($$"""{"id":"{{id}}","displayName":"Ada Lovelace","email":"{{email}}","emailVerified":false,"locale":"de","erased":false}""", contact.ToJsonString());
        await notification.GetAsync($"/internal/v1/users/{Guid.NewGuid()}/contact").ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
        var order = await api.ClientForService("order").GetAsync($"/internal/v1/users/{id}/contact").ShouldBe(HttpStatusCode.OK);
        Assert.Equal(["id", "displayName"], order.AsObject().Select(member => member.Key));
    }

    [Fact]
    public async Task Who_writes_to_people_asks_for_several_at_once()
    {
        var (first, email) = await api.RegisterAsync();
        var (second, _) = await api.RegisterAsync();
        var notification = api.ClientForService("notification");
        var single = await notification.GetAsync($"/internal/v1/users/{first}/contact").ShouldBe(HttpStatusCode.OK);
        var several = (await notification.GetAsync($"/internal/v1/contacts?id={first}&id={second}&id={Guid.NewGuid()}").ShouldBe(HttpStatusCode.OK))["contacts"]!.AsArray();
        Assert.Equal(new[] { first, second }.Order(), several.Select(one => Guid.Parse(one!.Text("id"))).Order());
        Assert.Equal(single.ToJsonString(), several.Single(one => one!.Text("email") == email)!.ToJsonString());
        Assert.Equal("{\"contacts\":[]}", (await notification.GetAsync("/internal/v1/contacts").ShouldBe(HttpStatusCode.OK)).ToJsonString());

        var many = string.Concat(Enumerable.Repeat($"&id={first}", 101));
        await notification.GetAsync($"/internal/v1/contacts?{many[1..]}").ShouldBe(HttpStatusCode.BadRequest);
        await api.ClientForService("order").GetAsync($"/internal/v1/contacts?id={first}").ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
        await api.ClientFor(first, "customer").GetAsync($"/internal/v1/contacts?id={first}").ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_link_is_told_without_address_or_token_and_only_who_sends_the_mail_gets_both()
    {
        var (id, email) = await api.RegisterAsync();
        var linkId = Assert.Single(await api.QueryAsync<Guid>("SELECT id FROM links WHERE user_id = @id", new { id }));
        var told = Assert.Single(await api.PublishedAsync<UserLinkRequestedV1>(linkId));
        var expiresAt = api.Clock.GetUtcNow().AddDays(3);
        Assert.Equal(new UserLinkRequestedV1(linkId, "emailVerification", expiresAt, id), told);

        var notification = api.ClientForService("notification");
        var mail = await notification.GetAsync($"/internal/v1/links/{linkId}").ShouldBe(HttpStatusCode.OK);
        Assert.Equal(["kind", "email", "displayName", "locale", "token", "expiresAt"], mail.AsObject().Select(member => member.Key));
        Assert.Equal(("emailVerification", email, "Ada Lovelace", "en"), (mail.Text("kind"), mail.Text("email"), mail.Text("displayName"), mail.Text("locale")));
        // The same token for every try to send the mail, and in the database nothing that it could be read from.
        var token = mail.Text("token");
        Assert.Equal(token, (await notification.GetAsync($"/internal/v1/links/{linkId}").ShouldBe(HttpStatusCode.OK)).Text("token"));
        Assert.Equal(43, token.Length);
        var stored = Assert.Single(await api.QueryAsync<byte[]>("SELECT CONCAT(token_hash, secret) FROM links WHERE id = @linkId", new { linkId }));
        Assert.Equal(-1, stored.AsSpan().IndexOf(LinkToken.Bytes(token)));
        Assert.DoesNotContain(token, System.Text.Encoding.UTF8.GetString(stored));

        await notification.GetAsync($"/internal/v1/links/{Guid.NewGuid()}").ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
        foreach (var other in new[] { api.ClientForService("order"), api.ClientFor(id, "customer"), api.Ops() })
        {
            await other.GetAsync($"/internal/v1/links/{linkId}").ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
        }
        // Under a key that is no longer there nobody can read it: gone, and not broken.
        await api.ExecuteAsync("UPDATE links SET secret = CONCAT(LEFT(secret, 30), REPEAT('x', LENGTH(secret) - 30)) WHERE id = @linkId", new { linkId });
        await notification.GetAsync($"/internal/v1/links/{linkId}").ShouldBeProblem(HttpStatusCode.Gone, "link_used");
        await api.ExecuteAsync("UPDATE links SET expires_at = created_at WHERE id = @linkId", new { linkId });
        await notification.GetAsync($"/internal/v1/links/{linkId}").ShouldBeProblem(HttpStatusCode.Gone, "link_used");
    }

    private Task<HttpResponseMessage> AskAsync(string clientId, string clientSecret, string audience) =>
        api.Anonymous().PostJsonAsync("/internal/v1/service-tokens", new { clientId, clientSecret, audience });
}
