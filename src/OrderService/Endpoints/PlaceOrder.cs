using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using FoodDelivery.BuildingBlocks;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Http;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using FoodDelivery.OrderService.Clients;
using FoodDelivery.OrderService.Data;
using FoodDelivery.OrderService.Domain;
using Microsoft.Extensions.Options;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace FoodDelivery.OrderService.Endpoints;

/// <summary>What to order.</summary>
/// <param name="QuoteId">
/// From <c>POST /api/v1/cart/quote</c>; good for one order, as are all quotes of the same cart version together.
/// </param>
/// <param name="PaymentMethod">A provider's token, as Payment takes it, or the id of a saved method; never a card number.</param>
/// <param name="Note">For the kitchen.</param>
public sealed record PlaceOrderRequest(
    Guid QuoteId,
    [property: StringLength(94, MinimumLength = 1)]
    [property: Pattern("^(tok_[A-Za-z0-9_]{1,90}|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})$",
        ErrorMessage = "A provider's token (tok_…) or the id of a saved payment method; never a card number.")] string PaymentMethod,
    [property: Text(500, MultiLine = true)] string? Note = null);

/// <summary>How often a customer may try to place an order, whatever address the requests come from: each attempt may ask a bank.</summary>
public sealed class PlacingLimit(IOptions<OrderOptions> options, TimeProvider clock)
{
    private readonly Allowance attempts =
        new(TimeSpan.FromMinutes(1) / options.Value.PlacingPerMinute, options.Value.PlacingPerMinute, clock);

    /// <exception cref="RefusedException"><c>rate_limited</c>.</exception>
    public void Take(Guid customer) => attempts.Take(customer);
}

