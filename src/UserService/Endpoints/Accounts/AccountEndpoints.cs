using System.Security.Claims;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.Contracts;
using FoodDelivery.UserService.Data;
using FoodDelivery.UserService.Domain;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FoodDelivery.UserService.Endpoints;

/// <param name="Reason">For the trail, and for whoever asks why.</param>
public sealed record AccountActRequest([property: Text(200, MinimumLength = 3)] string Reason);

/// <summary>An account as ops see it.</summary>
/// <param name="BlockedAt">Left out while it is not blocked.</param>
/// <param name="ErasedAt">Since when nothing of the person is left; left out for everybody else.</param>
public sealed record AccountResponse(
    Guid Id, string Email, bool EmailVerified, string DisplayName, string? Phone, Locale Locale, IReadOnlyList<string> Roles,
    IReadOnlyList<Guid> RestaurantIds, DriverStatus? DriverStatus, DateTimeOffset CreatedAt, DateTimeOffset? BlockedAt,
    string? BlockedReason, DateTimeOffset? ErasedAt = null)
{
    internal static AccountResponse From(Account account) => new(
        account.Id, account.Email, account.EmailVerifiedAt is not null, account.DisplayName, account.Phone, account.Locale, account.Roles,
        account.RestaurantIds, account.DriverStatus, account.CreatedAt, account.BlockedAt, account.BlockedReason,
        account.ErasedAt);
}

/// <summary>Ops find accounts, and let people in or not.</summary>
internal static class AccountEndpoints
{
    public static void MapAccounts(this WebApplication app)
    {
        var example = new AccountResponse(
            Guid.Parse("019b76da-a800-75c7-810a-6b4d0ef3987a"), "ada@example.org", true, "Ada Lovelace", "+49 30 901820", Locale.En,
            [Roles.Customer], [], null, new DateTimeOffset(2026, 11, 22, 18, 30, 0, TimeSpan.Zero), null, null);
        var blocked = example with { BlockedAt = example.CreatedAt.AddDays(1), BlockedReason = "Stolen cards" };
        var accounts = app.MapGroup("/api/v1/ops/user/accounts").WithTags("Ops").RequireRole(Roles.Ops);
        accounts.MapGet("", FindAsync).Describe("findAccount", "Find an account by its e-mail address",
            "One account or none; case and outer spaces of the address do not matter.", null, new Page<AccountResponse>([example], null),
            400, 403);
        accounts.MapGet("/{id:guid}", GetAsync).Describe("getAccount", "Show an account", null, null, example, 403, 404);
        accounts.MapPost("/{id:guid}/block", BlockAsync).Describe("blockAccount", "Let somebody in no more",
            "Ends every session and every link at once; from then on a login with the right password is 403 account_blocked. An approved "
            + "driver is suspended as well. Nobody blocks themselves (409). Repeating it changes nothing.",
            new AccountActRequest("Stolen cards"), blocked, 400, 403, 404, 409);
        accounts.MapPost("/{id:guid}/unblock", UnblockAsync).Describe("unblockAccount", "Let somebody in again",
            "A driver who was suspended stays so until they are approved. Repeating it changes nothing.",
            new AccountActRequest("The bank was wrong"), example, 400, 403, 404);
        accounts.MapPost("/{id:guid}/log-out", LogOutAsync).Describe("logOutAccount", "Log somebody out everywhere",
            "Every access token is refused from then on, by every service within about a second.",
            new AccountActRequest("Lost their phone"), null, 400, 403, 404);
        accounts.MapPost("/{id:guid}/reset-link", ResetLinkAsync).Describe("sendResetLink", "Send somebody a link for a new password",
            "It goes to the address of the account and is good for an hour; nobody else sees it. Not for a blocked account (409).",
            new AccountActRequest("Called, cannot get in"), null, 400, 403, 404, 409).Produces(202);
    }

    private static async Task<Ok<Page<AccountResponse>>> FindAsync(AccountReads accounts, CancellationToken ct, string? email = null)
    {
        if (string.IsNullOrWhiteSpace(email)) throw ProblemException.Invalid("query:email", "Say which e-mail address.");
        var account = await accounts.FindByEmailAsync(EmailAddress.Normalise(email), ct);
        return TypedResults.Ok(new Page<AccountResponse>(account is null ? [] : [AccountResponse.From(account)], null));
    }

    private static async Task<Ok<AccountResponse>> GetAsync(Guid id, AccountReads accounts, CancellationToken ct) =>
        TypedResults.Ok(AccountResponse.From(await accounts.FindAsync(id, ct) ?? throw ProblemException.NotFound("The account")));

    private static async Task<Ok<AccountResponse>> BlockAsync(
        Guid id, AccountActRequest request, ClaimsPrincipal caller, AccountStore accounts, CancellationToken ct)
    {
        if (id == caller.Id()) throw new ProblemException(409, "own_account", "Nobody blocks themselves; ask somebody else of ops.");
        return TypedResults.Ok(AccountResponse.From(await accounts.BlockAsync(id, caller.Id(), request.Reason, ct)));
    }

    private static async Task<Ok<AccountResponse>> UnblockAsync(
        Guid id, AccountActRequest request, ClaimsPrincipal caller, AccountStore accounts, CancellationToken ct) =>
        TypedResults.Ok(AccountResponse.From(await accounts.ChangeAsync(
            id, account => account.Unblock(), caller.Id(), "user.unblock", request.Reason, ct)));

    private static async Task<NoContent> LogOutAsync(
        Guid id, AccountActRequest request, ClaimsPrincipal caller, AccountStore accounts, CancellationToken ct)
    {
        await accounts.LogOutAsync(id, caller.Id(), request.Reason, ct);
        return TypedResults.NoContent();
    }

    private static async Task<Accepted> ResetLinkAsync(
        Guid id, AccountActRequest request, ClaimsPrincipal caller, LinkActions links, CancellationToken ct)
    {
        await links.SendResetAsync(id, caller.Id(), request.Reason, ct);
        return TypedResults.Accepted((string?)null);
    }
}
