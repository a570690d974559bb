using System.Net;
using FoodDelivery.TestKit;

namespace FoodDelivery.UserService.Tests.Scenarios;

/// <summary>Whose failed logins keep whom out.</summary>
[Collection(UserApiCollection.Name)]
public sealed class LockingOut(UserApi api)
{
    private const string Home = "203.0.113.7", Elsewhere = "198.51.100.9";
    private static int network;

    [Fact]
    public async Task A_stranger_locks_out_himself_and_not_the_owner()
    {
        var (_, email) = await api.RegisterAsync();
        await FailAsync(email, Elsewhere, 5);
        await api.TryLoginFromAsync(Elsewhere, email).ShouldBeProblem(HttpStatusCode.TooManyRequests, "login_throttled");
        await api.TryLoginFromAsync(Home, email).ShouldBe(HttpStatusCode.OK);
        await api.TryLoginFromAsync(Elsewhere, email).ShouldBe(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task Addresses_of_one_network_count_together()
    {
        var (_, email) = await api.RegisterAsync();
        for (var i = 0; i < 5; i++) await FailAsync(email, $"2001:db8:1:2::{i}", 1);
        await api.TryLoginFromAsync("2001:db8:1:2:ffff::1", email).ShouldBe(HttpStatusCode.TooManyRequests);
        await api.TryLoginFromAsync("2001:db8:1:3::1", email).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Guesses_from_everywhere_keep_strangers_out_and_let_in_who_had_a_session()
    {
        var (_, email) = await api.RegisterAsync();
        var phone = (await api.TryLoginFromAsync(Home, email).ShouldBe(HttpStatusCode.OK)).Text("refreshToken");
        await FailFromEverywhereAsync(email);

        await api.TryLoginFromAsync(Elsewhere, email).ShouldBeProblem(HttpStatusCode.TooManyRequests, "login_throttled");
        // From the network of the session, and from anywhere with what the session was given, be it over or not.
        await api.TryLoginFromAsync(Home, email).ShouldBe(HttpStatusCode.OK);
        await api.Anonymous().PostJsonAsync("/api/v1/auth/logout", new { refreshToken = phone }).ShouldBe(HttpStatusCode.NoContent);
        await api.TryLoginFromAsync(Elsewhere, email, refreshToken: phone).ShouldBe(HttpStatusCode.OK);
        // Somebody else's token is no key.
        var (_, _, _, others) = await api.LoggedInAsync();
        await api.TryLoginFromAsync("192.0.2.77", email, refreshToken: others.Text("refreshToken")).ShouldBe(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task The_owner_can_change_the_password_while_strangers_guess_and_that_ends_the_lock()
    {
        var (client, _, email, _) = await api.LoggedInAsync();
        await FailFromEverywhereAsync(email);
        await api.TryLoginFromAsync(Elsewhere, email).ShouldBe(HttpStatusCode.TooManyRequests);

        await client.PutJsonAsync("/api/v1/users/me/password", new { currentPassword = UserApi.Password, newPassword = "staple in the meadow" }).ShouldBe(HttpStatusCode.NoContent);
        await api.TryLoginFromAsync(Elsewhere, email, "staple in the meadow").ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_known_device_has_no_more_guesses_than_any()
    {
        var (_, email) = await api.RegisterAsync();
        var phone = (await api.TryLoginFromAsync(Home, email).ShouldBe(HttpStatusCode.OK)).Text("refreshToken");
        for (var i = 0; i < 5; i++) await api.TryLoginFromAsync($"192.0.2.{i}", email, "not this one", phone).ShouldBe(HttpStatusCode.Unauthorized);
        await api.TryLoginFromAsync(Elsewhere, email, refreshToken: phone).ShouldBe(HttpStatusCode.TooManyRequests);
    }

    private async Task FailAsync(string email, string address, int times)
    {
        for (var i = 0; i < times; i++) await api.TryLoginFromAsync(address, email, "not this one").ShouldBe(HttpStatusCode.Unauthorized);
    }

    // Hundred failures would be a hundred hashes: most are written as if they had happened.
    private async Task FailFromEverywhereAsync(string email)
    {
        await FailAsync(email, $"100.64.0.{Interlocked.Increment(ref network)}", 1);
        await api.ExecuteAsync("UPDATE login_failures SET failures = 99 WHERE email_hash = @hash", new { hash = FoodDelivery.UserService.Domain.EmailAddress.Hash(email) });
        await FailAsync(email, $"100.64.0.{Interlocked.Increment(ref network)}", 1);
    }
}
