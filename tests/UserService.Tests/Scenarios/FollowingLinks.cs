using System.Net;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;

namespace FoodDelivery.UserService.Tests.Scenarios;

/// <summary>One-time links: a forgotten password, a confirmed address, another address.</summary>
[Collection(UserApiCollection.Name)]
public sealed class FollowingLinks(UserApi api)
{
    private const string NewPassword = "staple in the meadow";

    [Fact]
    public async Task A_forgotten_password_is_replaced_once_and_every_session_ends()
    {
        var (client, id, email, tokens) = await api.LoggedInAsync();
        await RequestResetAsync($" {email.ToUpperInvariant()} ").ShouldBe(HttpStatusCode.Accepted);
        var token = await api.LinkTokenAsync(id, "passwordReset");
        await ConfirmAsync(token, email).ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
        await ConfirmAsync(token, NewPassword).ShouldBe(HttpStatusCode.NoContent);

        await api.TryRefreshAsync(tokens.Text("refreshToken")).ShouldBeProblem(HttpStatusCode.Unauthorized, "invalid_refresh_token");
        await client.GetAsync("/api/v1/users/me").ShouldBe(HttpStatusCode.Unauthorized);
        await api.TryLoginAsync(email).ShouldBeProblem(HttpStatusCode.Unauthorized, "invalid_credentials");
        var again = await api.LoginAsync(email, NewPassword);
        Assert.True((await api.WithToken(again.Text("accessToken")).GetAsync("/api/v1/users/me").ShouldBe(HttpStatusCode.OK))["emailVerified"]!.GetValue<bool>());
        Assert.Contains(await api.PublishedAsync<AccessRevokedV1>(id), revoked => revoked.Revision is not null);
        await ConfirmAsync(token, "another one for the thief").ShouldBeProblem(HttpStatusCode.Gone, "link_used");
        await api.LoginAsync(email, NewPassword);
    }

