using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.Contracts;
using FoodDelivery.UserService.Data;
using FoodDelivery.UserService.Domain;
using FoodDelivery.UserService.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FoodDelivery.UserService.Endpoints;

/// <param name="Token">What the link of the mail ends with.</param>
/// <param name="Password">For who has no account yet, or one whose address is not confirmed: 8 to 128 characters.</param>
/// <param name="DisplayName">For who has no account yet.</param>
/// <param name="Locale">Of the new account; en when left out.</param>
public sealed record AcceptInviteRequest(
    [property: Compared(200, MinimumLength = 1)] string Token,
    [property: Compared(128, MinimumLength = 8)] string? Password = null,
    [property: Text(80, MinimumLength = 1)] string? DisplayName = null,
    Locale? Locale = null);

/// <summary>Becoming staff by an invitation.</summary>
internal static class InviteEndpoints
{
    public static void MapInvites(this WebApplication app)
    {
        var example = new UserResponse(
            Guid.Parse("019b76da-a800-75c7-810a-6b4d0ef3987a"), "ada@example.org", "Ada Lovelace",
            [Roles.Restaurant], [Guid.Parse("01980000-0000-7000-8000-00000000000a")]);
        app.MapPost("/api/v1/auth/invites/accept", AcceptAsync).WithTags("Auth").Describe("acceptInvite", "Become staff by an invitation",
            "The account of the invited address becomes staff; who has none gets one, of staff and nothing else, and says name and "
            + "password with it. An account whose address was never confirmed gets a new password, and its sessions end: somebody else "
            + "may have made it. 400 names what is missing. Then log in; who is logged in refreshes. "
            + "410 link_used: used, withdrawn or expired.",
            new AcceptInviteRequest("q1dM0mL0n5nY6b0Yw0Hqf4mRk0dGm2rT8iJ3uVx9ZsE", "correct horse battery", "Ada Lovelace"),
            example, 400, 403, 409, 410, 503);
    }

    private static async Task<Ok<UserResponse>> AcceptAsync(
        AcceptInviteRequest request, LinkStore links, StaffStore staff, PasswordHashing passwords, CancellationToken ct)
    {
        var link = await links.FindAsync(request.Token, [LinkKind.Invite], ct);
        var known = await staff.AccountOfAsync(link, ct);
        var newcomer = known is null ? await NewcomerAsync(request, link, passwords, ct) : null;
        var newHash = known is { EmailVerifiedAt: null } ? await passwords.HashAsync(Password(request, link), ct) : null;
        return TypedResults.Ok(UserResponse.From(await staff.AcceptAsync(link with { UserId = known?.Id }, newcomer, newHash, ct)));
    }

    private static async Task<Person> NewcomerAsync(
        AcceptInviteRequest request, FoundLink link, PasswordHashing passwords, CancellationToken ct)
    {
        var name = request.DisplayName?.Trim()
            ?? throw ProblemException.Invalid("/displayName", "The address has no account yet: say what the name of the new one is.");
        var password = Password(request, link);
        return new Person(link.Email, name, await passwords.HashAsync(password, ct), [], Locale: request.Locale ?? Locale.En);
    }

    private static string Password(AcceptInviteRequest request, FoundLink link)
    {
        var password = request.Password ?? throw ProblemException.Invalid("/password", "Choose a password for the account.");
        return PasswordRules.Objection(password, link.Email) is { } objection
            ? throw ProblemException.Invalid("/password", objection)
            : password;
    }
}
