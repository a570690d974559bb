using System.Net;
using FoodDelivery.TestKit;
using FoodDelivery.UserService.Data;
using FoodDelivery.UserService.Domain;
using Microsoft.Extensions.DependencyInjection;

namespace FoodDelivery.UserService.Tests.Scenarios;

/// <summary>What happens between the check of a password and the opening of the session.</summary>
[Collection(UserApiCollection.Name)]
public sealed class RacingLogins(UserApi api)
{
    [Fact]
    public async Task A_session_opens_when_nothing_happened_meanwhile() => Assert.NotNull(await OpenAsync(_ => Task.CompletedTask));

    [Fact]
    public async Task A_password_changed_meanwhile_opens_nothing() => Assert.Null(await OpenAsync(async person =>
        await api.ClientFor(person.Id, "customer").PutJsonAsync("/api/v1/users/me/password", new { currentPassword = UserApi.Password, newPassword = "staple in the meadow" })
            .ShouldBe(HttpStatusCode.NoContent)));

    [Fact]
    public async Task A_block_by_parallel_guesses_opens_nothing() => Assert.Null(await OpenAsync(async person =>
    {
        for (var i = 0; i < 5; i++) await api.TryLoginAsync(person.Email, "not this one").ShouldBe(HttpStatusCode.Unauthorized);
    }));

    private async Task<(Guid SessionId, string RefreshToken)?> OpenAsync(Func<(Guid Id, string Email), Task> meanwhile)
    {
        var person = await api.RegisterAsync();
        var candidate = await api.Services.GetRequiredService<LoginStore>().FindAsync(person.Email, new LoginClient(""), CancellationToken.None);
        await meanwhile(person);
        return await api.Services.GetRequiredService<SessionStore>().OpenAsync(candidate, null, CancellationToken.None);
    }
}