    [Fact]
    public async Task Of_many_who_follow_a_link_at_once_one_gets_through()
    {
        foreach (var round in RaceRounds.Usually(2))
        {
            var (id, email) = await api.RegisterAsync();
            await RequestResetAsync(email).ShouldBe(HttpStatusCode.Accepted);
            var token = await api.LinkTokenAsync(id, "passwordReset");
            var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => ConfirmAsync(token, $"{NewPassword} {i}")));
            Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.NoContent);
            foreach (var refused in answers.Where(answer => answer.StatusCode != HttpStatusCode.NoContent)) await Task.FromResult(refused).ShouldBeProblem(HttpStatusCode.Gone, "link_used");
            Assert.Single(await api.PublishedAsync<AccessRevokedV1>(id));
        }
    }

    [Theory]
    [InlineData("never-was-a-token")]
    [InlineData("q1dM0mL0n5nY6b0Yw0Hqf4mRk0dGm2rT8iJ3uVx9ZsE")]
    public async Task A_token_that_was_never_given_opens_nothing(string token)
    {
        await ConfirmAsync(token, NewPassword).ShouldBeProblem(HttpStatusCode.Gone, "link_used");
        await VerifyAsync(token).ShouldBeProblem(HttpStatusCode.Gone, "link_used");
    }

    [Fact]
    public async Task An_expired_link_opens_nothing_and_a_link_is_good_for_its_own_purpose_only()
    {
        var (id, email) = await api.RegisterAsync();
        await RequestResetAsync(email).ShouldBe(HttpStatusCode.Accepted);
        var (reset, verify) = (await api.LinkTokenAsync(id, "passwordReset"), await api.LinkTokenAsync(id, "emailVerification"));
        await VerifyAsync(reset).ShouldBeProblem(HttpStatusCode.Gone, "link_used");
        await ConfirmAsync(verify, NewPassword).ShouldBeProblem(HttpStatusCode.Gone, "link_used");
        await api.ExecuteAsync("UPDATE links SET expires_at = @now WHERE user_id = @id", new { id, now = api.Clock.GetUtcNow().UtcDateTime });
        await ConfirmAsync(reset, NewPassword).ShouldBeProblem(HttpStatusCode.Gone, "link_used");
        await VerifyAsync(verify).ShouldBeProblem(HttpStatusCode.Gone, "link_used");
        await api.LoginAsync(email);
    }

    [Fact]
    public async Task An_address_without_account_gets_the_same_answer_for_the_same_work()
    {
        var (known, unknown) = ((await api.RegisterAsync()).Email, UserApi.NewEmail());
        var (forKnown, forUnknown) = (await AnswerAsync(known), await AnswerAsync(unknown));
        Assert.Equal(forKnown, forUnknown);
        foreach (var email in new[] { known, unknown })
        {
            Assert.Single(await api.QueryAsync<Guid>(
                "SELECT id FROM links WHERE kind = 'passwordReset' AND email_hash = UNHEX(SHA2(@email, 256))", new { email }));
        }
        // Of the address that nobody has, nothing is kept, and nobody is told to write to it.
        Assert.Empty(await api.QueryAsync<Guid>("SELECT id FROM links WHERE email = @unknown OR secret IS NOT NULL AND email_hash = UNHEX(SHA2(@unknown, 256))", new { unknown }));
        var row = Assert.Single(await api.QueryAsync<Guid>("SELECT id FROM links WHERE email_hash = UNHEX(SHA2(@unknown, 256))", new { unknown }));
        Assert.Empty(await api.PublishedAsync(row));
        await api.ClientForService("notification").GetAsync($"/internal/v1/links/{row}").ShouldBeProblem(HttpStatusCode.NotFound, "not_found");

        async Task<string> AnswerAsync(string email)
        {
            var answer = await RequestResetAsync(email);
            return $"{answer.StatusCode} {string.Join(' ', answer.Headers.Select(header => header.Key))} {await answer.Content.ReadAsStringAsync()}";
        }
    }

    [Fact]
    public async Task Nobody_fills_the_mailbox_of_another()
    {
        var (id, email) = await api.RegisterAsync();
        for (var i = 0; i < 5; i++) await RequestResetAsync(email).ShouldBe(HttpStatusCode.Accepted);
        Assert.Equal([3L], await api.QueryAsync<long>("SELECT COUNT(*) FROM links WHERE user_id = @id AND kind = 'passwordReset'", new { id }));
        api.Clock.Advance(TimeSpan.FromMinutes(61));
        await RequestResetAsync(email).ShouldBe(HttpStatusCode.Accepted);
        Assert.Equal([4L], await api.QueryAsync<long>("SELECT COUNT(*) FROM links WHERE user_id = @id AND kind = 'passwordReset'", new { id }));
    }

    [Fact]
    public async Task A_changed_password_leaves_no_link_open()
    {
        var (client, id, email, _) = await api.LoggedInAsync();
        await RequestResetAsync(email).ShouldBe(HttpStatusCode.Accepted);
        var token = await api.LinkTokenAsync(id, "passwordReset");
        await client.PutJsonAsync("/api/v1/users/me/password", new { currentPassword = UserApi.Password, newPassword = NewPassword }).ShouldBe(HttpStatusCode.NoContent);
        await ConfirmAsync(token, "of the thief of the mail").ShouldBeProblem(HttpStatusCode.Gone, "link_used");
    }

    [Fact]
    public async Task An_address_is_confirmed_by_its_link_which_comes_again_when_asked_for()
    {
        var (client, id, _, _) = await api.LoggedInAsync();
        Assert.False((await client.GetAsync("/api/v1/users/me").ShouldBe(HttpStatusCode.OK))["emailVerified"]!.GetValue<bool>());
        await client.PostAsync("/api/v1/auth/verify/resend", null).ShouldBe(HttpStatusCode.Accepted);
        await client.PostAsync("/api/v1/auth/verify/resend", null).ShouldBe(HttpStatusCode.Accepted);
        await client.PostAsync("/api/v1/auth/verify/resend", null).ShouldBeProblem(HttpStatusCode.TooManyRequests, "rate_limited");
        var token = await api.LinkTokenAsync(id, "emailVerification");
        await VerifyAsync(token).ShouldBe(HttpStatusCode.NoContent);
        Assert.True((await client.GetAsync("/api/v1/users/me").ShouldBe(HttpStatusCode.OK))["emailVerified"]!.GetValue<bool>());
        await VerifyAsync(token).ShouldBeProblem(HttpStatusCode.Gone, "link_used");
        // Nothing left to confirm: accepted, and nothing goes out.
        await client.PostAsync("/api/v1/auth/verify/resend", null).ShouldBe(HttpStatusCode.Accepted);
        Assert.Equal([3L], await api.QueryAsync<long>("SELECT COUNT(*) FROM links WHERE user_id = @id", new { id }));
        await api.Anonymous().PostAsync("/api/v1/auth/verify/resend", null).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Another_address_counts_once_it_is_confirmed_and_the_former_one_is_told()
    {
        var (client, id, email, _) = await api.LoggedInAsync();
        await RequestResetAsync(email).ShouldBe(HttpStatusCode.Accepted);
        var toFormer = await api.LinkTokenAsync(id, "passwordReset");
        var next = UserApi.NewEmail();
        await ChangeAsync(client, next, "wrong").ShouldBeProblem(HttpStatusCode.BadRequest, "wrong_password");
        await ChangeAsync(client, email).ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
        await ChangeAsync(client, next).ShouldBe(HttpStatusCode.Accepted);
        Assert.Equal(email, (await client.GetAsync("/api/v1/users/me").ShouldBe(HttpStatusCode.OK)).Text("email"));
        await api.TryLoginAsync(next).ShouldBe(HttpStatusCode.Unauthorized);

        var token = await api.LinkTokenAsync(id, "emailChange");
        Assert.Equal(next, (await api.LinkMailAsync(id, "emailChange")).Text("email"));
        await VerifyAsync(token).ShouldBe(HttpStatusCode.NoContent);
        Assert.Equal(next, (await client.GetAsync("/api/v1/users/me").ShouldBe(HttpStatusCode.OK)).Text("email"));
        await api.LoginAsync(next);
        await api.TryLoginAsync(email).ShouldBe(HttpStatusCode.Unauthorized);
        var notice = await api.LinkMailAsync(id, "emailChanged");
        Assert.Equal(email, notice.Text("email"));
        Assert.Null(notice["token"]);
        // What went to the former address opens nothing, nor does a link of before follow the account.
        await ConfirmAsync(toFormer, NewPassword).ShouldBeProblem(HttpStatusCode.Gone, "link_used");
        await VerifyAsync(token).ShouldBeProblem(HttpStatusCode.Gone, "link_used");
    }

    [Fact]
    public async Task An_address_that_has_an_account_is_neither_told_nor_given_away()
    {
        var (client, id, _, _) = await api.LoggedInAsync();
        var (_, taken) = await api.RegisterAsync();
        await ChangeAsync(client, taken).ShouldBe(HttpStatusCode.Accepted);
        Assert.Empty(await api.QueryAsync<Guid>("SELECT id FROM links WHERE user_id = @id AND kind = 'emailChange' AND secret IS NOT NULL", new { id }));

        // Registered between the request and the link.
        var next = UserApi.NewEmail();
        await ChangeAsync(client, next).ShouldBe(HttpStatusCode.Accepted);
        var token = await api.LinkTokenAsync(id, "emailChange");
        await api.Anonymous().PostJsonAsync("/api/v1/auth/register", new { email = next, password = UserApi.Password, displayName = "Eve", role = "customer" }).ShouldBe(HttpStatusCode.Created);
        await VerifyAsync(token).ShouldBeProblem(HttpStatusCode.Conflict, "address_in_use");
        await ChangeAsync(client, UserApi.NewEmail()).ShouldBe(HttpStatusCode.Accepted);
        await ChangeAsync(client, UserApi.NewEmail()).ShouldBeProblem(HttpStatusCode.TooManyRequests, "rate_limited");
    }

    [Fact]
    public async Task Of_two_who_confirm_the_same_address_at_once_one_has_it()
    {
        foreach (var round in RaceRounds.Usually(3))
        {
            var next = UserApi.NewEmail();
            var tokens = new List<string>();
            for (var i = 0; i < 2; i++)
            {
                var (client, id, _, _) = await api.LoggedInAsync();
                await ChangeAsync(client, next).ShouldBe(HttpStatusCode.Accepted);
                tokens.Add(await api.LinkTokenAsync(id, "emailChange"));
            }
            var answers = await Task.WhenAll(tokens.Select(VerifyAsync));
            Assert.Equal([HttpStatusCode.NoContent, HttpStatusCode.Conflict], answers.Select(answer => answer.StatusCode).Order());
            await api.LoginAsync(next);
        }
    }

    private Task<HttpResponseMessage> RequestResetAsync(string email) => api.Anonymous().PostJsonAsync("/api/v1/auth/password-reset", new { email });

    private Task<HttpResponseMessage> ConfirmAsync(string token, string newPassword) =>
        api.Anonymous().PostJsonAsync("/api/v1/auth/password-reset/confirm", new { token, newPassword });

    private Task<HttpResponseMessage> VerifyAsync(string token) => api.Anonymous().PostJsonAsync("/api/v1/auth/verify", new { token });

    private static Task<HttpResponseMessage> ChangeAsync(HttpClient client, string email, string password = UserApi.Password) =>
        client.PutJsonAsync("/api/v1/users/me/email", new { email, password });
}
