using System.Net;
using System.Text.Json.Nodes;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;

namespace FoodDelivery.UserService.Tests.Scenarios;

/// <summary>Has a host of its own: rotation changes what the other scenarios sign with.</summary>
public sealed class RotatingKeys : IDisposable
{
    private readonly UserApi api = new();

    public void Dispose() => api.Dispose();

    [Fact]
    public async Task The_next_key_is_published_before_it_signs_and_the_old_one_until_its_tokens_are_gone()
    {
        var (_, _, email, tokens) = await api.LoggedInAsync();
        var old = tokens.Text("accessToken");
        var before = await KidsAsync();
        Assert.Equal(2, before.Count);
        await RotateAsync().ShouldBeProblem(HttpStatusCode.Conflict, "rotation_too_soon");
        api.Clock.Advance(TimeSpan.FromMinutes(15));

        var rotated = await api.Ops().PostJsonAsync("/api/v1/ops/user/keys/rotate").ShouldBe(HttpStatusCode.OK);
        Assert.Contains(rotated.Text("currentKid"), before);
        Assert.DoesNotContain(rotated.Text("nextKid"), before);
        Assert.Equal(3, (await KidsAsync()).Count);

        var fresh = (await api.LoginAsync(email)).Text("accessToken");
        Assert.Equal(rotated.Text("currentKid"), (await api.VerifyAsync(fresh, "fooddelivery")).Kid);
        foreach (var token in new[] { old, fresh }) await api.WithToken(token).GetAsync("/api/v1/users/me").ShouldBe(HttpStatusCode.OK);

        // Service tokens live an hour, so the old key must still be there after it.
        api.Clock.Advance(TimeSpan.FromMinutes(61));
        Assert.Equal(3, (await KidsAsync()).Count);
        api.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(new[] { rotated.Text("currentKid"), rotated.Text("nextKid") }.Order(), (await KidsAsync()).Order());
        await api.WithToken(old).GetAsync("/api/v1/users/me").ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Of_parallel_rotations_one_is_made_and_the_others_are_told_when_the_next_is_safe()
    {
        await KidsAsync();
        for (var round = 1; round <= 3; round++)
        {
            api.Clock.Advance(TimeSpan.FromMinutes(15));
            var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => RotateAsync()));
            Assert.Equal(1, answers.Count(answer => answer.StatusCode == HttpStatusCode.OK));
            foreach (var refused in answers.Where(answer => answer.StatusCode != HttpStatusCode.OK))
            {
                var problem = await Task.FromResult(refused).ShouldBeProblem(HttpStatusCode.Conflict, "rotation_too_soon");
                Assert.Equal(api.Clock.GetUtcNow() + TimeSpan.FromMinutes(15), problem["safeAt"]!.GetValue<DateTimeOffset>());
            }
            Assert.Equal(["current", "next"], (await api.QueryAsync<string?>("SELECT slot FROM signing_keys WHERE slot IS NOT NULL")).Order());
            Assert.Equal(2 + round, (await KidsAsync()).Count);
        }
    }

    [Fact]
    public async Task A_withdrawn_key_is_gone_at_once_with_all_that_it_signed()
    {
        var (_, _, email, tokens) = await api.LoggedInAsync();
        var stolen = (await api.VerifyAsync(tokens.Text("accessToken"), "fooddelivery")).Kid;
        var next = Assert.Single(await KidsAsync(), kid => kid != stolen);

        var left = await WithdrawAsync(stolen).ShouldBe(HttpStatusCode.OK);
        Assert.Equal(next, left.Text("currentKid"));
        Assert.Equal(new[] { next, left.Text("nextKid") }.Order(), (await KidsAsync()).Order());
        await api.WithToken(tokens.Text("accessToken")).GetAsync("/api/v1/users/me").ShouldBe(HttpStatusCode.Unauthorized);
        // Sessions are no matter of keys: a refresh goes on.
        var fresh = await api.TryRefreshAsync(tokens.Text("refreshToken")).ShouldBe(HttpStatusCode.OK);
        Assert.Equal(next, (await api.VerifyAsync(fresh.Text("accessToken"), "fooddelivery")).Kid);
        await api.WithToken(fresh.Text("accessToken")).GetAsync("/api/v1/users/me").ShouldBe(HttpStatusCode.OK);
        Assert.Single(await api.PublishedAsync<SigningKeyWithdrawnV1>(Guid.Parse(stolen)));

        await WithdrawAsync(stolen).ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
        await RotateAsync().ShouldBeProblem(HttpStatusCode.Conflict, "rotation_too_soon");
        // The next one may be stolen as well, and a retired one.
        var other = await WithdrawAsync(left.Text("nextKid")).ShouldBe(HttpStatusCode.OK);
        Assert.Equal(next, other.Text("currentKid"));
        Assert.NotEqual(left.Text("nextKid"), other.Text("nextKid"));
        api.Clock.Advance(TimeSpan.FromMinutes(15));
        await RotateAsync().ShouldBe(HttpStatusCode.OK);
        var again = await WithdrawAsync(next).ShouldBe(HttpStatusCode.OK);
        Assert.Equal(other.Text("nextKid"), again.Text("currentKid"));
        await api.LoginAsync(email);
    }

    [Theory]
    [InlineData("rotate")]
    [InlineData("019b76daa80075c7810a6b4d0ef3987a/withdraw")]
    public async Task Only_ops_change_keys(string call) =>
        await api.ClientFor(Guid.NewGuid(), "customer").PostJsonAsync($"/api/v1/ops/user/keys/{call}").ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");

    private Task<HttpResponseMessage> RotateAsync() => api.Ops().PostJsonAsync("/api/v1/ops/user/keys/rotate");

    private Task<HttpResponseMessage> WithdrawAsync(string kid) => api.Ops().PostJsonAsync($"/api/v1/ops/user/keys/{kid}/withdraw");

    [Fact]
    public async Task The_published_keys_are_public_keys_that_may_be_cached()
    {
        var response = await api.Anonymous().GetAsync("/.well-known/jwks.json");
        var keys = (await response.ShouldBe(HttpStatusCode.OK))["keys"]!.AsArray();
        Assert.Equal(TimeSpan.FromSeconds(300), response.Headers.CacheControl!.MaxAge);
        Assert.All(keys, key => Assert.Equal(["alg", "e", "kid", "kty", "n", "use"], key!.AsObject().Select(member => member.Key).Order()));
    }

    private async Task<List<string>> KidsAsync()
    {
        var jwks = await api.Anonymous().GetAsync("/.well-known/jwks.json").ShouldBe(HttpStatusCode.OK);
        return [.. jwks["keys"]!.AsArray().Select(key => key!.Text("kid"))];
    }
}
