using System.Text;
using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;

namespace FoodDelivery.OrderService.Tests;

public sealed class CostOfReports(OrderApi api) : IClassFixture<OrderApi>
{
    /// <summary>Locked and read, then written with the commit.</summary>
    [Fact]
    public async Task A_report_about_an_order_takes_two_round_trips()
    {
        var order = await api.OrderInAsync("accepted");
        await api.DeliverBatchAsync(Report(order, 1));
        await ShouldTakeAsync(2, Report(order, 2));
    }

    [Fact]
    public async Task Reports_about_ten_orders_take_what_one_does()
    {
        var orders = new List<TestOrder>();
        for (var i = 0; i < 10; i++) orders.Add(await api.OrderInAsync("accepted"));
        await api.DeliverBatchAsync([.. orders.Select(order => Report(order, 1))]);
        await ShouldTakeAsync(2, [.. orders.SelectMany(order => new[] { Report(order, 2), Report(order, 3) })]);

        foreach (var order in orders)
        {
            Assert.Equal(3, (await api.QueryAsync<long>("SELECT COUNT(*) FROM order_reports WHERE order_id = @Id AND type LIKE 'delivery.%'", new { order.Id }))[0]);
        }
    }

    private async Task ShouldTakeAsync(int roundTrips, params IncomingMessage[] messages)
    {
        var packets = await GeneralLog.RecordAsync(api.ConnectionString, () => api.DeliverBatchAsync(messages));
        var sent = packets.TransactionWith("INSERT INTO order_reports");
        Assert.Equal(roundTrips, sent.Count);
    }

    private IncomingMessage Report(TestOrder order, long sequence)
    {
        var found = new DeliverySearchingV1(Guid.CreateVersion7(), order.Id, order.Customer, api.Restaurant, 1);
        return new IncomingMessage(Topics.Delivery, 0, sequence, Encoding.ASCII.GetBytes(order.Id.ToString()), api.Message(order.Id, sequence, found));
    }
}
