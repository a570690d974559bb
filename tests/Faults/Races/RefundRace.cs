using System.Text.Json.Nodes;
using FoodDelivery.Faults.City;

namespace FoodDelivery.Faults.Races;

/// <summary>The whole amount is given back many times at once, with a key each.</summary>
public sealed class RefundRace : IRace
{
    private const string Operations =
        "SELECT LOWER(HEX(m.id)) FROM fd_payment.payment_operations m JOIN fd_payment.payments p ON p.id = m.payment_id WHERE p.order_id = @Subject AND m.kind = 'refund'";

    private const string Ledger = "SELECT kind FROM fd_witness.ledger WHERE order_ref = @Subject AND kind = 'refund'";
    private const string Left = "SELECT CAST(captured_minor - refunded_minor AS CHAR) FROM fd_payment.payments WHERE order_id = @Subject";

    public string Name => "refund";

    public string What => "refund the whole amount with a key each";

    public string BrokenBy =>
        "INSERT INTO fd_witness.ledger (seq, kind, order_ref, amount_minor) SELECT seq + 1000000, kind, order_ref, amount_minor FROM fd_witness.ledger WHERE order_ref = @Subject AND kind = 'refund';";

    public async Task<Round> RunAsync(Field field, Shopper shopper, Random random, CancellationToken ct)
    {
        var order = await shopper.OrderAsync("pickup", ct);
        if (await shopper.CookAsync("accept", order, new { prepMinutes = 5 }, ct) is { Ok: false } refused) throw new InvalidOperationException($"Order {order} cannot be accepted: {refused}");
        await AcceptRace.CollectAsync(shopper, order, ct);
        var payment = await CapturedAsync(shopper, order, ct);
        var body = new { amount = payment["amount"]!, reason = "Cold food" };
        var path = $"/api/v1/payments/{payment["id"]!.GetValue<Guid>()}/refunds";
        var answers = await field.RaceAsync(line => field.Ops.InsistAsync(HttpMethod.Post, path, body, ct, Guid.NewGuid().ToString(), line: line), ct);
        var (winner, wrong) = Round.Judge(answers, answer => answer.Body["id"]!.GetValue<Guid>().ToString("N"), 1, "refund_exceeds_captured");
        string[] one = winner is null ? [] : [winner];
        return new Round(Name, winner, wrong, [new("refunds in our books", Operations, order, one), new("refunds at the provider", Ledger, order, "refund"), new("left of the payment", Left, order, "0")]);
    }

    private static async Task<JsonNode> CapturedAsync(Shopper shopper, Guid order, CancellationToken ct)
    {
        for (var attempt = 0; attempt < 300; attempt++)
        {
            var payment = (await shopper.Customer.InsistAsync(HttpMethod.Get, $"/api/v1/payments?orderId={order}", null, ct)).Body["items"]![0]!;
            if (payment["status"]!.GetValue<string>() == "captured") return payment;
            await Task.Delay(TimeSpan.FromMilliseconds(100), ct);
        }
        throw new TimeoutException($"The payment of order {order} is not captured.");
    }
}
