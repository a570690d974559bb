using System.Diagnostics.Metrics;
using System.Net;
using FoodDelivery.TestKit;

namespace FoodDelivery.UserService.Tests.Scenarios;

[Collection(UserApiCollection.Name)]
public sealed class Refreshing(UserApi api)
{
    [Fact]
    public async Task Each_refresh_gives_new_tokens_of_the_same_session()
    {
        var (_, _, _, tokens) = await api.LoggedInAsync();
        var answer = await api.TryRefreshAsync(tokens.Text("refreshToken")).ShouldBe(HttpStatusCode.OK);
        Assert.NotEqual(tokens.Text("refreshToken"), answer.Text("refreshToken"));
        Assert.Equal(await SessionAsync(tokens.Text("accessToken")), await SessionAsync(answer.Text("accessToken")));
        await api.RefreshAsync(answer.Text("refreshToken"));
    }

    [Fact]
    public async Task Tokens_are_stored_as_hashes_only()
    {
        var (_, _, _, tokens) = await api.LoggedInAsync();
        var token = tokens.Text("refreshToken");
        Assert.Equal(43, token.Length);
        var hash = System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(token));
        Assert.Single(await api.QueryAsync<int>("SELECT 1 FROM refresh_tokens WHERE token_hash = @hash", new { hash }));
    }

    [Fact]
    public async Task A_lost_reply_is_given_again_while_nobody_has_used_it()
    {
        var (_, _, _, tokens) = await api.LoggedInAsync();
        var successor = await api.RefreshAsync(tokens.Text("refreshToken"));
        api.Clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(successor, await api.RefreshAsync(tokens.Text("refreshToken")));
        await api.RefreshAsync(successor);
    }

    [Fact]
    public async Task Reuse_after_a_minute_ends_the_family()
    {
        var (_, _, _, tokens) = await api.LoggedInAsync();
        var successor = await api.RefreshAsync(tokens.Text("refreshToken"));
        api.Clock.Advance(TimeSpan.FromSeconds(61));
        var counted = 0L;
        using var listener = new MeterListener { InstrumentPublished = (instrument, self) => { if (instrument.Name == "refresh_tokens_reused") self.EnableMeasurementEvents(instrument); } };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref counted, value));
        listener.Start();
        await api.TryRefreshAsync(tokens.Text("refreshToken")).ShouldBeProblem(HttpStatusCode.Unauthorized, "refresh_token_reused");
        Assert.Equal(1, counted);
        await api.TryRefreshAsync(successor).ShouldBeProblem(HttpStatusCode.Unauthorized, "invalid_refresh_token");
    }

    [Fact]
    public async Task Reuse_at_once_ends_the_family_when_the_successor_was_used()
    {
        var (_, _, email, tokens) = await api.LoggedInAsync();
        var second = await api.RefreshAsync(tokens.Text("refreshToken"));
        var third = await api.RefreshAsync(second);
        await api.TryRefreshAsync(tokens.Text("refreshToken")).ShouldBeProblem(HttpStatusCode.Unauthorized, "refresh_token_reused");
        await api.TryRefreshAsync(third).ShouldBeProblem(HttpStatusCode.Unauthorized, "invalid_refresh_token");
        await api.LoginAsync(email);
    }

    [Fact]
    public async Task Parallel_refreshes_leave_exactly_one_living_token()
    {
        var (_, _, _, tokens) = await api.LoggedInAsync();
        var first = tokens.Text("refreshToken");
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => api.TryRefreshAsync(first)));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        var successors = new HashSet<string>();
        foreach (var answer in answers) successors.Add((await answer.ShouldBe(HttpStatusCode.OK)).Text("refreshToken"));
        await api.RefreshAsync(Assert.Single(successors));
    }

    [Fact]
    public async Task Unknown_and_expired_tokens_are_refused()
    {
        await api.TryRefreshAsync("made-up").ShouldBeProblem(HttpStatusCode.Unauthorized, "invalid_refresh_token");
        var (_, _, _, tokens) = await api.LoggedInAsync();
        await api.ExecuteAsync("UPDATE refresh_tokens t JOIN sessions s ON s.id = t.session_id SET t.expires_at = @past WHERE s.id = @id",
            new { past = api.Clock.GetUtcNow().UtcDateTime, id = (await SessionAsync(tokens.Text("accessToken"))) });
        await api.TryRefreshAsync(tokens.Text("refreshToken")).ShouldBeProblem(HttpStatusCode.Unauthorized, "invalid_refresh_token");
    }

    [Fact]
    public async Task Tokens_live_fourteen_days()
    {
        var (_, _, _, tokens) = await api.LoggedInAsync();
        var expiresAt = Assert.Single(await api.QueryAsync<DateTime>("SELECT expires_at FROM sessions WHERE id = @id",
            new { id = (await SessionAsync(tokens.Text("accessToken"))) }));
        Assert.Equal(TimeSpan.FromDays(14), expiresAt - api.Clock.GetUtcNow().UtcDateTime);
    }

    [Fact]
    public async Task Logging_out_ends_this_session_only_and_can_be_repeated()
    {
        var (_, _, email, tokens) = await api.LoggedInAsync();
        var elsewhere = (await api.LoginAsync(email)).Text("refreshToken");
        var newest = await api.RefreshAsync(tokens.Text("refreshToken"));
        foreach (var token in new[] { tokens.Text("refreshToken"), newest, "made-up" })
        {
            await api.Anonymous().PostJsonAsync("/api/v1/auth/logout", new { refreshToken = token }).ShouldBe(HttpStatusCode.NoContent);
        }
        await api.TryRefreshAsync(newest).ShouldBeProblem(HttpStatusCode.Unauthorized, "invalid_refresh_token");
        await api.RefreshAsync(elsewhere);
    }

    private async Task<Guid> SessionAsync(string accessToken) => Guid.Parse((await api.VerifyAsync(accessToken, "fooddelivery")).GetClaim("sid").Value);

    [Fact]
    public async Task A_session_that_refreshes_all_the_time_is_slowed_down_and_no_other()
    {
        var (_, _, email, tokens) = await api.LoggedInAsync();
        var token = tokens.Text("refreshToken");
        for (var i = 0; i < 10; i++) token = await api.RefreshAsync(token);
        var refused = await api.TryRefreshAsync(token);
        await Task.FromResult(refused).ShouldBeProblem(HttpStatusCode.TooManyRequests, "rate_limited");
        Assert.Equal(TimeSpan.FromSeconds(10), refused.Headers.RetryAfter?.Delta);
        await api.RefreshAsync((await api.LoginAsync(email)).Text("refreshToken"));

        api.Clock.Advance(TimeSpan.FromSeconds(10));
        token = await api.RefreshAsync(token);
        await api.TryRefreshAsync(token).ShouldBe(HttpStatusCode.TooManyRequests);
    }
}
