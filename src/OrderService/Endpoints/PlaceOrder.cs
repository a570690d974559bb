using System.Security.Cryptography;
using System.Text.Json;
using FoodDelivery.BuildingBlocks;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Http;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.OrderService.Clients;
using FoodDelivery.OrderService.Data;
using FoodDelivery.OrderService.Domain;
using Microsoft.Extensions.Options;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace FoodDelivery.OrderService.Endpoints;

/// <summary>
/// Places an order: checks the quote, saves the order, authorises its payment, submits it. Two transactions with the call to Payment between
/// them; a crash in between leaves an order that its key, its payment's event or its deadline brings to an end.
/// </summary>
public sealed class PlaceOrder(
    Database database, OrderStore orders, CartClient carts, ProductClient products, PaymentClient payments,
    IOptions<OrderOptions> options, IOptions<JsonOptions> json, TimeProvider clock)
{
    /// <returns>The order's id and the answer: new, or as stored when the request was answered before.</returns>
    public async Task<PlacedOrder> HandleAsync(Guid customer, PlaceOrderRequest body, IdempotentRequest request, CancellationToken ct)
    {
        Order order;
        try
        {
            order = await SaveAsync(customer, body, request, ct);
        }
        catch (Exception e) when (e is ProblemException or DependencyUnavailableException)
        {
            // Nearly every key is new, so it is looked up only when something is in the way: that may be the key's own first request.
            var earlier = await database.ReadAsync(session => Idempotency.FindAsync(session, request, clock.GetUtcNow()), ct);
            if (earlier is null) throw;
            if (earlier.Status is not null) return new PlacedOrder(earlier.ResourceId, null, earlier);
            order = await database.ReadAsync(session => orders.FindAsync(session, earlier.ResourceId, Access.Everything), ct)
                ?? throw new InvalidOperationException($"Order {earlier.ResourceId} of a claimed key does not exist.");
        }
        Failpoint.Hit("order.place.before_payment");
        var placed = await FinishAsync(order, request);
        Failpoint.Hit("order.place.before_reply");
        return placed;
    }

    private async Task<Order> SaveAsync(Guid customer, PlaceOrderRequest body, IdempotentRequest request, CancellationToken ct)
    {
        var quote = await carts.FindQuoteAsync(body.QuoteId, ct);
        QuoteRules.CheckUsable(quote, customer, clock.GetUtcNow());
        QuoteRules.CheckCurrent(quote!, await products.CheckAsync(quote!, ct));

        var order = NewOrder(quote!, body, clock.Moment());
        var change = order.Place(order.PlacedAt + options.Value.PaymentWithin);
        try
        {
            await database.WriteAsync(async transaction =>
            {
                await Idempotency.ClaimAsync(transaction, request, order.Id, options.Value.PlaceLock);
                await orders.InsertAsync(transaction, change);
                Failpoint.Hit("order.place.before_commit");
            }, ct);
        }
        catch (Exception e) when (e.IsDuplicateKey("ux_orders_quote"))
        {
            var first = await database.ReadAsync(session => orders.FindByQuoteAsync(session, body.QuoteId), ct);
            throw new ProblemException(409, "quote_used", "An order was already placed from this quote.").With("orderId", first?.Id);
        }
        return change.After;
    }

    private async Task<PlacedOrder> FinishAsync(Order order, IdempotentRequest request)
    {
        var answer = order.Status is OrderStatus.PendingPayment ? await payments.AuthorizeAsync(order) : new PaymentAnswer(PaymentOutcome.Pending);
        return await database.WriteAsync(async transaction =>
        {
            var now = clock.Moment();
            if (answer.Status is PaymentOutcome.Authorized)
            {
                var submitted = order.Authorized(now, now + options.Value.AcceptWithin);
                var body = Render(submitted.After);
                if (await orders.SubmitAsync(transaction, submitted, request, body)) return new PlacedOrder(order.Id, submitted.After, new IdempotencyRecord(order.Id, 201, body));
            }
            // Declined, undecided, or somebody was faster: the payment's event, its deadline, or another attempt at this request.
            var current = (await orders.LockAsync(transaction, order.Id, Access.Everything))!;
            var change = answer.Status switch
            {
                PaymentOutcome.Authorized => current.Authorized(now, now + options.Value.AcceptWithin),
                PaymentOutcome.Failed => current.PaymentRefused(answer.DeclineCode ?? "declined", now),
                PaymentOutcome.Pending => OrderChange.None(current),
            };
            if (change.Steps.Count > 0) await orders.SaveAsync(transaction, change);
            var rendered = Render(change.After);
            Idempotency.Complete(transaction, request, 201, rendered);
            return new PlacedOrder(order.Id, change.After, new IdempotencyRecord(order.Id, 201, rendered));
        }, CancellationToken.None);
    }

    private byte[] Render(Order order) => JsonSerializer.SerializeToUtf8Bytes(OrderResponse.For(order, ActorRole.Customer), json.Value.SerializerOptions);

    private static Order NewOrder(Quote quote, PlaceOrderRequest body, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        Code = RandomNumberGenerator.GetString("0123456789ABCDEFGHJKMNPQRSTVWXYZ", 6),
        CustomerId = quote.CustomerId,
        RestaurantId = quote.RestaurantId,
        RestaurantName = quote.RestaurantName,
        QuoteId = quote.QuoteId,
        Fulfilment = EnumText.Parse<Fulfilment>(quote.Fulfilment),
        PaymentMethod = body.PaymentMethod,
        LineItems = [.. quote.Lines.Select(line => new OrderLine(line.ItemId, line.Name, line.Quantity, line.UnitPrice, line.LineTotal, line.Options ?? [], line.Note))],
        Currency = quote.Total.Currency,
        Subtotal = quote.Subtotal.Amount,
        DeliveryFee = quote.DeliveryFee.Amount,
        ServiceFee = quote.ServiceFee.Amount,
        Tax = quote.Tax.Amount,
        Tip = quote.Tip.Amount,
        Discount = quote.Discount.Amount,
        Total = quote.Total.Amount,
        Note = body.Note,
        PickupLat = quote.RestaurantLocation.Lat,
        PickupLng = quote.RestaurantLocation.Lng,
        DropoffAddress = quote.Dropoff?.Address,
        DropoffLat = quote.Dropoff?.Lat,
        DropoffLng = quote.Dropoff?.Lng,
        DropoffNotes = quote.Dropoff?.Notes,
        DeliveryPin = quote.Fulfilment == "delivery" ? RandomNumberGenerator.GetString("0123456789", 4) : null,
        PickupCode = quote.Fulfilment == "pickup" ? RandomNumberGenerator.GetString("0123456789", 6) : null,
        PromiseEarliest = quote.Promise.Earliest,
        PromiseLatest = quote.Promise.Latest,
        PlacedAt = now,
    };
}

/// <summary>What placing an order led to.</summary>
/// <param name="Order">Null when the answer is a stored one.</param>
public sealed record PlacedOrder(Guid Id, Order? Order, IdempotencyRecord Answer);
