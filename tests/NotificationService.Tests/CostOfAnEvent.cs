using System.Text;
using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;

namespace FoodDelivery.NotificationService.Tests;

/// <summary>Locks and reads in one round trip; writes everything together with the commit in another.</summary>
public sealed class CostOfAnEvent : IDisposable
{
    private readonly NotificationApi api = new();

    public void Dispose() => api.Dispose();

    [Fact]
    public async Task An_accepted_order_is_told_in_two_round_trips_of_seven_statements()
    {
        await api.DeliverAsync(api.Order, 1, api.Placed());
        await ShouldCostAsync(2, 7, () => api.DeliverAsync(api.Order, 2, api.Accepted()));
    }

    [Fact]
    public async Task Twenty_events_of_ten_orders_cost_what_one_costs()
    {
        var orders = Enumerable.Range(0, 10).Select(_ => Guid.CreateVersion7()).ToList();
        foreach (var order in orders) await api.DeliverAsync(order, 1, api.Placed() with { OrderId = order });
        var batch = orders.SelectMany(order => new[]
        {
            Message(order, 2, api.Accepted() with { OrderId = order, CustomerId = order }),
            Message(order, 3, new OrderPreparingV1(order, order, api.Restaurant, api.Clock.GetUtcNow())),
        }).ToArray();
        await ShouldCostAsync(2, 7, () => api.DeliverBatchAsync(batch));
        Assert.Equal(10 + 20 + 30, (await api.QueryAsync<long>("SELECT COUNT(*) FROM stream_events"))[0]);
    }

    [Fact]
    public async Task Who_carries_the_orders_is_asked_in_the_same_round_trip()
    {
        var orders = Enumerable.Range(0, 10).Select(_ => Guid.CreateVersion7()).ToList();
        foreach (var order in orders)
        {
            await api.DeliverAsync(order, 1, api.Assigned(order));
            await api.DeliverAsync(order, 1, api.Placed() with { OrderId = order });
        }
        var ready = orders.Select(order => Message(
            order, 2, new OrderReadyV1(order, api.Customer, api.Restaurant, api.Clock.GetUtcNow(), false))).ToArray();
        await ShouldCostAsync(2, 8, () => api.DeliverBatchAsync(ready));
        const string Last = "SELECT MAX(recipient_no) FROM stream_events WHERE recipient_id = @Driver";
        Assert.Equal([20], await api.QueryAsync<long>(Last, new { api.Driver }));
    }

    [Fact]
    public async Task Mail_and_push_cost_a_statement_each_and_no_round_trip()
    {
        using var smtp = new Channels.SmtpSink();
        using var channels = new Channels.ChannelApi(smtp);
        var (with, now) = (channels.Api, channels.Api.Clock.GetUtcNow());
        await with.DeliverAsync(with.Order, 1, with.Placed());
        var delivered = new OrderDeliveredV1(with.Order, with.Customer, with.Restaurant, now, now, 0);
        await ShouldCostAsync(2, 9, () => with.DeliverAsync(with.Order, 2, delivered), with.ConnectionString);
    }

    private IncomingMessage Message<T>(Guid order, long sequence, T data) where T : IEvent =>
        new(T.Topic, 0, sequence, Encoding.ASCII.GetBytes(order.ToString()), api.Message(order, sequence, data));

    private async Task ShouldCostAsync(int roundTrips, int statements, Func<Task> work, string? schema = null)
    {
        var packets = await GeneralLog.RecordAsync(schema ?? api.ConnectionString, work);
        var sent = packets.TransactionWith("INSERT INTO stream_events");
        Assert.Equal(statements, sent.Sum(packet => packet.Statements.Count));
        Assert.Equal(roundTrips, sent.Count);
    }
}
