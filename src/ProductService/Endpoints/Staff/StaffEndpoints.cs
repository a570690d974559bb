using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.Contracts;
using FoodDelivery.ProductService.Clients;
using FoodDelivery.ProductService.Data;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FoodDelivery.ProductService.Endpoints;

/// <param name="Role">owner, manager or kitchen.</param>
public sealed record InviteRequest([property: EmailAddress, Text(254, MinimumLength = 1)] string Email, StaffRole Role);

public sealed record StaffRoleRequest(StaffRole Role);

/// <summary>Who works in a restaurant: its owners decide, and ops.</summary>
public static class StaffEndpoints
{
    public static void MapStaff(this WebApplication app)
    {
        const string Who = "Owners of the restaurant and ops.";
        const string Last = "409 last_owner: a restaurant keeps one owner.";
        var invite = new Invite(
            Guid.Parse("019b76da-a800-7d3e-8b11-5f4e3d2c1b0a"), "ada@example.org", StaffRole.Kitchen, Examples.Moment.AddDays(7));
        var member = new StaffMember(
            Guid.Parse("019b76da-a800-75c7-810a-6b4d0ef3987a"), "Bela Demirel", "bela@example.org", StaffRole.Owner);
        var group = app.MapGroup("/api/v1/restaurants/{id:guid}").WithTags("Staff").RequireRole(Roles.Restaurant, Roles.Ops);
        group.MapGet("/staff", ListAsync).Describe("listStaff", "List a restaurant's staff and its open invitations",
            Who, response: new StaffList([member], [invite]), problems: [403, 404, 503]);
        group.MapPost("/invites", InviteAsync).Describe("inviteStaff", "Invite somebody to be staff",
            $"{Who} A link goes to the address, good for 7 days; an earlier one for it is good no more. kitchen: orders, and what can be "
            + "had. manager: also menu, hours, pauses and reports. owner: also who is staff.",
            new InviteRequest("ada@example.org", StaffRole.Kitchen), invite, 400, 403, 404, 409, 503);
        group.MapDelete("/invites/{inviteId:guid}", WithdrawAsync)
            .Describe("withdrawInvite", "Take an invitation back", Who, problems: [403, 404, 503]);
        group.MapPut("/staff/{userId:guid}", ChangeAsync).Describe("changeStaffRole", "Change what a member of the staff is",
            $"{Who} What somebody loses by it counts at once. {Last}", new StaffRoleRequest(StaffRole.Manager), null,
            400, 403, 404, 409, 503);
        group.MapDelete("/staff/{userId:guid}", RemoveAsync).Describe("removeStaff", "Remove somebody from the staff",
            $"{Who} Their tokens are refused at once; they refresh. {Last}", problems: [403, 404, 409, 503]);
    }

    /// <summary>Staff with this role or a higher one, and ops; another's restaurant does not exist for staff.</summary>
    internal static void MustBe(this ClaimsPrincipal caller, StaffRole needed, Guid restaurantId)
    {
        if (caller.Has(Roles.Ops)) return;
        var role = caller.RoleAt(restaurantId) ?? throw ProblemException.NotFound("The restaurant");
        if (role >= needed) return;
        throw new ProblemException(403, "role_not_allowed", $"It takes {Word(needed)} rights in this restaurant; yours are {Word(role)}.");
    }

    private static Task<StaffList> ListAsync(Guid id, ClaimsPrincipal caller, Catalogue catalogue, UserClient users, CancellationToken ct)
    {
        _ = Restaurant(id, caller, catalogue);
        return users.ListStaffAsync(id, ct);
    }

    private static Task<Invite> InviteAsync(
        Guid id, InviteRequest request, ClaimsPrincipal caller, Catalogue catalogue, UserClient users, CancellationToken ct)
    {
        var name = Restaurant(id, caller, catalogue);
        return users.InviteAsync(id, name, request.Email, request.Role, caller.Id(), ct);
    }

    private static async Task<NoContent> WithdrawAsync(
        Guid id, Guid inviteId, ClaimsPrincipal caller, Catalogue catalogue, UserClient users, CancellationToken ct)
    {
        _ = Restaurant(id, caller, catalogue);
        await users.WithdrawAsync(id, inviteId, ct);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> ChangeAsync(
        Guid id, Guid userId, StaffRoleRequest request, ClaimsPrincipal caller, Catalogue catalogue, UserClient users, CancellationToken ct)
    {
        _ = Restaurant(id, caller, catalogue);
        await users.AppointAsync(id, userId, request.Role, caller.Id(), mustBeStaff: true, ct);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> RemoveAsync(
        Guid id, Guid userId, ClaimsPrincipal caller, Catalogue catalogue, UserClient users, CancellationToken ct)
    {
        _ = Restaurant(id, caller, catalogue);
        await users.RemoveAsync(id, userId, caller.Id(), ct);
        return TypedResults.NoContent();
    }

    // Its name; whoever may not decide about it learns nothing.
    private static string Restaurant(Guid id, ClaimsPrincipal caller, Catalogue catalogue)
    {
        caller.MustBe(StaffRole.Owner, id);
        return (catalogue.Find(id) ?? throw ProblemException.NotFound("The restaurant")).Restaurant.Name;
    }

    private static string Word(StaffRole role) => role.ToString().ToLowerInvariant();
}
