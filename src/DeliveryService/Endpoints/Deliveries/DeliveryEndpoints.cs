
using System.Security.Claims;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using FoodDelivery.DeliveryService.Data;
using FoodDelivery.DeliveryService.Domain;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FoodDelivery.DeliveryService.Endpoints;


/// <param name="Code">The order's code, as it stands on the bag.</param>
public sealed record TakeOverRequest([property: Text(12, MinimumLength = 1)] string? Code = null);

/// <param name="Text">What happened; ops read it.</param>
public sealed record HelpRequest(HelpKind Kind, [property: Text(500)] string? Text = null);

public sealed record FailRequest(FailReason Reason);

/// <param name="Text">What was written or said; the customer sees it.</param>
public sealed record ContactRequest(ContactKind Kind, [property: Text(500)] string? Text = null);

/// <summary>Deliveries: reading for everybody concerned, commands for the driver, another try for the customer.</summary>
public static class DeliveryEndpoints
{
    private static readonly int[] CommandProblems = [400, 403, 404, 409];

    public static void MapDeliveries(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1/deliveries").WithTags("Deliveries");
        group.MapGet("", ListAsync).RequireRole(Roles.Customer, Roles.Driver, Roles.Restaurant, Roles.Ops)
            .Describe("listDeliveries", "The delivery of an order",
                "For the order's customer, its restaurant, the assigned driver and ops; an empty list for everybody else and "
                + "while there is none.",
                response: new Page<DeliveryResponse>([Examples.Delivery], null), problems: [400]);
        group.MapGet("/{id:guid}", GetAsync).RequireRole(Roles.Customer, Roles.Driver, Roles.Restaurant, Roles.Ops)
            .Describe("getDelivery", "A delivery",
                "For the order's customer, its restaurant, the assigned driver and ops. The address is in the answer to the assigned "
                + "driver only, and only while the delivery runs.",
                response: Examples.Delivery, problems: [404]);

        var driver = group.MapGroup("/{id:guid}").RequireRole(Roles.Driver);
        Arrive.Map(driver);
        PickUpOrder.Map(driver);
        HandOver.Map(driver);
        driver.MapPost("/fail", (Guid id, FailRequest request, ClaimsPrincipal caller, DeliveryCommands commands, CancellationToken ct) =>
                Answer(commands.AsDriverAsync(id, caller.Id(),
                    (delivery, now, options) => delivery.Fail(DeliveryActor.Driver, request.Reason.Wire(), now, options), ct)))
            .Describe("failDelivery", "Cannot hand the order over",
                "Assigned driver, after pick-up. `noAnswer` and `badAddress`, for which the customer pays, only at the door, after an "
                + "attempt to reach the customer (`contactCustomer`) and five minutes of waiting since: before that 409 "
                + "`attempt_clock_running` with `mayFailAt` and `secondsLeft`. Ops or the customer decide; after 15 minutes the order is "
                + "disposed of. After `badAddress` the driver may decide as well (`redeliver`, `return`, `dispose`); after ten minutes the "
                + "order goes back. `damaged`, `lost` and `courierFault` cost the customer nothing.",
                request: new FailRequest(FailReason.NoAnswer), response: Examples.Delivery, problems: CommandProblems);
        driver.MapPost("/contacts", (
                Guid id, ContactRequest request, ClaimsPrincipal caller, DeliveryCommands commands, CancellationToken ct) =>
                Answer(commands.AsDriverAsync(id, caller.Id(),
                    (delivery, now, options) => delivery.Contact(request.Kind.Wire(), request.Text, now, options), ct)))
            .Describe("contactCustomer", "Try to reach the customer",
                "Assigned driver, at the door. The customer is told at once, with the time until which the driver waits; the first attempt "
                + "starts that clock, which both see as `attempt`.",
                request: new ContactRequest(ContactKind.Door, "I am at the door."), response: Examples.Delivery, problems: CommandProblems);
        driver.MapPost("/help", (Guid id, HelpRequest request, ClaimsPrincipal caller, DeliveryCommands commands, CancellationToken ct) =>
                Answer(commands.AsDriverAsync(id, caller.Id(),
                    (delivery, now, _) => delivery.AskForHelp(request.Kind.Wire(), request.Text, now), ct)))
            .Describe("askForHelp", "Ask ops for help",
                "Assigned driver, at any step. Ops hear of it at once; the delivery goes on as it was until somebody acts.",
                request: new HelpRequest(HelpKind.Vehicle, "A flat tyre, ten minutes away."), response: Examples.Delivery,
                problems: CommandProblems);
        driver.MapPost("/take-over", (
                Guid id, ClaimsPrincipal caller, DeliveryCommands commands, CancellationToken ct, TakeOverRequest? request = null) =>
                Answer(commands.AsDriverAsync(
                    id, caller.Id(), (delivery, now, options) => delivery.TakeOver(request?.Code, now, options), ct)))
            .Describe("takeOverDelivery", "Got the order from the driver before",
                "Assigned driver, after a transfer on the way: `takeOver` of the delivery says from whom and where. `code` stands on the "
                + "bag. Before it, coming to the door and handing over are 409 `food_not_taken_over`.",
                request: new TakeOverRequest("7KQ2MX"), response: Examples.Delivery, problems: CommandProblems);
        GiveBack.Map(driver);
        group.MapPost("/{id:guid}/returned", (Guid id, ClaimsPrincipal caller, DeliveryCommands commands, CancellationToken ct) =>
                Answer(commands.AsDriverOrStaffAsync(
                    id, caller, (delivery, actor, now) => delivery.ConfirmReturned(actor, now), ct)))
            .RequireRole(Roles.Driver, Roles.Restaurant)
            .Describe("confirmReturn", "The order is back",
                "The restaurant that has it again, or the driver who brought it, after ops asked for the return.",
                response: Examples.Delivery, problems: CommandProblems);
        group.MapPost("/{id:guid}/redeliver", (Guid id, ClaimsPrincipal caller, DeliveryCommands commands, CancellationToken ct) =>
                Answer(caller.Has(Roles.Driver)
                    ? commands.AsDriverAsync(
                        id, caller.Id(), (delivery, now, options) => delivery.Redeliver(DeliveryActor.Driver, now, options), ct)
                    : commands.AsCustomerAsync(
                        id, caller.Id(), (delivery, now, options) => delivery.Redeliver(DeliveryActor.Customer, now, options), ct)))
            .RequireRole(Roles.Customer, Roles.Driver)
            .Describe("redeliver", "Ask for another try",
                "The order's customer, when the order could not be handed over and is not yet disposed of, and its driver when the address "
                + "was wrong; twice at most, then ops decide (`redelivery_limit`).",
                response: Examples.Delivery, problems: CommandProblems);
        driver.MapPost("/return", (Guid id, ClaimsPrincipal caller, DeliveryCommands commands, CancellationToken ct) =>
                Answer(commands.AsDriverAsync(
                    id, caller.Id(), (delivery, now, options) => delivery.Return(DeliveryActor.Driver, now, options), ct)))
            .Describe("returnDelivery", "Bring the order back",
                "Assigned driver, after a wrong address; happens by itself after ten minutes.", response: Examples.Delivery,
                problems: CommandProblems);
        driver.MapPost("/dispose", (Guid id, ClaimsPrincipal caller, DeliveryCommands commands, CancellationToken ct) =>
                Answer(commands.AsDriverAsync(
                    id, caller.Id(), (delivery, now, _) => delivery.Dispose(DeliveryActor.Driver, now), ct)))
            .Describe("disposeDelivery", "Dispose of the order",
                "Assigned driver, after a wrong address, when it is not worth the way back.", response: Examples.Delivery,
                problems: CommandProblems);
    }

