using System.Security.Claims;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using FoodDelivery.DeliveryService.Data;
using FoodDelivery.DeliveryService.Domain;
using Microsoft.AspNetCore.Http.HttpResults;
using static FoodDelivery.DeliveryService.Endpoints.DeliveryEndpoints;

namespace FoodDelivery.DeliveryService.Endpoints;

/// <summary>What only ops may do with a delivery.</summary>
public static class OpsEndpoints
{
    private const int MaxAgeMinutes = 1_000_000;
    private const string OneUnfinished =
        "(planned|searching|offered|assigned|atPickup|pickedUp|atDropoff|unassigned|undeliverable|returning)";

    private static readonly int[] Problems = [400, 403, 404, 409];
    private static readonly Dictionary<string, DeliveryStatus> Unfinished =
        Enum.GetValues<DeliveryStatus>().Where(status => !status.IsEnd()).ToDictionary(status => status.Wire());

    public static void MapOps(this IEndpointRouteBuilder app)
    {
        app.MapGet("/api/v1/ops/delivery/deliveries", ListAsync).RequireRole(Roles.Ops).WithTags("Ops")
            .Describe("opsListDeliveries", "Deliveries that have not ended",
                "Oldest first. `status` takes several, separated by commas; `olderThanMinutes` leaves out orders accepted later than "
                + "that: what is left is probably stuck.",
                response: new Page<UnfinishedResponse>([Examples.Unfinished], null), problems: [400, 403]);
        var ops = app.MapGroup("/api/v1/ops/delivery/deliveries/{id:guid}").RequireRole(Roles.Ops).WithTags("Ops");
        AssignDriver.Map(ops);
        TransferDelivery.Map(ops);
        ops.MapPost("/unassign", (
                Guid id, UnassignRequest request, ClaimsPrincipal caller, DeliveryCommands commands, CancellationToken ct) =>
                Answer(commands.AsOpsAsync(id, caller, DeliveryCommand.Unassign, request.Reason,
                    (delivery, now, options) => delivery.Unassign(DeliveryActor.Ops, now, options), ct)))
            .Describe("opsUnassignDelivery", "Take a delivery from its driver", "Before pick-up. The next driver is looked for at once.",
                request: new UnassignRequest("noProgress"), response: Examples.Delivery, problems: Problems);
        ops.MapPost("/deliver", (
                Guid id, ClaimsPrincipal caller, DeliveryCommands commands, CancellationToken ct, OpsRequest? request = null) =>
                Answer(commands.AsOpsAsync(id, caller, DeliveryCommand.Deliver, request?.Reason,
                    (delivery, now, _) => delivery.Deliver(DeliveryActor.Ops, "ops", now), ct)))
            .Describe("opsConfirmDelivery", "Confirm a handover without PIN",
                "At the door, when the PIN is locked or cannot be had and the customer confirmed otherwise.",
                request: new OpsRequest("Customer confirmed by phone"), response: Examples.Delivery, problems: Problems);
        ops.MapPost("/fail", (Guid id, FailRequest request, ClaimsPrincipal caller, DeliveryCommands commands, CancellationToken ct) =>
                Answer(commands.AsOpsAsync(id, caller, DeliveryCommand.Fail, request.Reason.Wire(),
                    (delivery, now, options) => delivery.Fail(DeliveryActor.Ops, request.Reason.Wire(), now, options), ct)))
            .Describe("opsFailDelivery", "End the try of a driver who is gone",
                "After pick-up, for a driver who cannot be found any more. The driver is free when the order is returned or disposed of, "
                + "which happens by itself after 15 minutes.",
                request: new FailRequest(FailReason.NoAnswer), response: Examples.Delivery, problems: Problems);
        ops.MapPost("/redeliver", (
                Guid id, ClaimsPrincipal caller, DeliveryCommands commands, CancellationToken ct, OpsRequest? request = null) =>
                Answer(commands.AsOpsAsync(id, caller, DeliveryCommand.Redeliver, request?.Reason,
                    (delivery, now, options) => delivery.Redeliver(DeliveryActor.Ops, now, options), ct)))
            .Describe("opsRedeliver", "Let the driver try again", "While an undeliverable order is not yet disposed of.",
                request: new OpsRequest("Customer is at home now"), response: Examples.Delivery, problems: Problems);
        ops.MapPost("/return", (
                Guid id, ClaimsPrincipal caller, DeliveryCommands commands, CancellationToken ct, OpsRequest? request = null) =>
                Answer(commands.AsOpsAsync(id, caller, DeliveryCommand.Return, request?.Reason,
                    (delivery, now, options) => delivery.Return(DeliveryActor.Ops, now, options), ct)))
            .Describe("opsReturnDelivery", "Have the order brought back", "Undeliverable orders only.",
                request: new OpsRequest("Customer refused it"), response: Examples.Delivery, problems: Problems);
        ops.MapPost("/returned", (
                Guid id, ClaimsPrincipal caller, DeliveryCommands commands, CancellationToken ct, OpsRequest? request = null) =>
                Answer(commands.AsOpsAsync(id, caller, DeliveryCommand.Returned, request?.Reason,
                    (delivery, now, _) => delivery.ConfirmReturned(DeliveryActor.Ops, now), ct)))
            .Describe("opsConfirmReturn", "Confirm that the order came back",
                request: new OpsRequest("Restaurant has it"), response: Examples.Delivery, problems: Problems);
        ops.MapPost("/dispose", (
                Guid id, ClaimsPrincipal caller, DeliveryCommands commands, CancellationToken ct, OpsRequest? request = null) =>
                Answer(commands.AsOpsAsync(id, caller, DeliveryCommand.Dispose, request?.Reason,
                    (delivery, now, _) => delivery.Dispose(DeliveryActor.Ops, now), ct)))
            .Describe("opsDisposeDelivery", "Have the order disposed of",
                "Undeliverable orders, for which it happens by itself after 15 minutes, and those on the way back.",
                request: new OpsRequest("Spoilt"), response: Examples.Delivery, problems: Problems);
    }

    private static async Task<Ok<Page<UnfinishedResponse>>> ListAsync(
        Database database, DeliveryReads deliveries, TimeProvider clock, CancellationToken ct,
        [DescribedAs(Pattern = $"^{OneUnfinished}(,{OneUnfinished})*$")] string? status = null,
        [DescribedAs(Maximum = MaxAgeMinutes)] int? olderThanMinutes = null, int? limit = null, string? cursor = null)
    {
        if (olderThanMinutes is < 0 or > MaxAgeMinutes)
        {
            throw ProblemException.Invalid("query:olderThanMinutes", $"olderThanMinutes is 0 to {MaxAgeMinutes}.");
        }
        var (size, before) = (Paging.Limit(limit), clock.GetUtcNow().AddMinutes(-olderThanMinutes ?? 0));
        var rows = await database.ReadAsync(
            session => deliveries.ListAsync(session, ParseStatuses(status), before, Paging.DecodeId(cursor), size + 1), ct);
        return TypedResults.Ok(rows.Select(UnfinishedResponse.From).ToList().ToPage(size, delivery => delivery.Id.ToString()));
    }

    private static IReadOnlyCollection<DeliveryStatus> ParseStatuses(string? text) => string.IsNullOrEmpty(text)
        ? Unfinished.Values
        : [.. text.Split(',').Distinct().Select(name => Unfinished.TryGetValue(name, out var status)
            ? status
            : throw ProblemException.Invalid("query:status", $"status is one or more of {string.Join(", ", Unfinished.Keys)}."))];
}
