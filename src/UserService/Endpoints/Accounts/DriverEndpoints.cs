using System.Security.Claims;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using FoodDelivery.UserService.Data;
using FoodDelivery.UserService.Domain;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FoodDelivery.UserService.Endpoints;

public sealed record RefuseDriverRequest([property: Text(200, MinimumLength = 3)] string Reason);

/// <param name="Vehicle">Left out: as before.</param>
public sealed record DriverApplicationRequest(Vehicle? Vehicle = null);

public sealed record SuspendDriverRequest([property: Text(200, MinimumLength = 3)] string Reason);

/// <param name="AllowedActions">What ops can do now: approve, suspend, refuse.</param>
/// <param name="Reason">Why the driver is refused or suspended.</param>
public sealed record DriverResponse(
    Guid Id, string DisplayName, string Email, string? Phone, Vehicle? Vehicle, DriverStatus Status,
    IReadOnlyList<DriverCommand> AllowedActions, string? Reason = null)
{
    internal static DriverResponse From(Account driver)
    {
        var status = driver.DriverStatus!.Value;
        return new(
            driver.Id, driver.DisplayName, driver.Email, driver.Phone, driver.Vehicle, status, DriverMachine.Allowed(status),
            driver.DriverReason);
    }
}

/// <summary>Ops approve drivers, and suspend them.</summary>
internal static class DriverEndpoints
{
    public static void MapDrivers(this WebApplication app)
    {
        var example = new DriverResponse(
            Guid.Parse("019b76da-a800-74b0-a8dd-14ee9541d70e"), "Bela Demirel", "bela@example.org", null,
            Vehicle.Bike, DriverStatus.Approved, [DriverCommand.Suspend]);
        var ops = app.MapGroup("/api/v1/ops/user").WithTags("Ops").RequireRole(Roles.Ops);
        ops.MapGet("/drivers", ListAsync).Describe("listDrivers", "List drivers",
            "Newest first; status is applied, approved, suspended or refused, all when left out.",
            null, new Page<DriverResponse>([example], null), 400, 403);
        ops.MapPost("/drivers/{id:guid}/approve", ApproveAsync).Describe("approveDriver", "Let a driver take deliveries",
            "Also lifts a suspension. Repeating it changes nothing.", null, example, 403, 404);
        ops.MapPost("/drivers/{id:guid}/suspend", SuspendAsync).Describe("suspendDriver", "Stop a driver from taking deliveries",
            "Only an approved driver can be suspended; deliveries under way go on.", new SuspendDriverRequest("Licence expired"),
            example with { Status = DriverStatus.Suspended, AllowedActions = [DriverCommand.Approve], Reason = "Licence expired" },
            400, 403, 404, 409);
        ops.MapPost("/drivers/{id:guid}/refuse", RefuseAsync).Describe("refuseDriver", "Refuse a driver's application",
            "With a reason, which the driver is told; they may apply again. Repeating it changes nothing.",
            new RefuseDriverRequest("The licence cannot be read"), example with
            {
                Status = DriverStatus.Refused, AllowedActions = [DriverCommand.Approve], Reason = "The licence cannot be read",
            }, 400, 403, 404, 409);
        app.MapPost("/api/v1/users/me/driver-application", ApplyAsync).WithTags("Profile").RequireRole(Roles.Driver)
            .Describe("applyAsDriver", "Apply again as a driver",
                "For who was refused; who still waits may change the vehicle by it. 409 for who has been approved before.",
                new DriverApplicationRequest(Vehicle.Car), ProfileEndpoints.DriverExample, 400, 403, 404, 409);
    }

    private static async Task<Ok<Page<DriverResponse>>> ListAsync(
        AccountReads accounts, CancellationToken ct, [DescribedAs(typeof(DriverStatus))] string? status = null, int? limit = null,
        string? cursor = null)
    {
        var size = Paging.Limit(limit);
        var drivers = await accounts.DriversAsync(Status(status), Paging.DecodeId(cursor), size + 1, ct);
        return TypedResults.Ok(drivers.Select(DriverResponse.From).ToList().ToPage(size, driver => driver.Id.ToString()));
    }

    private static async Task<Ok<DriverResponse>> ApproveAsync(
        Guid id, ClaimsPrincipal caller, AccountStore accounts, CancellationToken ct) =>
        TypedResults.Ok(DriverResponse.From(
            await accounts.ChangeAsync(id, driver => driver.Approve(), caller.Id(), "driver.approve", null, ct)));

    private static async Task<Ok<DriverResponse>> SuspendAsync(
        Guid id, SuspendDriverRequest request, ClaimsPrincipal caller, AccountStore accounts, CancellationToken ct) =>
        TypedResults.Ok(DriverResponse.From(await accounts.ChangeAsync(
            id, driver => driver.Suspend(request.Reason), caller.Id(), "driver.suspend", request.Reason, ct)));

    private static async Task<Ok<DriverResponse>> RefuseAsync(
        Guid id, RefuseDriverRequest request, ClaimsPrincipal caller, AccountStore accounts, CancellationToken ct) =>
        TypedResults.Ok(DriverResponse.From(await accounts.ChangeAsync(
            id, driver => driver.Refuse(request.Reason), caller.Id(), "driver.refuse", request.Reason, ct)));

    private static async Task<Ok<ProfileResponse>> ApplyAsync(
        DriverApplicationRequest request, ClaimsPrincipal caller, AccountStore accounts, HttpContext http, CancellationToken ct) =>
        ProfileEndpoints.Show(await accounts.ChangeAsync(caller.Id(), driver => driver.Apply(request.Vehicle), ct), http);

    private static DriverStatus? Status(string? text)
    {
        if (text is null) return null;
        foreach (var status in Enum.GetValues<DriverStatus>())
        {
            if (status.Wire() == text) return status;
        }
        throw ProblemException.Invalid("query:status", "status is applied, approved, suspended or refused.");
    }
}
