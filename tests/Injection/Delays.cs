using Dapper;
using MySqlConnector;

namespace FoodDelivery.Injection;

/// <summary>How long the events of real orders took, from the producer's transaction to the consumer's.</summary>
internal static class Delays
{
    private const double Bound = 2000;

    private static readonly (string Producer, string Topic)[] Producers =
        [("order", Contracts.Topics.Order), ("payment", Contracts.Topics.Payment), ("delivery", Contracts.Topics.Delivery)];

    /// <returns>How many took longer than two seconds or never arrived, and how many pairs of services had no event at all: those prove nothing.</returns>
    public static async Task<int> PrintAsync(DateTime from, DateTime to)
    {
        await using var connection = new MySqlConnection(Program.Setting("FD_TEST_MYSQL"));
        var bad = 0;
        Console.WriteLine($"{"real events",-26}{"count",8}{"p50 ms",9}{"p99 ms",9}{"max ms",9}{"> 2 s",7}{"never",7}");
        foreach (var (producer, topic) in Producers)
        {
            foreach (var consumer in Subscribers.Inboxes[topic])
            {
                var all = (await connection.QueryAsync<double?>(
                    $"""
                     SELECT TIMESTAMPDIFF(MICROSECOND, o.created_at, i.applied_at) / 1000 FROM fd_{producer}.outbox o LEFT JOIN fd_{consumer}.inbox i ON i.event_id = o.event_id
                     WHERE o.topic = @topic AND o.created_at BETWEEN @from AND @to
                     """, new { topic, from, to })).ToList();
                double[] arrived = [.. all.OfType<double>().Order()];
                var (over, never) = (arrived.Count(delay => delay > Bound), all.Count - arrived.Length);
                bad += over + never + (all.Count == 0 ? 1 : 0);
                Console.WriteLine($"{producer + " -> " + consumer,-26}{all.Count,8:N0}{At(arrived, 50),9:0}{At(arrived, 99),9:0}{At(arrived, 100),9:0}{over,7}{never,7}{(all.Count == 0 ? "  no event" : "")}");
            }
        }
        return bad;
    }

    private static double At(double[] sorted, int percent) => sorted.Length == 0 ? double.NaN : sorted[Math.Min(sorted.Length - 1, sorted.Length * percent / 100)];
}
