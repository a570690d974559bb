using System.Security.Claims;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using FoodDelivery.DeliveryService.Data;
using FoodDelivery.DeliveryService.Domain;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FoodDelivery.DeliveryService.Endpoints;

/// <summary>Deliveries: reading for everybody concerned, commands for the driver, another try for the customer.</summary>
public static class DeliveryEndpoints
{
    private static readonly int[] CommandProblems = [400, 403, 404, 409];

    public static void MapDeliveries(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1/deliveries").WithTags("Deliveries");
        group.MapGet("", ListAsync).RequireRole(Roles.Customer, Roles.Driver, Roles.Restaurant, Roles.Ops)
            .Describe("listDeliveries", "The delivery of an order", "For the order's customer, its restaurant, the assigned driver and ops; an empty list for everybody else and while there is none.",
                response: new Page<DeliveryView>([Examples.Delivery], null), problems: [400]);
        group.MapGet("/{id:guid}", GetAsync).RequireRole(Roles.Customer, Roles.Driver, Roles.Restaurant, Roles.Ops)
            .Describe("getDelivery", "A delivery", "For the order's customer, its restaurant, the assigned driver and ops. The address is in the answer to the assigned driver only, and only while the delivery runs.",
                response: Examples.Delivery, problems: [404]);

        var driver = group.MapGroup("/{id:guid}").RequireRole(Roles.Driver);
        driver.MapPost("/arrive-pickup", (Guid id, ClaimsPrincipal caller, DeliveryCommands commands, CancellationToken ct) =>
                Answer(commands.AsDriverAsync(id, caller.Id(), (delivery, now, options) => delivery.ArrivePickup(now, options), ct)))
            .Describe("arriveAtPickup", "Arrived at the restaurant", "Assigned driver. Starts the clock of the wait.", response: Examples.Delivery, problems: CommandProblems);
        driver.MapPost("/pick-up", (Guid id, ClaimsPrincipal caller, DeliveryCommands commands, CancellationToken ct, PickUpRequest? request = null) =>
                Answer(commands.PickUpAsync(id, caller.Id(), request?.BagCount, ct)))
            .Describe("pickUpDelivery", "Picked the order up", "Assigned driver, at the restaurant. Allowed even if the kitchen forgot to mark the order ready.", request: new PickUpRequest(1), response: Examples.Delivery, problems: CommandProblems);
        driver.MapPost("/arrive-dropoff", (Guid id, ClaimsPrincipal caller, DeliveryCommands commands, CancellationToken ct) =>
                Answer(commands.AsDriverAsync(id, caller.Id(), (delivery, now, options) => delivery.ArriveDropoff(now, options), ct)))
            .Describe("arriveAtDropoff", "Arrived at the customer", "Assigned driver, after pick-up.", response: Examples.Delivery, problems: CommandProblems);
        driver.MapPost("/deliver", (Guid id, DeliverRequest request, ClaimsPrincipal caller, DeliveryCommands commands, CancellationToken ct) =>
                Answer(commands.DeliverAsync(id, caller.Id(), request.Proof.Value, ct)))
            .Describe("deliver", "Hand the order over", "Assigned driver, at the door, with the PIN that the customer's order shows. `pin_wrong` says how many tries are left; after five `pin_locked`.",
                request: new DeliverRequest(new Proof(ProofType.Pin, "4711")), response: Examples.Delivery, problems: [.. CommandProblems, 503]);
        driver.MapPost("/fail", (Guid id, FailRequest request, ClaimsPrincipal caller, DeliveryCommands commands, CancellationToken ct) =>
                Answer(commands.AsDriverAsync(id, caller.Id(), (delivery, now, options) => delivery.Fail(DeliveryActor.Driver, request.Reason.Wire(), now, options), ct)))
            .Describe("failDelivery", "Cannot hand the order over", "Assigned driver, after pick-up. Ops or the customer decide; after 15 minutes the order is disposed of.",
                request: new FailRequest(FailReason.NoAnswer), response: Examples.Delivery, problems: CommandProblems);
        driver.MapPost("/unassign", (Guid id, UnassignRequest _, ClaimsPrincipal caller, DeliveryCommands commands, CancellationToken ct) =>
                Answer(commands.GiveBackAsync(id, caller.Id(), ct)))
            .Describe("giveDeliveryBack", "Give the delivery back", "Assigned driver, before pick-up. The next driver is looked for at once.",
                request: new UnassignRequest("flatTyre"), response: Examples.Delivery, problems: CommandProblems);
        driver.MapPost("/returned", (Guid id, ClaimsPrincipal caller, DeliveryCommands commands, CancellationToken ct) =>
                Answer(commands.AsDriverAsync(id, caller.Id(), (delivery, now, _) => delivery.ConfirmReturned(DeliveryActor.Driver, now), ct)))
            .Describe("confirmReturn", "Brought the order back", "Assigned driver, after ops asked for the return.", response: Examples.Delivery, problems: CommandProblems);
        group.MapPost("/{id:guid}/redeliver", (Guid id, ClaimsPrincipal caller, DeliveryCommands commands, CancellationToken ct) =>
                Answer(commands.AsCustomerAsync(id, caller.Id(), (delivery, now, options) => delivery.Redeliver(DeliveryActor.Customer, now, options), ct))).RequireRole(Roles.Customer)
            .Describe("redeliver", "Ask for another try", "The order's customer, each time the order could not be handed over and is not yet disposed of.", response: Examples.Delivery, problems: CommandProblems);
    }

    internal static async Task<Ok<DeliveryView>> Answer(Task<DeliveryView> view) => TypedResults.Ok(await view);

    private static async Task<Ok<Page<DeliveryView>>> ListAsync(
        Guid orderId, ClaimsPrincipal caller, Database database, DeliveryStore deliveries, DeliveryViews views, CancellationToken ct)
    {
        var delivery = await database.ReadAsync(session => deliveries.FindByOrderAsync(session, orderId), ct);
        var visible = delivery is not null && DeliveryViews.ActorOf(caller, delivery) is not null;
        return TypedResults.Ok(new Page<DeliveryView>(visible ? [await ShowAsync(delivery, caller, views, ct)] : [], null));
    }

    private static async Task<Ok<DeliveryView>> GetAsync(Guid id, ClaimsPrincipal caller, Database database, DeliveryStore deliveries, DeliveryViews views, CancellationToken ct) =>
        TypedResults.Ok(await ShowAsync(await database.ReadAsync(session => deliveries.FindAsync(session, id), ct), caller, views, ct));

    private static Task<DeliveryView> ShowAsync(Delivery? delivery, ClaimsPrincipal caller, DeliveryViews views, CancellationToken ct) =>
        delivery is not null && DeliveryViews.ActorOf(caller, delivery) is { } actor ? views.ShowAsync(delivery, actor, ct) : throw DeliveryCommands.NotFound();
}
