using System.Net;
using System.Text.Json.Nodes;
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
    public async Task Parallel_rotations_leave_one_current_and_one_next_key()
    {
        for (var round = 1; round <= 5; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => api.Ops().PostJsonAsync("/api/v1/ops/user/keys/rotate").ShouldBe(HttpStatusCode.OK)));
            Assert.Equal(["current", "next"], (await api.QueryAsync<string?>("SELECT slot FROM signing_keys WHERE slot IS NOT NULL")).Order());
            Assert.Equal(2 + (4 * round), (await KidsAsync()).Count);
        }
    }

    [Fact]
    public async Task Only_ops_rotate() =>
        await api.ClientFor(Guid.NewGuid(), "customer").PostJsonAsync("/api/v1/ops/user/keys/rotate").ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");

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
