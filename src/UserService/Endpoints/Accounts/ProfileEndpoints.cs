using System.Security.Claims;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.Contracts;
using FoodDelivery.UserService.Data;
using FoodDelivery.UserService.Domain;
using FoodDelivery.UserService.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace FoodDelivery.UserService.Endpoints;

/// <param name="RestaurantIds">Restaurants the caller is staff of; empty for others.</param>
/// <param name="Vehicle">Drivers only.</param>
/// <param name="DriverStatus">Drivers only; deliveries come once it is approved.</param>
/// <param name="DriverReason">Why a driver is refused or suspended.</param>
/// <param name="Staff">What the caller is in which restaurant; left out for others.</param>
/// <param name="Locale">The language of messages.</param>
/// <param name="EmailVerified">Whether it is known that mail to the address arrives.</param>
public sealed record ProfileResponse(
    Guid Id, string Email, string DisplayName, IReadOnlyList<string> Roles, IReadOnlyList<Guid> RestaurantIds,
    string? Phone, Vehicle? Vehicle, DriverStatus? DriverStatus, Locale Locale, bool EmailVerified,
    string? DriverReason = null, IReadOnlyList<StaffPositionResponse>? Staff = null);

/// <param name="Role">owner, manager or kitchen.</param>
public sealed record StaffPositionResponse(Guid RestaurantId, StaffRole Role);

/// <param name="DisplayName">Left out: unchanged.</param>
/// <param name="Phone">Left out: unchanged; empty: removed.</param>
/// <param name="Locale">The language of messages; left out: unchanged.</param>
public sealed record UpdateProfileRequest(
    [property: Text(80, MinimumLength = 1)] string? DisplayName = null,
    [property: Pattern(PhoneNumbers.FormOrNothing, ErrorMessage = PhoneNumbers.Error)] string? Phone = null,
    Locale? Locale = null);

public sealed record ChangePasswordRequest(
    [property: Compared(128)] string CurrentPassword,
    [property: Compared(128, MinimumLength = 8)] string NewPassword);

/// <summary>The caller's own account.</summary>
internal static class ProfileEndpoints
{
    internal static ProfileResponse DriverExample { get; } = new(
        Guid.Parse("019b76da-a800-74b0-a8dd-14ee9541d70e"), "bela@example.org", "Bela Demirel",
        [Roles.Driver], [], null, Vehicle.Car, DriverStatus.Applied, Locale.De, true);

    public static void MapProfile(this WebApplication app)
    {
        var example = new ProfileResponse(
            Guid.Parse("019b76da-a800-75c7-810a-6b4d0ef3987a"), "ada@example.org", "Ada Lovelace",
            [Roles.Customer], [], "+49 30 901820", null, null, Locale.En, true);
        var me = app.MapGroup("/api/v1/users/me").WithTags("Profile").RequireAuthorization();
        me.MapGet("", GetAsync).Describe("getMyProfile", "Show my account",
            "The ETag names this state; send it as If-Match with a change.", null, example, 404);
        me.MapPatch("", UpdateAsync).Describe("updateMyProfile", "Change my name, phone or language",
            "With If-Match the change is made only if nobody changed the account since.",
            new UpdateProfileRequest("Ada King", "+49 30 901821", Locale.En), example, 400, 404, 412);
        me.MapPut("/password", ChangePasswordAsync).Describe("changeMyPassword", "Change my password",
            "Ends every session, this one included, and refuses their access tokens at once: log in again. Wrong guesses count like "
            + "failed logins, but of this session alone. Ends every lock by failed logins.",
            new ChangePasswordRequest("correct horse battery", "staple in the meadow"), null, 400, 404, 409, 429, 503);
    }

    private static async Task<Ok<ProfileResponse>> GetAsync(
        ClaimsPrincipal caller, AccountReads accounts, HttpContext http, CancellationToken ct) =>
        Show(await FindAsync(accounts, caller, ct), http);

    private static async Task<Ok<ProfileResponse>> UpdateAsync(
        UpdateProfileRequest request, ClaimsPrincipal caller, AccountStore accounts, HttpContext http,
        [FromHeader(Name = "If-Match")] string? _, CancellationToken ct) => // Named here for the description; CheckIfMatch reads it.
        Show(await accounts.ChangeAsync(caller.Id(), account =>
        {
            http.CheckIfMatch(account.Revision);
            account.ChangeProfile(request.DisplayName?.Trim(), request.Phone, request.Locale);
        }, ct), http);

    private static async Task<NoContent> ChangePasswordAsync(
        ChangePasswordRequest request, ClaimsPrincipal caller, AccountReads reads, AccountStore accounts,
        Login login, PasswordHashing passwords, HttpContext http, CancellationToken ct)
    {
        var account = await FindAsync(reads, caller, ct);
        if (PasswordRules.Objection(request.NewPassword, account.Email) is { } objection)
        {
            throw ProblemException.Invalid("/newPassword", objection);
        }
        var seenHash = await login.CheckOwnAsync(account, request.CurrentPassword, caller, http, ct);
        var newHash = await passwords.HashAsync(request.NewPassword, ct);
        await accounts.ChangePasswordAsync(account.Id, seenHash, newHash, ct);
        return TypedResults.NoContent();
    }

    /// <summary>The hash of the caller's password, which they know; wrong guesses count in their session.</summary>
    internal static async Task<string> CheckOwnAsync(
        this Login login, Account account, string password, ClaimsPrincipal caller, HttpContext http, CancellationToken ct)
    {
        var client = new LoginClient(http.ClientNetwork(), SessionId: caller.SessionId());
        var (seen, _) = await login.CheckAsync(account.Email, password, client, ct)
            ?? throw new ProblemException(400, "wrong_password", "The current password is wrong.");
        return seen.Account!.PasswordHash;
    }

    internal static async Task<Account> FindAsync(AccountReads accounts, ClaimsPrincipal caller, CancellationToken ct) =>
        await accounts.FindAsync(caller.Id(), ct) is { ErasedAt: null } account ? account : throw ProblemException.NotFound("The account");

    internal static Ok<ProfileResponse> Show(Account account, HttpContext http)
    {
        http.SetVersion(account.Revision);
        return TypedResults.Ok(new ProfileResponse(
            account.Id, account.Email, account.DisplayName, account.Roles, account.RestaurantIds,
            account.Phone, account.Vehicle, account.DriverStatus, account.Locale, account.EmailVerifiedAt is not null,
            account.DriverReason, account.Positions.Count == 0
                ? null
                : [.. account.Positions.Select(position => new StaffPositionResponse(position.RestaurantId, position.Role))]));
    }
}
