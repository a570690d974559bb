using FoodDelivery.TestKit;

namespace FoodDelivery.AnalyticsService.Tests;

public sealed class CostOfAnEvent : IDisposable
{
    private readonly AnalyticsApi api = new();

    public void Dispose() => api.Dispose();

    /// <summary>The stream is known, nothing is read: everything is written together with the commit.</summary>
    [Fact]
    public async Task An_accepted_order_becomes_facts_in_one_round_trip_of_four_statements()
    {
        var order = new OrderScript(AnalyticsApi.Noon, api.Trattoria).Placed(1_000).Submitted().Accepted(60);
        await api.DeliverBatchAsync([.. order.Messages.SkipLast(1)]);
        var packets = await GeneralLog.RecordAsync(api.ConnectionString, () => api.DeliverBatchAsync(order.Messages[^1]));

        AssertSent(packets, statements: 4, roundTrips: 1);
    }

    /// <summary>Reads how far the streams are, then writes each table once: the same for ten orders as for one.</summary>
    [Fact]
    public async Task Ten_orders_of_a_batch_cost_what_one_does()
    {
        var messages = Enumerable.Range(0, 10)
            .SelectMany(_ => new OrderScript(AnalyticsApi.Noon, api.Trattoria).Placed(1_000).Submitted().Accepted(60).Messages).ToArray();
        var packets = await GeneralLog.RecordAsync(api.ConnectionString, () => api.DeliverBatchAsync(messages));

        AssertSent(packets, statements: 6, roundTrips: 2);
    }

    private static void AssertSent(IReadOnlyList<Packet> packets, int statements, int roundTrips)
    {
        var sent = packets.TransactionWith("INSERT INTO order_facts");
        Assert.Equal(statements, sent.Sum(packet => packet.Statements.Count));
        Assert.Equal(roundTrips, sent.Count);
    }
}
