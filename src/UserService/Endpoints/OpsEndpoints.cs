using System.ComponentModel.DataAnnotations;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using FoodDelivery.UserService.Data;
using FoodDelivery.UserService.Domain;
using FoodDelivery.UserService.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FoodDelivery.UserService.Endpoints;

public sealed record SuspendDriverRequest([property: StringLength(200, MinimumLength = 3)] string Reason);

/// <param name="AllowedActions">What ops can do now: approve, suspend.</param>
public sealed record DriverResponse(
    Guid Id, string DisplayName, string Email, string? Phone, Vehicle? Vehicle, DriverStatus Status, IReadOnlyList<DriverCommand> AllowedActions)
{
    internal static DriverResponse From(Account driver)
    {
        var status = driver.DriverStatus!.Value;
        return new(driver.Id, driver.DisplayName, driver.Email, driver.Phone, driver.Vehicle, status, DriverMachine.Allowed(status));
    }
}

/// <param name="CurrentKid">The key that signs from now on.</param>
/// <param name="NextKid">The key that will sign after the next rotation.</param>
public sealed record RotatedKeysResponse(string CurrentKid, string NextKid);

/// <summary>What ops do here: approving drivers, rotating keys.</summary>
internal static class OpsEndpoints
{
    public static void MapOps(this WebApplication app)
    {
        var example = new DriverResponse(Guid.Parse("019b76da-a800-74b0-a8dd-14ee9541d70e"), "Bela Demirel", "bela@example.org", null, Vehicle.Bike, DriverStatus.Approved, [DriverCommand.Suspend]);
        var ops = app.MapGroup("/api/v1/ops/user").WithTags("Ops").RequireRole(Roles.Ops);
        ops.MapGet("/drivers", ListAsync).Describe("listDrivers", "List drivers",
            "Newest first; status is applied, approved or suspended, all when left out.", null, new Page<DriverResponse>([example], null), 400, 403);
        ops.MapPost("/drivers/{id:guid}/approve", ApproveAsync).Describe("approveDriver", "Let a driver take deliveries",
            "Also lifts a suspension. Repeating it changes nothing.", null, example, 403, 404);
        ops.MapPost("/drivers/{id:guid}/suspend", SuspendAsync).Describe("suspendDriver", "Stop a driver from taking deliveries",
            "Only an approved driver can be suspended; deliveries under way go on.", new SuspendDriverRequest("Licence expired"),
            example with { Status = DriverStatus.Suspended, AllowedActions = [DriverCommand.Approve] }, 400, 403, 404, 409);
        ops.MapPost("/keys/rotate", RotateAsync).Describe("rotateSigningKeys", "Rotate the signing keys",
            "The next key, published since it was made, signs from now on; a new next one is made. Tokens of the old key stay good until they expire.",
            null, new RotatedKeysResponse("019b76daa80075c7810a6b4d0ef3987a", "019b76daa80074b0a8dd14ee9541d70e"), 403);
    }

    private static async Task<Ok<Page<DriverResponse>>> ListAsync(UserStore users, CancellationToken ct, string? status = null, int? limit = null, string? cursor = null)
    {
        var size = Paging.Limit(limit);
        var drivers = await users.DriversAsync(Status(status), Paging.DecodeId(cursor), size + 1, ct);
        return TypedResults.Ok(drivers.Select(DriverResponse.From).ToList().ToPage(size, driver => driver.Id.ToString()));
    }

    private static async Task<Ok<DriverResponse>> ApproveAsync(Guid id, UserStore users, CancellationToken ct) =>
        await CommandAsync(users, id, DriverCommand.Approve, "", ct);

    private static async Task<Ok<DriverResponse>> SuspendAsync(Guid id, SuspendDriverRequest request, UserStore users, CancellationToken ct) =>
        await CommandAsync(users, id, DriverCommand.Suspend, request.Reason, ct);

    private static async Task<Ok<DriverResponse>> CommandAsync(UserStore users, Guid id, DriverCommand command, string reason, CancellationToken ct) =>
        TypedResults.Ok(DriverResponse.From(await users.CommandDriverAsync(id, command, reason, ct) ?? throw ProblemException.NotFound("The driver")));

    private static async Task<Ok<RotatedKeysResponse>> RotateAsync(SigningKeys keys, CancellationToken ct)
    {
        var ring = await keys.RotateAsync(ct);
        return TypedResults.Ok(new RotatedKeysResponse(ring.Current.KeyId, ring.Next.KeyId));
    }

    private static DriverStatus? Status(string? text)
    {
        if (text is null) return null;
        foreach (var status in Enum.GetValues<DriverStatus>())
        {
            if (status.Wire() == text) return status;
        }
        throw ProblemException.Invalid("query:status", "status is applied, approved or suspended.");
    }
}
