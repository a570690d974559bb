using FoodDelivery.TestKit;

namespace FoodDelivery.AnalyticsService.Tests;

public sealed class CostOfAnEvent : IDisposable
{
    private readonly AnalyticsApi api = new();

    public void Dispose() => api.Dispose();

    /// <summary>Reads what was applied; then writes everything together with the commit.</summary>
    [Fact]
    public async Task An_accepted_order_becomes_facts_in_two_round_trips_of_six_statements()
    {
        var order = new OrderScript(AnalyticsApi.Noon, api.Trattoria).Placed(1_000).Submitted().Accepted(60);
        await api.DeliverBatchAsync([.. order.Messages.SkipLast(1)]);
        var packets = await GeneralLog.RecordAsync(api.ConnectionString, () => api.DeliverBatchAsync(order.Messages[^1]));
        var sent = packets.TransactionWith("INSERT INTO order_facts");

        Assert.Equal(6, sent.Sum(packet => packet.Statements.Count));
        // MariaDB logs what came in one packet as one; MySQL takes it apart.
        if (sent.Any(packet => packet.Statements.Count > 1)) Assert.Equal(2, sent.Count);
    }
}
