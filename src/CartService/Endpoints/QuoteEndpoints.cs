using System.Security.Claims;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.CartService.Data;
using FoodDelivery.CartService.Domain;
using FoodDelivery.Contracts;

namespace FoodDelivery.CartService.Endpoints;

/// <summary>Pricing the cart.</summary>
public static class QuoteEndpoints
{
    private const string Rules =
        "Customers. Prices, availability, opening hours and distance are asked anew; the quote is binding for 10 minutes, " +
        "but of more than a few the oldest goes. " +
        "What cannot be ordered is 409 with the first reason as `code` and all in `reasons`.";

    public static void MapQuotes(this WebApplication app)
    {
        app.MapPost("/api/v1/cart/quote", CreateAsync).WithTags("Cart").RequireRole(Roles.Customer)
            .Describe("quoteCart", "Price the cart", Rules, Examples.QuoteRequest, Examples.Quote, 400, 403, 404, 409, 429, 503)
            .Produces<QuoteResponse>(StatusCodes.Status201Created);
        app.MapGet("/internal/v1/quotes/{quoteId:guid}", GetAsync).RequireService("order");
    }

    private static async Task<IResult> CreateAsync(QuoteRequest request, Quoting quoting, ClaimsPrincipal caller, CancellationToken ct) =>
        TypedResults.Json(await quoting.QuoteAsync(caller.Id(), request, ct), statusCode: StatusCodes.Status201Created);

    private static async Task<Quote> GetAsync(Guid quoteId, QuoteStore quotes, CancellationToken ct) =>
        await quotes.FindAsync(quoteId, ct) ?? throw ProblemException.NotFound("The quote");
}