    internal static async Task<Ok<DeliveryResponse>> Answer(Task<DeliveryResponse> response) => TypedResults.Ok(await response);

    private static async Task<Ok<Page<DeliveryResponse>>> ListAsync(
        Guid orderId, ClaimsPrincipal caller, Database database, DeliveryStore deliveries, DeliveryReader reader, CancellationToken ct)
    {
        var delivery = await database.ReadAsync(session => deliveries.FindByOrderAsync(session, orderId), ct);
        var visible = delivery is not null && DeliveryReader.ActorOf(caller, delivery) is not null;
        return TypedResults.Ok(new Page<DeliveryResponse>(visible ? [await ShowAsync(delivery, caller, reader, ct)] : [], null));
    }

    private static async Task<Ok<DeliveryResponse>> GetAsync(
        Guid id, ClaimsPrincipal caller, Database database, DeliveryStore deliveries, DeliveryReader reader, CancellationToken ct) =>
        TypedResults.Ok(await ShowAsync(await database.ReadAsync(session => deliveries.FindAsync(session, id), ct), caller, reader, ct));

    private static Task<DeliveryResponse> ShowAsync(
        Delivery? delivery, ClaimsPrincipal caller, DeliveryReader reader, CancellationToken ct) =>
        delivery is not null && DeliveryReader.ActorOf(caller, delivery) is { } actor
            ? reader.ShowAsync(delivery, actor, ct)
            : throw DeliveryCommands.NotFound();
}
