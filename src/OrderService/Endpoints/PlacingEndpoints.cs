using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Http;
using FoodDelivery.Contracts;

namespace FoodDelivery.OrderService.Endpoints;

/// <summary>What to order.</summary>
/// <param name="QuoteId">From <c>POST /api/v1/cart/quote</c>; good for one order.</param>
/// <param name="PaymentMethod">A provider's token, as Payment takes it, or the id of a saved method; never a card number.</param>
/// <param name="Note">For the kitchen.</param>
public sealed record PlaceOrderRequest(
    Guid QuoteId,
    [property: StringLength(94, MinimumLength = 1), RegularExpression("^(tok_[A-Za-z0-9_]{1,90}|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})$",
        ErrorMessage = "A provider's token (tok_…) or the id of a saved payment method; never a card number.")] string PaymentMethod,
    [property: StringLength(500)] string? Note = null);

/// <summary>Placing orders.</summary>
public static class PlacingEndpoints
{
    public static void MapPlacing(this WebApplication app) => app.MapPost("/api/v1/orders", PlaceAsync).WithTags("Orders")
        .RequireRole(Roles.Customer)
        .Produces<OrderResponse>(StatusCodes.Status201Created)
        .Describe("placeOrder", "Place an order from a quote",
            "For customers. Needs an Idempotency-Key header: a repeat with the same key gets the first answer (Idempotent-Replayed: true), 409 while that is in progress, "
            + "422 when it asks for something else. Price and availability are checked again. The answer says awaitingAcceptance, paymentFailed (declined), or pendingPayment "
            + "when the payment is undecided; it is decided within minutes then.",
            new PlaceOrderRequest(Guid.Parse("01930b6e-6c1f-7c3a-9d37-1f5b9e3c2a10"), "tok_ok", "No onions, please"), Examples.Placed, 400, 403, 404, 409, 410, 422, 503);

    private static async Task<IResult> PlaceAsync(PlaceOrderRequest body, HttpContext http, ClaimsPrincipal caller, PlaceOrder place, CancellationToken ct)
    {
        var request = IdempotentRequest.From(http, caller.Id(), $"{body.QuoteId}|{body.PaymentMethod}|{body.Note}");
        var placed = await place.HandleAsync(caller.Id(), body, request, ct);
        http.Response.Headers.Location = $"/api/v1/orders/{placed.Id}";
        if (placed.Order is null) return Idempotency.Replay(http, placed.Answer);
        http.SetVersion(placed.Order);
        return new Created(placed.Answer.Body!);
    }

    // The bytes that were stored, so that a replay is the same to the byte.
    private sealed class Created(byte[] body) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCodes.Status201Created;
            httpContext.Response.ContentType = "application/json; charset=utf-8";
            return httpContext.Response.Body.WriteAsync(body, httpContext.RequestAborted).AsTask();
        }
    }
}
