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
/// <param name="Reason">
/// Why not: offDuty, notNewer than the known place, or outOfReach: no vehicle can have come there since. When three points in a row say so
/// and agree with one another, the last of them is taken.
/// </param>
public sealed record PositionsResponse(bool Accepted, NotTaken? Reason = null);

/// <summary>A driver's device says where it was.</summary>
public static class UploadPositions
{
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan OldestPoint = TimeSpan.FromDays(1);

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPost("/api/v1/drivers/me/positions", HandleAsync).RequireRole(Roles.Driver).WithTags("Drivers")
        .Describe("uploadMyPositions", "Upload positions",
            "Up to 20 points of the last day in any order; the newest one counts. Points that are older than the known one or that no "
            + "vehicle can have reached are ignored, and so are all of a driver who is offline and carries nothing; `reason` says which. "
            + "Points more than 60 s in the future or a day ago are left out, and refused when there are no others.",
            request: new PositionsRequest([new PositionPoint(48.2082, 16.3738, Examples.Time)]), response: new PositionsResponse(true),
            problems: [400, 403, 409, 503]);

    private static async Task<Accepted<PositionsResponse>> HandleAsync(
        PositionsRequest request, ClaimsPrincipal caller, Database database, DriverStore drivers, PositionStore positions, JumpStore jumps,
        BestEffortEvents events, MatchSignal signal, IOptions<DeliveryOptions> options, TimeProvider clock, CancellationToken ct)
    {
        var id = caller.Id();
        var now = clock.GetUtcNow();
        // A device's clock may jump once; its other points are good all the same.
        var points = request.Points.Where(point => point.At <= now + ClockTolerance && point.At >= now - OldestPoint)
            .Select(point => new Position(point.Lat, point.Lng, Milliseconds(point.At))).ToList();
        if (points.Count == 0)
        {
            throw ProblemException.Invalid(
                "/points/0/at", request.Points[0].At > now ? "at is more than 60 s in the future." : "at is more than a day ago.");
        }
        // Asked each time: a place must not be known a moment longer than the duty lasts, whichever replica has ended it.
        var duty = await database.ReadAsync(session => drivers.FindDutyAsync(session, id), ct);
        // A suspended driver brings what is under way to its end, and the customer watches.
        if (duty is null || (!duty.Approved && duty.DeliveryId is null)) throw Driver.NotApproved();
        if (duty.Status is DriverStatus.Offline && duty.DeliveryId is null) return Answer(NotTaken.OffDuty);

        var (moved, why) = await positions.MoveAsync(id, points, now, ct);
        if (moved is not var (to, from, announce)) return Answer(why);
        if (from is null || !from.IsFresh(now, options.Value.PositionFreshFor)) signal.Set();
        if (announce && duty is { DeliveryId: { } deliveryId, OrderId: { } orderId, CustomerId: { } customerId })
        {
            var carried = new CarriedDeliveryV1(deliveryId, orderId, customerId);
            events.Publish(id, new DriverLocationV1(id, to.Point, to.At, [carried]));
        }
        // The first place of a shift, or one that several points agreed upon.
        if (from is null || !from.CanReach(to)) await jumps.LookAsync(id, from, to, ct);
        return Answer(null);
    }

    private static Accepted<PositionsResponse> Answer(NotTaken? reason) =>
        TypedResults.Accepted((string?)null, new PositionsResponse(reason is null, reason));

    // As they are stored: a point that is sent again is not a newer one.
    private static DateTimeOffset Milliseconds(DateTimeOffset at) => DateTimeOffset.FromUnixTimeMilliseconds(at.ToUnixTimeMilliseconds());
}
