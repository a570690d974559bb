using System.Net;
using FoodDelivery.TestKit;
using FoodDelivery.UserService.Commands;

namespace FoodDelivery.UserService.Tests.Scenarios;

/// <summary>The command that makes an account of ops where there is none yet.</summary>
[Collection(UserApiCollection.Name)]
public sealed class MakingTheFirstOps(UserApi api)
{
    private const string Strong = "four words on the door";

    [Fact]
    public async Task Without_a_password_the_person_chooses_one_by_a_link_that_is_good_once()
    {
        var email = UserApi.NewEmail();
        var (code, text) = await RunAsync("", "--email", email, "--name", "Olga Ops");
        Assert.Equal(0, code);
        var token = text.Split("\"token\":\"")[1].Split('"')[0];
        var confirm = new { token, newPassword = Strong };
        await api.Anonymous().PostJsonAsync("/api/v1/auth/password-reset/confirm", confirm).ShouldBe(HttpStatusCode.NoContent);
        await api.Anonymous().PostJsonAsync("/api/v1/auth/password-reset/confirm", confirm).ShouldBeProblem(HttpStatusCode.Gone, "link_used");

        var ops = api.WithToken((await api.LoginAsync(email, Strong)).Text("accessToken"));
        await ops.GetAsync("/api/v1/ops/user/drivers").ShouldBe(HttpStatusCode.OK);
        var me = await ops.GetAsync("/api/v1/users/me").ShouldBe(HttpStatusCode.OK);
        Assert.Equal("""["ops"]""", me["roles"]!.ToJsonString());
        Assert.Contains("user.createOps", (await ops.GetAsync($"/api/v1/ops/user/audit?subject={me.Id()}").ShouldBe(HttpStatusCode.OK)).ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doing_it_again_changes_nothing_and_gives_a_new_link_only_when_asked_for()
    {
        var email = UserApi.NewEmail();
        Assert.Equal(0, (await RunAsync(Strong, "--email", email, "--password-stdin")).Code);
        var (code, text) = await RunAsync("another one of twelve", "--email", email.ToUpperInvariant(), "--password-stdin");
        Assert.Equal(0, code);
        Assert.DoesNotContain("token", text, StringComparison.Ordinal);
        await api.LoginAsync(email, Strong);
        Assert.Contains("\"token\"", (await RunAsync("", "--email", email, "--new-link")).Output, StringComparison.Ordinal);
        await api.LoginAsync(email, Strong);
        Assert.Single(await api.QueryAsync<Guid>("SELECT id FROM users WHERE email = @email", new { email }));
    }

    [Fact]
    public async Task Who_registered_the_address_before_does_not_become_ops()
    {
        var (id, email) = await api.RegisterAsync();
        var (code, text) = await RunAsync("", "--email", email);
        Assert.Equal(1, code);
        Assert.Contains("not_ops", text, StringComparison.Ordinal);
        Assert.Equal(["customer"], await api.QueryAsync<string>("SELECT roles FROM users WHERE id = @id", new { id }));
    }

    [Theory]
    [InlineData("short", 1, "--email", "olga@example.org", "--password-stdin")]
    [InlineData("olga@example.org", 1, "--email", "olga@example.org", "--password-stdin")]
    [InlineData("", 1, "--email", "nobody")]
    [InlineData("", 2, "--email")]
    [InlineData("", 2)]
    [InlineData("", 2, "--email", "olga@example.org", "--password", "on the command line")]
    public async Task What_cannot_be_is_refused(string input, int expected, params string[] arguments)
    {
        Assert.Equal(expected, (await RunAsync(input, arguments)).Code);
        Assert.Empty(await api.QueryAsync<Guid>("SELECT id FROM users WHERE email IN ('olga@example.org', 'nobody')"));
    }

    private async Task<(int Code, string Output)> RunAsync(string input, params string[] arguments)
    {
        using var output = new StringWriter();
        return (await CreateOps.RunAsync(api.Services, arguments, new StringReader(input), output, default), output.ToString());
    }
}
