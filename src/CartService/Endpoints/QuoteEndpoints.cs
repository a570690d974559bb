using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.CartService.Data;
using FoodDelivery.CartService.Domain;
using FoodDelivery.Contracts;

namespace FoodDelivery.CartService.Endpoints;

/// <param name="Dropoff">For a delivery, instead of <paramref name="AddressId"/>.</param>
/// <param name="AddressId">A saved address of the customer.</param>
/// <param name="Tip">For the courier, up to the subtotal and at most 100.00.</param>
/// <param name="PromoCode">There are no promotions yet: any code is 409 <c>promo_unknown</c>.</param>
/// <param name="ScheduledFor">Not available yet: 409 <c>scheduling_not_available</c>.</param>
public sealed record QuoteRequest(
    DropoffRequest? Dropoff = null, Guid? AddressId = null, Fulfilment Fulfilment = Fulfilment.Delivery, Money? Tip = null,
    [property: StringLength(40)] string? PromoCode = null, DateTimeOffset? ScheduledFor = null);

public sealed record DropoffRequest(
    [property: Range(-90.0, 90.0)] double Lat,
    [property: Range(-180.0, 180.0)] double Lng,
    [property: StringLength(300, MinimumLength = 1)] string Address,
    [property: StringLength(300)] string? Notes = null);

/// <summary>Pricing the cart.</summary>
public static class QuoteEndpoints
{
    public static void MapQuotes(this WebApplication app)
    {
        app.MapPost("/api/v1/cart/quote", CreateAsync).WithTags("Cart").RequireRole(Roles.Customer)
            .Describe(
                "quoteCart", "Price the cart",
                "Customers. Prices, availability, opening hours and distance are asked anew; the quote is binding for 10 minutes. What cannot be ordered is 409 with the first reason as `code` and all in `reasons`.",
                Examples.QuoteRequest, Examples.Quote, 400, 403, 404, 409, 503)
            .Produces<QuoteResponse>(StatusCodes.Status201Created);
        app.MapGet("/internal/v1/quotes/{quoteId:guid}", GetAsync).RequireService();
    }

    private static async Task<IResult> CreateAsync(QuoteRequest request, Quoting quoting, ClaimsPrincipal caller, CancellationToken ct) =>
        TypedResults.Json(await quoting.QuoteAsync(caller.Id(), request, ct), statusCode: StatusCodes.Status201Created);

    private static async Task<Quote> GetAsync(Guid quoteId, QuoteStore quotes, CancellationToken ct) =>
        await quotes.FindAsync(quoteId, ct) ?? throw ProblemException.NotFound("The quote");
}
