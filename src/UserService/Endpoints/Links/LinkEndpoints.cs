using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.UserService.Data;
using FoodDelivery.UserService.Domain;
using FoodDelivery.UserService.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FoodDelivery.UserService.Endpoints;

public sealed record PasswordResetRequest([property: EmailAddress, Text(254, MinimumLength = 1)] string Email);

/// <param name="Token">What the link of the mail ends with.</param>
/// <param name="NewPassword">8 to 128 characters, not the e-mail address, not only spaces, none of the common ones.</param>
public sealed record ConfirmPasswordResetRequest(
    [property: Compared(200, MinimumLength = 1)] string Token,
    [property: Compared(128, MinimumLength = 8)] string NewPassword);

/// <param name="Token">What the link of the mail ends with.</param>
public sealed record VerifyRequest([property: Compared(200, MinimumLength = 1)] string Token);

/// <param name="Email">The new address; it counts once the link that goes there is followed.</param>
/// <param name="Password">Of the account.</param>
public sealed record ChangeEmailRequest(
    [property: EmailAddress, Text(254, MinimumLength = 1)] string Email,
    [property: Compared(128)] string Password);

/// <summary>What people do by the links that they get by mail.</summary>
internal static class LinkEndpoints
{
    private const string Token = "q1dM0mL0n5nY6b0Yw0Hqf4mRk0dGm2rT8iJ3uVx9ZsE";

    public static void MapLinks(this WebApplication app)
    {
        var auth = app.MapGroup("/api/v1/auth").WithTags("Auth");
        auth.MapPost("/password-reset", RequestResetAsync).Describe("requestPasswordReset", "Ask for a new password",
            "A link goes to the address, good for an hour, if there is an account; the answer and the time it takes are the same if there "
            + $"is none. At most {LinkActions.PerHour} links an hour go to one address.",
            new PasswordResetRequest("ada@example.org"), null, 400).Produces(202);
        auth.MapPost("/password-reset/confirm", ResetAsync).Describe("confirmPasswordReset", "Set a new password by a link",
            "Ends every session, every lock by failed logins and every other link of the account. 410 link_used: the link was used "
            + "already, or its time is over.",
            new ConfirmPasswordResetRequest(Token, "staple in the meadow"), null, 400, 410, 503);
        auth.MapPost("/verify", VerifyAsync).Describe("verifyEmail", "Confirm an e-mail address by a link",
            "Of a new account, or of a change of address: then it is the account's from now on, and the former one is told. "
            + "409 address_in_use: somebody has registered the new address meanwhile.",
            new VerifyRequest(Token), null, 400, 409, 410);
        auth.MapPost("/verify/resend", ResendAsync).RequireAuthorization().Describe("resendVerification", "Get the confirming link again",
            $"Nothing is sent when the address is confirmed already. At most {LinkActions.PerHour} links an hour.",
            null, null, 404, 429).Produces(202);
        app.MapPut("/api/v1/users/me/email", ChangeEmailAsync).WithTags("Profile").RequireAuthorization()
            .Describe("changeMyEmail", "Change my e-mail address",
                "A link goes to the new address, good for a day; once it is followed the address is the account's, and the former one is "
                + "told. Nothing goes to an address that has an account, and the answer is the same. Wrong guesses of the password count "
                + "like failed logins, but of this session alone.",
                new ChangeEmailRequest("ada.king@example.org", "correct horse battery"), null, 400, 404, 409, 429, 503).Produces(202);
    }

    private static async Task<Accepted> RequestResetAsync(PasswordResetRequest request, LinkActions links, CancellationToken ct)
    {
        await links.RequestResetAsync(Email(request.Email), ct);
        return TypedResults.Accepted((string?)null);
    }

    private static async Task<NoContent> ResetAsync(
        ConfirmPasswordResetRequest request, LinkStore links, LinkActions actions, PasswordHashing passwords, CancellationToken ct)
    {
        var link = await links.FindAsync(request.Token, [LinkKind.PasswordReset, LinkKind.AccountReady], ct);
        if (PasswordRules.Objection(request.NewPassword, link.Email) is { } objection)
        {
            throw ProblemException.Invalid("/newPassword", objection);
        }
        await actions.ResetPasswordAsync(link, await passwords.HashAsync(request.NewPassword, ct), ct);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> VerifyAsync(
        VerifyRequest request, LinkStore links, LinkActions actions, CancellationToken ct)
    {
        await actions.VerifyAsync(
            await links.FindAsync(request.Token, [LinkKind.EmailVerification, LinkKind.EmailChange], ct), ct);
        return TypedResults.NoContent();
    }

    private static async Task<Accepted> ResendAsync(ClaimsPrincipal caller, LinkActions links, CancellationToken ct)
    {
        await links.ResendVerificationAsync(caller.Id(), ct);
        return TypedResults.Accepted((string?)null);
    }

    private static async Task<Accepted> ChangeEmailAsync(
        ChangeEmailRequest request, ClaimsPrincipal caller, AccountReads accounts, LinkActions links, Login login, HttpContext http,
        CancellationToken ct)
    {
        var email = Email(request.Email);
        var account = await ProfileEndpoints.FindAsync(accounts, caller, ct);
        if (email == account.Email) throw ProblemException.Invalid("/email", "This is the address of the account already.");
        var seenHash = await login.CheckOwnAsync(account, request.Password, caller, http, ct);
        await links.RequestEmailChangeAsync(account.Id, seenHash, email, ct);
        return TypedResults.Accepted((string?)null);
    }

    private static string Email(string text) => AuthEndpoints.Email(text);
}
