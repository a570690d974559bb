using Dapper;
using FoodDelivery.Faults.City;

namespace FoodDelivery.Faults.Races;

/// <summary>A driver accepts and declines his offer at once, and others want it too.</summary>
public sealed class OfferRace : IRace
{
    private const int Others = 4;
    private const string Pending =
        """
        SELECT o.id AS Id, o.driver_id AS DriverId, o.delivery_id AS DeliveryId FROM fd_delivery.offers o JOIN fd_delivery.deliveries d ON d.id = o.delivery_id
        WHERE d.order_id = @order AND o.status = 'pending'
        """;

    private const string Answers = "SELECT status FROM fd_delivery.offers WHERE id = @Subject";
    private const string Takers = "SELECT LOWER(HEX(driver_id)) FROM fd_delivery.offers WHERE delivery_id = @Subject AND status = 'accepted'";
    private const string Assignments = "SELECT type FROM fd_delivery.outbox WHERE aggregate_id = @Subject AND type = 'delivery.assigned.v1'";

    public string Name => "offer";

    public string What => "accept and decline one offer, and others accept it";

    public string BrokenBy =>
        """
        INSERT INTO fd_delivery.offers (id, delivery_id, driver_id, round, status, distance_meters, created_at, expires_at)
        SELECT REPEAT('2', 16), delivery_id, REPEAT('d', 16), round, 'accepted', distance_meters, created_at, expires_at
        FROM fd_delivery.offers WHERE id = @Subject;
        """;

    public async Task<Round> RunAsync(Field field, Shopper shopper, Random random, CancellationToken ct)
    {
        var order = await shopper.OrderAsync("delivery", ct);
        if (await shopper.CookAsync("accept", order, new { prepMinutes = 5 }, ct) is { Ok: false } refused) throw new InvalidOperationException($"Order {order} cannot be accepted: {refused}");
        var (offer, driver, delivery) = await OfferedAsync(field, order, ct);
        var asked = field.DriversById[driver];
        var runners = Enumerable.Range(0, Field.Runners).Select(number => number % 2 == 0
            ? (Func<StartingLine, Task<Answer>>)(line => AnswerAsync(asked, offer, "accept", line, ct))
            : line => AnswerAsync(asked, offer, "decline", line, ct))
            .Concat(field.DriversById.Values.Where(other => other != asked).Take(Others).Select(other => (Func<StartingLine, Task<Answer>>)(line => AnswerAsync(other, offer, "accept", line, ct)))).ToArray();
        random.Shuffle(runners);
        var answers = await field.RaceAsync(runners, ct);
        // To the others the offer does not exist.
        var (winner, wrong) = Round.Judge(answers, Outcome, Field.Runners / 2, "offer_taken", "not_found");
        if (answers.Count(answer => answer.Status == 404) != Others) wrong.Add($"{answers.Count(answer => answer.Status == 404)} instead of {Others} strangers were told that there is no such offer");
        if (await shopper.CookAsync("cancel", order, new { reason = "oven is broken" }, ct) is { Ok: false } kept) wrong.Add($"The order cannot be cancelled: {kept}");
        string[] taken = winner == "accepted" ? [driver.ToString("N")] : [];
        string[] assigned = winner == "accepted" ? ["delivery.assigned.v1"] : [];
        return new Round(Name, winner, wrong,
            [new("answer to the offer", Answers, offer, winner ?? ""), new("drivers of the delivery", Takers, delivery, taken), new("assignments made known", Assignments, order, assigned)]);
    }

    private static Task<Answer> AnswerAsync(Caller driver, Guid offer, string answer, StartingLine line, CancellationToken ct) =>
        driver.InsistAsync(HttpMethod.Post, $"/api/v1/offers/{offer}/{answer}", answer == "decline" ? new { reason = "tooFar" } : new { }, ct, line: line);

    // Accepting shows the delivery, declining the offer.
    private static string Outcome(Answer answer) => answer.Body["status"]?.GetValue<string>() == "declined" ? "declined" : "accepted";

    private static async Task<(Guid Offer, Guid Driver, Guid Delivery)> OfferedAsync(Field field, Guid order, CancellationToken ct)
    {
        await using var connection = await field.Books.OpenAsync();
        for (var attempt = 0; attempt < 600; attempt++)
        {
            if (await connection.QuerySingleOrDefaultAsync<Row>(field.Books.Here(Pending), new { order = order.ToByteArray(bigEndian: true) }) is { } row) return (Id(row.Id), Id(row.DriverId), Id(row.DeliveryId));
            await Task.Delay(TimeSpan.FromMilliseconds(50), ct);
        }
        throw new TimeoutException($"Nobody was offered order {order}.");
    }

    private static Guid Id(byte[] bytes) => new(bytes, bigEndian: true);

    private sealed record Row
    {
        public byte[] Id { get; init; } = [];
        public byte[] DriverId { get; init; } = [];
        public byte[] DeliveryId { get; init; } = [];
    }
}
