using System.Net;
using System.Text.Json.Nodes;
using FoodDelivery.TestKit;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace FoodDelivery.UserService.Tests.Scenarios;

[Collection(UserApiCollection.Name)]
public sealed class LoggingIn(UserApi api)
{
    [Fact]
    public async Task The_access_token_says_who_and_what_and_verifies_with_the_published_keys()
    {
        var (client, id, _, tokens) = await api.LoggedInAsync();
        Assert.Equal(("Bearer", 600), (tokens.Text("tokenType"), tokens["expiresIn"]!.GetValue<int>()));

        var token = await api.VerifyAsync(tokens.Text("accessToken"), "fooddelivery");
        Assert.Equal(("RS256", "at+jwt"), (token.Alg, token.Typ));
        Assert.Equal(id.ToString(), token.Subject);
        Assert.Equal(TimeSpan.FromMinutes(10), token.ValidTo - token.IssuedAt);
        var payload = JsonNode.Parse(Microsoft.IdentityModel.Tokens.Base64UrlEncoder.Decode(token.EncodedPayload))!;
        Assert.Equal("""["customer"]""", payload["roles"]!.ToJsonString());
        Assert.Equal("[]", payload["restaurant_ids"]!.ToJsonString());
        Assert.Equal(["aud", "exp", "iat", "iss", "restaurant_ids", "rev", "roles", "sid", "sub"], payload.AsObject().Select(claim => claim.Key).Order());
        Assert.True(Guid.TryParse(payload.Text("sid"), out _));
        await client.GetAsync("/api/v1/users/me").ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Any_spelling_of_the_address_logs_in()
    {
        var (_, email) = await api.RegisterAsync();
        var response = await api.TryLoginAsync($" {email.ToUpperInvariant()} ");
        await response.ShouldBe(HttpStatusCode.OK);
        Assert.True(response.Headers.CacheControl!.NoStore);
    }

    [Fact]
    public async Task A_wrong_password_and_an_unknown_address_look_and_cost_the_same()
    {
        var (_, email) = await api.RegisterAsync();
        JsonNode? wrong = null, unknown = null;
        var hashesForWrong = await UserApi.CountHashesAsync(async () => wrong = await api.TryLoginAsync(email, "not this one").ShouldBeProblem(HttpStatusCode.Unauthorized, "invalid_credentials"));
        var hashesForUnknown = await UserApi.CountHashesAsync(async () => unknown = await api.TryLoginAsync(UserApi.NewEmail(), "not this one").ShouldBeProblem(HttpStatusCode.Unauthorized, "invalid_credentials"));
        Assert.Equal((1, 1), (hashesForWrong, hashesForUnknown));
        foreach (var problem in new[] { wrong!, unknown! }) problem.AsObject().Remove("traceId");
        Assert.Equal(wrong!.ToJsonString(), unknown!.ToJsonString());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Five_failures_block_the_address_whether_it_has_an_account_or_not(bool exists)
    {
        var email = exists ? (await api.RegisterAsync()).Email : UserApi.NewEmail();
        for (var i = 0; i < 5; i++) await api.TryLoginAsync(email, "not this one").ShouldBeProblem(HttpStatusCode.Unauthorized, "invalid_credentials");

        var refused = await api.TryLoginAsync(email);
        await Task.FromResult(refused).ShouldBeProblem(HttpStatusCode.TooManyRequests, "login_throttled");
        Assert.Equal(TimeSpan.FromMinutes(1), refused.Headers.RetryAfter!.Delta);
        Assert.Equal(0, await UserApi.CountHashesAsync(() => api.TryLoginAsync(email).ShouldBe(HttpStatusCode.TooManyRequests)));

        api.Clock.Advance(TimeSpan.FromSeconds(61));
        await api.TryLoginAsync(email, "not this one").ShouldBe(HttpStatusCode.Unauthorized);
        Assert.Equal(TimeSpan.FromMinutes(2), (await api.TryLoginAsync(email)).Headers.RetryAfter!.Delta);
    }

    [Fact]
    public async Task A_success_forgets_the_failures()
    {
        var (_, email) = await api.RegisterAsync();
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < 4; i++) await api.TryLoginAsync(email, "not this one").ShouldBe(HttpStatusCode.Unauthorized);
            await api.LoginAsync(email);
        }
    }

