using FoodDelivery.TestKit;

namespace FoodDelivery.NotificationService.Tests;

public sealed class CostOfAnEvent : IDisposable
{
    private readonly NotificationApi api = new();

    public void Dispose() => api.Dispose();

    /// <summary>Reads what was applied; then writes everything together with the commit.</summary>
    [Fact]
    public async Task An_accepted_order_is_told_in_two_round_trips_of_eight_statements()
    {
        await api.DeliverAsync(api.Order, 1, api.Placed());
        var packets = await GeneralLog.RecordAsync(api.ConnectionString, () => api.DeliverAsync(api.Order, 2, api.Accepted()));
        var sent = packets.TransactionWith("INSERT INTO stream_events");

        Assert.Equal(8, sent.Sum(packet => packet.Statements.Count));
        // MariaDB logs what came in one packet as one; MySQL takes it apart.
        if (sent.Any(packet => packet.Statements.Count > 1)) Assert.Equal(2, sent.Count);
    }
}
