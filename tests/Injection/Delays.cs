using Dapper;
using MySql.Data.MySqlClient;

namespace FoodDelivery.Injection;

/// <summary>How long the events of real orders took, from the producer's transaction to the consumer's.</summary>
internal static class Delays
{
    private const double Bound = 2000;

    private static readonly (string Producer, string Topic)[] Producers =
        [("order", Contracts.Topics.Order), ("payment", Contracts.Topics.Payment), ("delivery", Contracts.Topics.Delivery)];

    /// <returns>How many took longer than two seconds.</returns>
    public static async Task<int> PrintAsync(DateTime from, DateTime to)
    {
        await using var connection = new MySqlConnection(Program.Setting("FD_TEST_MYSQL"));
        var slow = 0;
        Console.WriteLine($"{"real events",-26}{"count",8}{"p50 ms",9}{"p99 ms",9}{"max ms",9}{"> 2 s",7}");
        foreach (var (producer, topic) in Producers)
        {
            foreach (var consumer in Subscribers.Inboxes[topic])
            {
                var all = (await connection.QueryAsync<double>(
                    $"""
                     SELECT TIMESTAMPDIFF(MICROSECOND, o.created_at, i.applied_at) / 1000 FROM fd_{producer}.outbox o JOIN fd_{consumer}.inbox i ON i.event_id = o.event_id
                     WHERE o.topic = @topic AND o.created_at BETWEEN @from AND @to ORDER BY 1
                     """, new { topic, from, to })).ToList();
                if (all.Count == 0) continue;
                var over = all.Count(delay => delay > Bound);
                slow += over;
                Console.WriteLine($"{producer + " -> " + consumer,-26}{all.Count,8:N0}{all[all.Count / 2],9:0}{all[all.Count * 99 / 100],9:0}{all[^1],9:0}{over,7}");
            }
        }
        return slow;
    }
}