/// <summary>
/// Places an order: checks the quote, saves the order, authorises its payment, submits it. Two transactions with the call to Payment
/// between them; a crash in between leaves an order that its key, its payment's event or its deadline brings to an end.
/// </summary>
public sealed class PlaceOrder(
    Database database, OrderStore orders, CartClient carts, ProductClient products, PaymentClient payments, PlacingLimit limit,
    IOptions<OrderOptions> options, IOptions<JsonOptions> json, TimeProvider clock)
{
    public async Task<IResult> HandleAsync(PlaceOrderRequest body, HttpContext http, CancellationToken ct)
    {
        var customer = http.User.Id();
        var request = IdempotentRequest.From(http, customer, $"{body.QuoteId}|{body.PaymentMethod}|{body.Note}");
        Order order;
        try
        {
            order = await SaveAsync(customer, body, request, ct);
        }
        catch (Exception e) when (e is ProblemException or DependencyUnavailableException or RefusedException)
        {
            // Nearly every key is new, so it is looked up only when something is in the way: that may be the key's own first request.
            var earlier = await database.ReadAsync(session => Idempotency.FindAsync(session, request, clock.GetUtcNow()), ct);
            if (earlier is null) throw;
            SetLocation(http, earlier.ResourceId);
            if (earlier.Status is not null) return Idempotency.Replay(http, earlier);
            order = await database.ReadAsync(session => orders.FindAsync(session, earlier.ResourceId, OrderAccess.Everything), ct)
                ?? throw new InvalidOperationException($"Order {earlier.ResourceId} of a claimed key does not exist.");
        }
        Failpoint.Hit("order.place.before_payment");
        var (version, answer) = await FinishAsync(order, request);
        Failpoint.Hit("order.place.before_reply");
        SetLocation(http, order.Id);
        http.SetVersion(version);
        // The bytes that were stored, so that a replay is the same to the byte.
        return Results.Text(answer, "application/json; charset=utf-8", StatusCodes.Status201Created);
    }

    private static void SetLocation(HttpContext http, Guid orderId) => http.Response.Headers.Location = $"/api/v1/orders/{orderId}";

    private async Task<Order> SaveAsync(Guid customer, PlaceOrderRequest body, IdempotentRequest request, CancellationToken ct)
    {
        limit.Take(customer);
        var quote = await carts.FindQuoteAsync(body.QuoteId, ct);
        QuoteRules.CheckUsable(quote, customer, clock.GetUtcNow());
        var check = await products.CheckAsync(quote!, ct);
        QuoteRules.CheckCurrent(quote!, check);
        try
        {
            return await Idempotency.ClaimAsync(database, request, transaction =>
            {
                var order = QuoteRules.ToOrder(quote!, check!, body, Guid.CreateVersion7(transaction.Now));
                order.Place(transaction.Now, transaction.Now + options.Value.PaymentWithin);
                Idempotency.Claim(transaction, request, order.Id, options.Value.PlaceLock);
                orders.Insert(transaction, order);
                Failpoint.Hit("order.place.before_commit");
                return Task.FromResult(order);
            }, clock, ct);
        }
        catch (Exception e) when (e.IsDuplicateKey("ux_orders_quote"))
        {
            var first = await database.ReadAsync(session => orders.FindByQuoteAsync(session, body.QuoteId), ct);
            throw new ProblemException(409, "quote_used", "An order was already placed from this quote.").With("orderId", first?.Id);
        }
        catch (Exception e) when (e.IsDuplicateKey("ux_orders_wish"))
        {
            var first = await database.ReadAsync(session => orders.FindByWishAsync(session, quote!.Wish), ct);
            throw new ProblemException(409, "quote_used", "An order was already placed from this cart, by another quote of it.")
                .With("orderId", first?.Id);
        }
    }

    private async Task<(long Version, byte[] Answer)> FinishAsync(Order placed, IdempotentRequest request)
    {
        // An earlier attempt at this request may have come further.
        var isOpen = placed.Status is OrderStatus.PendingPayment;
        var answer = isOpen ? await payments.AuthorizeAsync(placed) : new PaymentAnswer(PaymentOutcome.Pending);
        try
        {
            // Nearly always nobody has touched it meanwhile, so it is written without being read; its version guards that.
            return await DecideAsync(placed.Id, answer.Status is PaymentOutcome.Authorized ? placed : null, answer, request);
        }
        catch (Exception e) when (e.IsStale() || e.IsConnectionLost())
        {
            // Somebody was faster (the payment's event, its deadline, another attempt at this request), or the outcome is unknown: look.
            return await DecideAsync(placed.Id, null, answer, request);
        }
    }

    private Task<(long Version, byte[] Answer)> DecideAsync(Guid id, Order? placed, PaymentAnswer answer, IdempotentRequest request) =>
        database.WriteAsync(async transaction =>
        {
            // A verb can be said once: when the transaction has to run again, the order is read.
            var order = placed ?? (await orders.LockAsync(transaction, id, OrderAccess.Everything))!;
            placed = null;
            if (order.Status is OrderStatus.PendingPayment)
            {
                var now = transaction.Now;
                if (answer.Status is PaymentOutcome.Authorized)
                {
                    order.PaymentAuthorized(now, now + options.Value.AcceptWithin, now + options.Value.RemindAfter);
                }
                if (answer.Status is PaymentOutcome.Failed) order.PaymentFailed(answer.DeclineCode ?? "declined", now);
            }
            if (order.Raised.Count > 0) Failpoint.Hit("order.submit.before_outbox");
            var body = JsonSerializer.SerializeToUtf8Bytes(OrderResponse.For(order, ActorRole.Customer), json.Value.SerializerOptions);
            orders.Save(transaction, order, request, body);
            return (order.Version, body);
        }, CancellationToken.None);
}

/// <summary>Its route.</summary>
public static class PlaceOrderEndpoint
{
    public static void MapPlaceOrder(this WebApplication app) => app
        .MapPost("/api/v1/orders",
            (PlaceOrderRequest body, HttpContext http, PlaceOrder place, CancellationToken ct) => place.HandleAsync(body, http, ct))
        .WithTags("Orders").RequireRole(Roles.Customer).TakesIdempotencyKey()
        .Produces<OrderResponse>(StatusCodes.Status201Created)
        .Describe("placeOrder", "Place an order from a quote",
            "For customers. Needs an Idempotency-Key header: a repeat with the same key gets the first answer (Idempotent-Replayed: true), "
            + "409 while that is in progress, 422 when it asks for something else. Price and availability are checked again. "
            + "The answer says awaitingAcceptance, paymentFailed (declined), or pendingPayment when the payment is undecided; "
            + "it is decided within minutes then. A customer may try ten times at once, then ten times a minute (429).",
            new PlaceOrderRequest(Guid.Parse("01930b6e-6c1f-7c3a-9d37-1f5b9e3c2a10"), "tok_ok", "No onions, please"), Examples.Placed,
            400, 403, 404, 409, 410, 422, 503);
}
