using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.Contracts;
using FoodDelivery.PaymentService.Clients;
using FoodDelivery.PaymentService.Data;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FoodDelivery.PaymentService.Endpoints;

/// <summary>A provider's token under a name.</summary>
/// <param name="Token">From the provider, for example tok_ok; never a card number.</param>
public sealed record SavePaymentMethodRequest(
    // The pattern alone lets an empty text pass.
    [property: StringLength(94, MinimumLength = 1), Pattern("^tok_[A-Za-z0-9_]{1,90}$")] string Token,
    [property: Text(60, MinimumLength = 1)] string Label);

/// <summary>A saved method; its id is a `paymentMethod` for placing orders.</summary>
public sealed record PaymentMethodResponse(Guid Id, string Label, DateTimeOffset CreatedAt);

public static class PaymentMethodEndpoints
{
    public static void MapPaymentMethods(this WebApplication app)
    {
        app.MapGet("/api/v1/payment-methods", ListAsync).WithTags("Payment methods").RequireRole(Roles.Customer)
            .Describe("listPaymentMethods", "List one's saved payment methods",
                response: new Page<PaymentMethodResponse>([Examples.Method], null), problems: [400, 403]);
        app.MapPost("/api/v1/payment-methods", SaveAsync).WithTags("Payment methods").RequireRole(Roles.Customer)
            .Describe("savePaymentMethod", "Save a payment method",
                "Saving a token again renames the method that is there. A token pays for the customer who used it first. "
                + "At most 20 (`payment_method_limit`).",
                request: new SavePaymentMethodRequest("tok_ok", "Visa at home"), response: Examples.Method, problems: [400, 403, 409]);
        app.MapDelete("/api/v1/payment-methods/{id:guid}", DeleteAsync).WithTags("Payment methods").RequireRole(Roles.Customer)
            .Describe("deletePaymentMethod", "Delete a payment method",
                "Orders already placed with it are not touched.", problems: [403, 404]);
    }

    private static async Task<Ok<Page<PaymentMethodResponse>>> ListAsync(
        string? cursor, int? limit, ClaimsPrincipal caller, PaymentMethodStore store, CancellationToken ct)
    {
        var size = Paging.Limit(limit);
        var rows = await store.ListAsync(caller.Id(), Paging.DecodeId(cursor), size + 1, ct);
        return TypedResults.Ok(rows.Select(Response).ToList().ToPage(size, method => method.Id.ToString()));
    }

    private static async Task<Created<PaymentMethodResponse>> SaveAsync(
        SavePaymentMethodRequest request, ClaimsPrincipal caller, PaymentMethodStore store, IPaymentProvider provider,
        CancellationToken ct)
    {
        var isPersonal = provider.IsPersonal(request.Token);
        var method = Response(await store.SaveAsync(caller.Id(), request.Token, isPersonal, request.Label, ct)
            ?? throw ProblemException.Invalid("/token", "This is the token of somebody else."));
        return TypedResults.Created($"/api/v1/payment-methods/{method.Id}", method);
    }

    private static async Task<NoContent> DeleteAsync(Guid id, ClaimsPrincipal caller, PaymentMethodStore store, CancellationToken ct) =>
        await store.DeleteAsync(caller.Id(), id, ct) ? TypedResults.NoContent() : throw ProblemException.NotFound("The payment method");

    private static PaymentMethodResponse Response(PaymentMethodRow row) => new(row.Id, row.Label, row.CreatedAt);
}
