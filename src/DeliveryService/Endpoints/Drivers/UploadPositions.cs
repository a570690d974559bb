using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using FoodDelivery.DeliveryService.Data;
using FoodDelivery.DeliveryService.Domain;
using FoodDelivery.DeliveryService.Matching;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace FoodDelivery.DeliveryService.Endpoints;

/// <summary>Where the device was.</summary>
/// <param name="At">When it measured that.</param>
public sealed record PositionPoint(
    [property: Range(-85.0, 85.0)] double Lat, [property: Range(-180.0, 180.0)] double Lng, DateTimeOffset At);

public sealed record PositionsRequest([property: MinLength(1), MaxLength(20)] IReadOnlyList<PositionPoint> Points);

/// <summary>Whether the upload changed the driver's place.</summary>
/// <param name="Accepted">False when no point was newer than the known one and reachable from it, and when the driver is off duty.</param>
public sealed record PositionsResponse(bool Accepted);

/// <summary>A driver's device says where it was.</summary>
public static class UploadPositions
{
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan OldestPoint = TimeSpan.FromDays(1);

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPost("/api/v1/drivers/me/positions", HandleAsync).RequireRole(Roles.Driver).WithTags("Drivers")
        .Describe("uploadMyPositions", "Upload positions",
            "Up to 20 points of the last day in any order; the newest one counts. Points that are older than the known one or that no "
            + "vehicle can have reached are ignored, and so are all of a driver who is offline and carries nothing.",
            request: new PositionsRequest([new PositionPoint(48.2082, 16.3738, Examples.Time)]), response: new PositionsResponse(true),
            problems: [400, 403, 409, 503]);

    private static async Task<Accepted<PositionsResponse>> HandleAsync(
        PositionsRequest request, ClaimsPrincipal caller, Database database, DriverStore drivers, DeliveryReads deliveries,
        PositionStore positions, BestEffortEvents events, MatchSignal signal, IOptions<DeliveryOptions> options, TimeProvider clock,
        CancellationToken ct)
    {
        var id = caller.Id();
        var now = clock.GetUtcNow();
        for (var i = 0; i < request.Points.Count; i++)
        {
            var at = request.Points[i].At;
            if (at > now + ClockTolerance) throw ProblemException.Invalid($"/points/{i}/at", "at is more than 60 s in the future.");
            if (at < now - OldestPoint) throw ProblemException.Invalid($"/points/{i}/at", "at is more than a day ago.");
        }
        var (driver, carried) = await database.ReadAsync(
            async session => (await drivers.FindAsync(session, id), await deliveries.FindCarriedAsync(session, id)), ct);
        // A suspended driver brings what is under way to its end, and the customer watches.
        if (driver is null || (!driver.Approved && carried is null)) throw Driver.NotApproved();
        if (driver.Status is DriverStatus.Offline && carried is null) return Answer(false);

        var known = await positions.FindAsync(id, ct);
        var newest = Position.Newest(known, request.Points.Select(point => new Position(point.Lat, point.Lng, point.At)));
        if (newest is null) return Answer(false);
        var (stored, announce) = await positions.StoreAsync(id, newest, now, ct);
        if (known is null || !known.IsFresh(now, options.Value.PositionFreshFor)) signal.Set();
        if (announce && carried is not null)
        {
            var with = new CarriedDeliveryV1(carried.Id, carried.OrderId, carried.CustomerId);
            events.Publish(id, new DriverLocationV1(id, newest.Point, newest.At, [with]));
        }
        return Answer(stored);
    }

    private static Accepted<PositionsResponse> Answer(bool accepted) =>
        TypedResults.Accepted((string?)null, new PositionsResponse(accepted));
}
