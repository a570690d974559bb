using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.Contracts;
using FoodDelivery.DeliveryService.Domain;
using Microsoft.Extensions.Options;
using static FoodDelivery.DeliveryService.Endpoints.DeliveryEndpoints;

namespace FoodDelivery.DeliveryService.Endpoints;

/// <summary>What only ops may do with a delivery.</summary>
public static class OpsEndpoints
{
    private static readonly int[] Problems = [400, 403, 404, 409];

    public static void MapOps(this IEndpointRouteBuilder app)
    {
        var ops = app.MapGroup("/api/v1/ops/delivery/deliveries/{id:guid}").RequireRole(Roles.Ops).WithTags("Ops");
        ops.MapPost("/assign", (Guid id, AssignRequest request, DeliveryCommands commands, CancellationToken ct) => Answer(commands.AssignAsync(id, request.DriverId, ct)))
            .Describe("opsAssignDelivery", "Assign a driver by hand", "Before a driver is assigned. An open offer is withdrawn. `driver_busy` when the driver has another delivery.",
                request: new AssignRequest(Examples.DriverId), response: Examples.Delivery, problems: Problems);
        ops.MapPost("/unassign", (Guid id, UnassignRequest request, DeliveryCommands commands, IOptions<DeliveryOptions> options, ILogger<DeliveryCommands> log, CancellationToken ct) =>
            {
                log.LogInformation("Ops take delivery {DeliveryId} from its driver: {Reason}", id, request.Reason);
                return Answer(commands.AsOpsAsync(id, (delivery, now) => delivery.Unassign(DeliveryActor.Ops, now, options.Value), ct));
            })
            .Describe("opsUnassignDelivery", "Take a delivery from its driver", "Before pick-up. The next driver is looked for at once.", request: new UnassignRequest("noProgress"), response: Examples.Delivery, problems: Problems);
        ops.MapPost("/deliver", (Guid id, DeliveryCommands commands, CancellationToken ct) =>
                Answer(commands.AsOpsAsync(id, (delivery, now) => delivery.Deliver(DeliveryActor.Ops, "ops", now), ct)))
            .Describe("opsConfirmDelivery", "Confirm a handover without PIN", "At the door, when the PIN is locked or cannot be had and the customer confirmed otherwise.", response: Examples.Delivery, problems: Problems);
        ops.MapPost("/redeliver", (Guid id, DeliveryCommands commands, CancellationToken ct) =>
                Answer(commands.AsOpsAsync(id, (delivery, now) => delivery.Redeliver(DeliveryActor.Ops, now), ct)))
            .Describe("opsRedeliver", "Let the driver try again", "While an undeliverable order is not yet disposed of.", response: Examples.Delivery, problems: Problems);
        ops.MapPost("/return", (Guid id, DeliveryCommands commands, CancellationToken ct) => Answer(commands.AsOpsAsync(id, (delivery, _) => delivery.Return(), ct)))
            .Describe("opsReturnDelivery", "Have the order brought back", "Undeliverable orders only.", response: Examples.Delivery, problems: Problems);
        ops.MapPost("/returned", (Guid id, DeliveryCommands commands, CancellationToken ct) =>
                Answer(commands.AsOpsAsync(id, (delivery, now) => delivery.ConfirmReturned(DeliveryActor.Ops, now), ct)))
            .Describe("opsConfirmReturn", "Confirm that the order came back", response: Examples.Delivery, problems: Problems);
        ops.MapPost("/dispose", (Guid id, DeliveryCommands commands, CancellationToken ct) =>
                Answer(commands.AsOpsAsync(id, (delivery, now) => delivery.Dispose(DeliveryActor.Ops, now), ct)))
            .Describe("opsDisposeDelivery", "Have the order disposed of", "Undeliverable orders only; happens by itself after 15 minutes.", response: Examples.Delivery, problems: Problems);
    }
}
