using System.Security.Claims;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using FoodDelivery.DeliveryService.Data;
using FoodDelivery.DeliveryService.Domain;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace FoodDelivery.DeliveryService.Endpoints;

public sealed record DriverStatusRequest(DriverStatus Status);

/// <summary>A driver begins or ends the shift.</summary>
public static class SetShift
{
    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPut("/api/v1/drivers/me/status", HandleAsync).RequireRole(Roles.Driver).WithTags("Drivers")
        .Describe("setMyDriverStatus", "Go online or offline",
            "Approved drivers only (`driver_not_approved`). Going offline gives back an open offer and is refused during a delivery "
            + "(`driver_busy`).",
            request: new DriverStatusRequest(DriverStatus.Online), response: Examples.Driver, problems: [400, 403, 409]);

    private static async Task<Ok<DriverResponse>> HandleAsync(
        DriverStatusRequest request, ClaimsPrincipal caller, Database database, DriverStore drivers, DeliveryStore deliveries,
        PositionStore positions, DeliveryReader reader, IOptions<DeliveryOptions> options, CancellationToken ct)
    {
        var (driver, carried, begins) = await database.WriteAsync(async transaction =>
        {
            var (locked, busy) = await deliveries.LockDriverAsync(transaction, caller.Id());
            if (locked is null) throw Driver.NotApproved();
            var wasOffline = locked.Status is DriverStatus.Offline;
            if (request.Status is DriverStatus.Online) locked.GoOnline(transaction.Now);
            else
            {
                if (busy?.Status is DeliveryStatus.Offered) busy.Decline(DeliveryActor.System, "offline", transaction.Now, options.Value);
                locked.GoOffline();
                if (busy is not null) deliveries.Save(transaction, busy);
            }
            drivers.Save(transaction, locked);
            return (locked, busy?.Status.HasCarrier() == true ? busy.Id : (Guid?)null, wasOffline && busy is null);
        }, ct);

        // Also when a shift begins: what was left of the last one is no measure for the first place of this one.
        if (driver.Status is DriverStatus.Offline || begins) await positions.ForgetAsync(driver.Id, ct);
        var place = await reader.PositionAsync(driver.Id, ct);
        return TypedResults.Ok(DriverResponse.Of(driver, carried, place));
    }
}
