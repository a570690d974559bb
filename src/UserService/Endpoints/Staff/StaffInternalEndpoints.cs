using System.ComponentModel.DataAnnotations;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using FoodDelivery.UserService.Data;
using FoodDelivery.UserService.Domain;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FoodDelivery.UserService.Endpoints;

/// <param name="Actor">Who invites; Product has checked that they may.</param>
public sealed record InviteOrder(
    [property: EmailAddress, Text(254, MinimumLength = 1)] string Email, StaffRole Role,
    [property: Text(200, MinimumLength = 1)] string RestaurantName, Guid Actor);

/// <param name="Actor">Who decides; left out when the platform does.</param>
/// <param name="MustBeStaff">Only changes what somebody is who is staff already.</param>
public sealed record AppointmentOrder(StaffRole Role, Guid? Actor = null, bool MustBeStaff = false);

public sealed record InviteResponse(Guid Id, string Email, StaffRole Role, DateTimeOffset ExpiresAt);

public sealed record StaffMemberResponse(Guid UserId, string DisplayName, string Email, StaffRole Role);

public sealed record StaffListResponse(IReadOnlyList<StaffMemberResponse> Staff, IReadOnlyList<InviteResponse> Invites);

/// <summary>For Product above all, which keeps restaurants and knows who may change their staff.</summary>
internal static class StaffInternalEndpoints
{
    public static void MapStaffInternal(this WebApplication app)
    {
        var restaurant = app.MapGroup("/internal/v1/restaurants/{id:guid}");
        // Notification writes to them.
        restaurant.MapGet("/staff", ListAsync).RequireService("product", "notification");
        restaurant.MapPut("/staff/{userId:guid}", AppointAsync).RequireService("product");
        restaurant.MapDelete("/staff/{userId:guid}", RemoveAsync).RequireService("product");
        restaurant.MapPost("/invites", InviteAsync).RequireService("product");
        restaurant.MapDelete("/invites/{inviteId:guid}", WithdrawAsync).RequireService("product");
    }

    private static async Task<Ok<StaffListResponse>> ListAsync(Guid id, StaffStore staff, CancellationToken ct)
    {
        var (members, invites) = await staff.ListAsync(id, ct);
        return TypedResults.Ok(new StaffListResponse(
            [
                .. members.Select(one => new StaffMemberResponse(
                    one.UserId, one.DisplayName, one.Email, EnumText.Parse<StaffRole>(one.Role))),
            ],
            [.. invites.Select(Show)]));
    }

    private static async Task<NoContent> AppointAsync(Guid id, Guid userId, AppointmentOrder order, StaffStore staff, CancellationToken ct)
    {
        await staff.AppointAsync(id, userId, order.Role, order.MustBeStaff, order.Actor, ct);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> RemoveAsync(Guid id, Guid userId, Guid actor, StaffStore staff, CancellationToken ct)
    {
        await staff.RemoveAsync(id, userId, actor, ct);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<InviteResponse>> InviteAsync(Guid id, InviteOrder order, StaffStore staff, CancellationToken ct) =>
        TypedResults.Ok(Show(await staff.InviteAsync(
            id, order.RestaurantName, AuthEndpoints.Email(order.Email), order.Role, order.Actor, ct)));

    private static async Task<NoContent> WithdrawAsync(Guid id, Guid inviteId, StaffStore staff, CancellationToken ct)
    {
        await staff.WithdrawAsync(id, inviteId, ct);
        return TypedResults.NoContent();
    }

    private static InviteResponse Show(OpenInvite invite) =>
        new(invite.Id, invite.Email, EnumText.Parse<StaffRole>(invite.StaffRole), invite.ExpiresAt);
}
