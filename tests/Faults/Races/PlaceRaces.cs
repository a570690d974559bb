using FoodDelivery.Faults.City;

namespace FoodDelivery.Faults.Races;

/// <summary>One customer places the same order many times at once: with one key, or with a key each.</summary>
public abstract class PlaceRace(string name, string what, bool oneKey) : IRace
{
    private const string Orders = "SELECT LOWER(HEX(id)) FROM fd_order.orders WHERE quote_id = @Subject";
    private const string Payments = "SELECT LOWER(HEX(p.order_id)) FROM fd_payment.payments p JOIN fd_order.orders o ON o.id = p.order_id WHERE o.quote_id = @Subject";
    private const string Holds = "SELECT LOWER(HEX(l.order_ref)) FROM fd_witness.ledger l JOIN fd_order.orders o ON o.id = l.order_ref WHERE o.quote_id = @Subject AND l.kind = 'auth'";

    public string Name => name;

    public string What => what;

    public string BrokenBy =>
        """
        INSERT INTO fd_order.orders (id, code, status, version, customer_id, restaurant_id, restaurant_name, quote_id, fulfilment, payment_method, line_items, currency, subtotal,
            delivery_fee, service_fee, tax, tip, discount, total, pickup_lat, pickup_lng, promise_earliest, promise_latest, placed_at, payment_status, collect_tries, delay_count,
            delay_minutes, payment_released, delivery_released)
        SELECT REPEAT('2', 16), code, status, version, customer_id, restaurant_id, restaurant_name, quote_id, fulfilment, payment_method, line_items, currency, subtotal,
            delivery_fee, service_fee, tax, tip, discount, total, pickup_lat, pickup_lng, promise_earliest, promise_latest, placed_at, payment_status, collect_tries, delay_count,
            delay_minutes, payment_released, delivery_released FROM fd_order.orders WHERE quote_id = @Subject;
        """;

    public async Task<Round> RunAsync(Field field, Shopper shopper, Random random, CancellationToken ct)
    {
        var (quote, key) = (await shopper.QuoteAsync("pickup", ct), Guid.NewGuid().ToString());
        var answers = await field.RaceAsync(line => shopper.Customer.PlaceAsync(quote, "tok_ok", oneKey ? key : Guid.NewGuid().ToString(), insist: true, ct, line), ct);
        // With one key everybody is told the same in the end; of many keys one has the order and the others hear that the quote is used.
        var (winner, wrong) = Round.Judge(answers, Id, oneKey ? Field.Runners : 1, oneKey ? [] : ["quote_used"]);
        foreach (var other in answers.Where(answer => answer.Body["orderId"] is { } named && named.GetValue<Guid>().ToString("N") != winner)) wrong.Add($"A refusal names another order: {other.Body["orderId"]}");
        if (winner is not null)
        {
            var order = Guid.Parse(winner);
            await shopper.StatusAsync(order, ["awaitingAcceptance"], ct);
            await shopper.CookAsync("reject", order, new { code = "tooBusy" }, ct);
        }
        string[] one = winner is null ? [] : [winner];
        return new Round(Name, winner, wrong, [new("orders of the quote", Orders, quote, one), new("payments", Payments, quote, one), new("holds at the provider", Holds, quote, one)]);
    }

    private static string Id(Answer answer) => answer.Body["id"]!.GetValue<Guid>().ToString("N");
}

public sealed class PlaceKeyRace() : PlaceRace("place-key", "place one order with one key", oneKey: true);

public sealed class PlaceQuoteRace() : PlaceRace("place-quote", "place from one quote with a key each", oneKey: false);
