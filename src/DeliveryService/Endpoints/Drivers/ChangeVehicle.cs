using System.Security.Claims;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using FoodDelivery.DeliveryService.Data;
using FoodDelivery.DeliveryService.Domain;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FoodDelivery.DeliveryService.Endpoints;

/// <summary>What a driver rides.</summary>
public enum Vehicle
{
    Bike, Scooter, Car,
}

public sealed record VehicleRequest(Vehicle Vehicle);

/// <summary>A driver takes another vehicle.</summary>
public static class ChangeVehicle
{
    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPut("/api/v1/drivers/me/vehicle", HandleAsync).RequireRole(Roles.Driver).WithTags("Drivers")
        .Describe("setMyVehicle", "Take another vehicle",
            "Approved drivers only (`driver_not_approved`). What is expected of a delivery under way stays; the next one counts with it.",
            request: new VehicleRequest(Vehicle.Scooter), response: Examples.Driver, problems: [400, 403, 409]);

    private static async Task<Ok<DriverResponse>> HandleAsync(
        VehicleRequest request, ClaimsPrincipal caller, Database database, DriverStore drivers, DeliveryReader reader, CancellationToken ct)
    {
        var driver = await database.WriteAsync(async transaction =>
        {
            var locked = await drivers.LockAsync(transaction, caller.Id()) ?? throw Driver.NotApproved();
            locked.Ride(request.Vehicle.Wire());
            drivers.Save(transaction, locked);
            return locked;
        }, ct);
        var carried = await database.ReadAsync(session => drivers.FindDutyAsync(session, driver.Id), ct);
        return TypedResults.Ok(DriverResponse.Of(driver, carried?.DeliveryId, await reader.PositionAsync(driver.Id, ct)));
    }
}
