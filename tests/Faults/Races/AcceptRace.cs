using FoodDelivery.Faults.City;

namespace FoodDelivery.Faults.Races;

/// <summary>A kitchen accepts and rejects one order at once. The one transition decides what becomes of the money.</summary>
public sealed class AcceptRace : IRace
{
    private const string Transitions = "SELECT CONCAT(to_status, ' ', detail) FROM fd_order.order_history WHERE order_id = @Subject AND from_status = 'awaitingAcceptance'";
    private const string Money = "SELECT kind FROM fd_witness.ledger WHERE order_ref = @Subject AND kind IN ('capture', 'void', 'refund')";
    private static readonly string[] Reasons = ["tooBusy", "closing", "cannotFulfil", "other"];

    public string Name => "accept";

    public string What => "accept and reject one order";

    public string BrokenBy =>
        """
        INSERT INTO fd_order.order_history (order_id, seq, from_status, to_status, type, actor_role, at, detail)
        SELECT order_id, seq + 1000, from_status, 'rejected', type, actor_role, at, 'closing' FROM fd_order.order_history
        WHERE order_id = @Subject AND from_status = 'awaitingAcceptance';
        """;

    public async Task<Round> RunAsync(Field field, Shopper shopper, Random random, CancellationToken ct)
    {
        var order = await shopper.OrderAsync("pickup", ct);
        var runners = Enumerable.Range(0, Field.Runners).Select(number => number % 2 == 0
            ? (Func<StartingLine, Task<Answer>>)(line => shopper.CookAsync("accept", order, new { prepMinutes = 5 + (number / 2) }, ct, line))
            : line => shopper.CookAsync("reject", order, new { code = Reasons[number / 2 % Reasons.Length] }, ct, line)).ToArray();
        random.Shuffle(runners);
        var (winner, wrong) = Round.Judge(await field.RaceAsync(runners, ct), Decision, Field.Runners, "order_state_conflict");
        if (winner is null) return new Round(Name, null, wrong, []);
        var accepted = winner.StartsWith("accepted", StringComparison.Ordinal);
        if (accepted) await CollectAsync(shopper, order, ct);
        return new Round(Name, winner, wrong, [new("decisions", Transitions, order, winner), new("movements of the money", Money, order, accepted ? "capture" : "void")]);
    }

    /// <summary>Cooks an accepted pick-up order and hands it over, which takes the money.</summary>
    internal static async Task CollectAsync(Shopper shopper, Guid order, CancellationToken ct)
    {
        var code = (await shopper.Customer.InsistAsync(HttpMethod.Get, $"/api/v1/orders/{order}", null, ct)).Body["pickupCode"]!.GetValue<string>();
        var ready = await shopper.CookAsync("ready", order, null, ct);
        var collected = await shopper.CookAsync("collect", order, new { code }, ct);
        if (!ready.Ok || !collected.Ok) throw new InvalidOperationException($"Order {order} cannot be collected: {ready}, {collected}");
    }

    // As the order's history says it. A repeat of the winner sees his decision, not its own.
    private static string Decision(Answer answer)
    {
        var status = answer.Body["status"]!.GetValue<string>();
        return status == "accepted" ? $"accepted prepMinutes {answer.Body["prepMinutes"]}" : $"{status} {answer.Body["ending"]?["reason"]?.GetValue<string>()}";
    }
}
