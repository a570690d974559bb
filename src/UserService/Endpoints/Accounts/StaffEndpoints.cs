using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.Contracts;
using FoodDelivery.UserService.Data;
using FoodDelivery.UserService.Domain;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FoodDelivery.UserService.Endpoints;

/// <param name="RestaurantIds">All restaurants the account is staff of from now on; empty: of none.</param>
public sealed record StaffRequest([property: MaxLength(Account.MaxRestaurants)] IReadOnlyList<Guid> RestaurantIds);

/// <summary>An account as ops see it.</summary>
public sealed record UserResponse(
    Guid Id, string Email, string DisplayName, IReadOnlyList<string> Roles, IReadOnlyList<Guid> RestaurantIds)
{
    internal static UserResponse From(Account account) =>
        new(account.Id, account.Email, account.DisplayName, account.Roles, account.RestaurantIds);
}

/// <summary>Ops make people staff of restaurants, and end that.</summary>
internal static class StaffEndpoints
{
    public static void MapStaff(this WebApplication app)
    {
        var restaurant = Guid.Parse("01980000-0000-7000-8000-00000000000a");
        var example = new UserResponse(
            Guid.Parse("019b76da-a800-75c7-810a-6b4d0ef3987a"), "ada@example.org", "Ada Lovelace",
            [Roles.Customer, Roles.Restaurant], [restaurant]);
        var users = app.MapGroup("/api/v1/ops/user/users").WithTags("Ops").RequireRole(Roles.Ops);
        users.MapGet("", FindAsync).Describe("findUser", "Find an account by its e-mail address",
            "One account or none; case and outer spaces of the address do not matter.",
            null, new Page<UserResponse>([example], null), 400, 403);
        users.MapPut("/{id:guid}/restaurants", SetAsync).Describe("setUserRestaurants", "Say which restaurants somebody is staff of",
            "Gives the role restaurant, or with an empty list takes it away. Of a restaurant that is new to them they become owner. "
            + "What somebody gains counts from the next refresh of their "
            + "tokens on, at most ten minutes later; when they lose a restaurant their tokens are refused at once, and they refresh. "
            + "Repeating it changes nothing. Whether the restaurants exist is not checked.",
            new StaffRequest([restaurant]), example, 400, 403, 404);
    }

    private static async Task<Ok<Page<UserResponse>>> FindAsync(AccountReads accounts, string? email, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(email)) throw ProblemException.Invalid("query:email", "Say which e-mail address.");
        var account = await accounts.FindByEmailAsync(EmailAddress.Normalise(email), ct);
        return TypedResults.Ok(new Page<UserResponse>(account is null ? [] : [UserResponse.From(account)], null));
    }

    private static async Task<Ok<UserResponse>> SetAsync(
        Guid id, StaffRequest request, ClaimsPrincipal caller, AccountStore accounts, ILogger<AccountStore> log, CancellationToken ct)
    {
        var account = await accounts.ChangeAsync(id, account => account.AppointStaffOf([.. request.RestaurantIds.Distinct()]),
            caller.Id(), "user.setRestaurants", $"{request.RestaurantIds.Count} restaurants", ct);
        log.LogInformation("Ops {OpsId} set the restaurants of {UserId} to {RestaurantIds}", caller.Id(), id, account.RestaurantIds);
        return TypedResults.Ok(UserResponse.From(account));
    }
}
