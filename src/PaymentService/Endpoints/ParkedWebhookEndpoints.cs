using System.Security.Claims;
using FoodDelivery.BuildingBlocks;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.Contracts;
using FoodDelivery.PaymentService.Data;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FoodDelivery.PaymentService.Endpoints;

/// <summary>A message of the provider that names no operation of ours.</summary>
public sealed record ParkedWebhookResponse(
    Guid Id, string Provider, string EventId, string Type, string OperationKey, DateTimeOffset ReceivedAt,
    IReadOnlyList<ActionResponse> Actions)
{
    public static ParkedWebhookResponse Of(ParkedWebhook parked) => new(
        parked.Id, parked.Provider, parked.EventId, parked.Type, parked.OperationKey, parked.ReceivedAt,
        [
            new ActionResponse("takeUp", "POST", $"/api/v1/ops/payment/webhooks/{parked.Id}/take-up"),
            new ActionResponse("dismiss", "POST", $"/api/v1/ops/payment/webhooks/{parked.Id}/dismiss"),
        ]);
}

/// <summary>What ops do with them.</summary>
public static class ParkedWebhookEndpoints
{
    public static void MapParkedWebhooks(this WebApplication app)
    {
        var webhooks = app.MapGroup("/api/v1/ops/payment/webhooks").WithTags("Ops").RequireRole(Roles.Ops);
        webhooks.MapGet("", ListAsync).Describe("opsListParkedWebhooks", "Parked messages of the provider",
            "Ops only, oldest first. They name no movement of ours: somebody else's, or one whose beginning was lost.",
            response: new Page<ParkedWebhookResponse>([Examples.Parked], null), problems: [400, 403]);
        webhooks.MapPost("/{id:guid}/take-up", TakeUpAsync).Describe("opsTakeUpWebhook", "Take a parked message up again",
            "Ops only. What it names may be known by now; then the provider is asked. 409 `operation_unknown` while it is not. "
            + "A repeat answers 204.",
            request: new OpsRequest("Restored from backup"), problems: [400, 403, 404, 409]);
        webhooks.MapPost("/{id:guid}/dismiss", DismissAsync).Describe("opsDismissWebhook", "Give a parked message up",
            "Ops only. A repeat answers 204.", request: new OpsRequest("Of the test account"), problems: [400, 403, 404]);
    }

    private static async Task<Ok<Page<ParkedWebhookResponse>>> ListAsync(
        WebhookReceipts receipts, CancellationToken ct, int? limit = null, string? cursor = null)
    {
        var size = Paging.Limit(limit);
        var rows = await receipts.ParkedAsync(Paging.DecodeId(cursor), size, ct);
        return TypedResults.Ok(rows.Select(ParkedWebhookResponse.Of).ToList().ToPage(size, row => row.Id.ToString()));
    }

    private static async Task<NoContent> TakeUpAsync(
        Guid id, OpsRequest request, ClaimsPrincipal caller, WebhookReceipts receipts, CancellationToken ct) =>
        await receipts.TakeUpAsync(id, caller.Id(), request.Reason, ct) switch
        {
            true => TypedResults.NoContent(),
            false => throw new RefusedException("operation_unknown", "It names nothing that is known here."),
            null => throw ProblemException.NotFound("The message"),
        };

    private static async Task<NoContent> DismissAsync(
        Guid id, OpsRequest request, ClaimsPrincipal caller, WebhookReceipts receipts, CancellationToken ct) =>
        await receipts.DismissAsync(id, caller.Id(), request.Reason, ct)
            ? TypedResults.NoContent()
            : throw ProblemException.NotFound("The message");
}