    [Fact]
    public async Task Parallel_guesses_get_no_more_answers_than_serial_ones()
    {
        var (_, email) = await api.RegisterAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => api.TryLoginAsync(email, "not this one")));
        Assert.Equal(5, answers.Count(answer => answer.StatusCode == HttpStatusCode.Unauthorized));
        Assert.Equal(5, answers.Count(answer => answer.StatusCode == HttpStatusCode.TooManyRequests));
    }

    [Fact]
    public async Task More_logins_than_fit_the_queue_are_told_to_come_back()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => api.TryLoginAsync(UserApi.NewEmail())));
        var busy = 0;
        foreach (var answer in answers.Where(answer => answer.StatusCode == HttpStatusCode.ServiceUnavailable))
        {
            if ((await answer.ShouldBe(HttpStatusCode.ServiceUnavailable)).Text("code") != "busy") continue;
            Assert.NotNull(answer.Headers.RetryAfter);
            busy++;
        }
        // On a slow machine those at the end of the queue may also meet the time limit of requests.
        Assert.InRange(busy, 1, 26);
        Assert.All(answers, answer => Assert.True(answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.ServiceUnavailable));
    }

    [Fact]
    public async Task An_old_hash_is_renewed_at_login()
    {
        var (id, email) = await api.RegisterAsync();
        var old = new PasswordHasher<object>(Options.Create(new PasswordHasherOptions { IterationCount = 1000 })).HashPassword(new object(), UserApi.Password);
        await api.ExecuteAsync("UPDATE users SET password_hash = @old WHERE id = @id", new { old, id = id });

        await api.LoginAsync(email);
        Assert.NotEqual(old, Assert.Single(await api.QueryAsync<string>("SELECT password_hash FROM users WHERE id = @id", new { id })));
        await api.LoginAsync(email);
    }

    [Theory]
    [InlineData("gr\u00fcne Wiese", "gru\u0308ne Wiese")]
    [InlineData("gru\u0308ne Wiese", "gr\u00fcne Wiese")]
    [InlineData("\uff47rosse Wiese", "grosse Wiese")]
    public async Task A_password_is_the_same_in_every_spelling(string registered, string typed)
    {
        var email = UserApi.NewEmail();
        await api.Anonymous().PostJsonAsync("/api/v1/auth/register", new { email, password = registered, displayName = "Ada", role = "customer" }).ShouldBe(HttpStatusCode.Created);
        await api.LoginAsync(email, typed);
        await api.LoginAsync(email, registered);
    }

    [Theory]
    [InlineData("gr\u00fcne Wiese")]
    [InlineData("gru\u0308ne Wiese")]
    [InlineData("\uff47rosse Wiese")]
    public async Task A_hash_from_before_passwords_were_normalised_is_good_and_renewed(string password)
    {
        var (id, email) = await api.RegisterAsync();
        var old = new PasswordHasher<object>(Options.Create(new PasswordHasherOptions { IterationCount = 220_000 })).HashPassword(new object(), password);
        await api.ExecuteAsync("UPDATE users SET password_hash = @old WHERE id = @id", new { old, id });
        await api.LoginAsync(email, password);
        await api.LoginAsync(email, password.Normalize(System.Text.NormalizationForm.FormKC));
        await api.LoginAsync(email, password.Normalize(System.Text.NormalizationForm.FormKD));
    }

    [Fact]
    public async Task Sessions_that_have_expired_are_cleared_away_at_login()
    {
        var (_, email) = await api.RegisterAsync();
        await api.LoginAsync(email);
        await api.ExecuteAsync("UPDATE sessions s JOIN users u ON u.id = s.user_id SET s.expires_at = '2020-01-01' WHERE u.email = @email", new { email });
        await api.LoginAsync(email);
        Assert.Equal([1L], await api.QueryAsync<long>("SELECT COUNT(*) FROM sessions s JOIN users u ON u.id = s.user_id WHERE u.email = @email", new { email }));
    }
}
