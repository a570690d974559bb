using FoodDelivery.BuildingBlocks.Messaging;

namespace FoodDelivery.AnalyticsService.Tests;

/// <summary>The same facts whatever way the events come.</summary>
public sealed class Projections : IDisposable
{
    private readonly AnalyticsApi api = new();

    public void Dispose() => api.Dispose();

    [Fact]
    public async Task Every_interleaving_of_the_topics_with_every_event_twice_gives_the_same_facts()
    {
        var orders = api.TenOrders();
        await api.PlayAsync(orders);
        var expected = await api.FactsAsync();
        var summary = (await api.ReportAsync($"summary?{AnalyticsApi.Window()}")).ToJsonString();

        for (var seed = 1; seed <= 8; seed++)
        {
            await api.ForgetAsync();
            var random = new Random(seed);
            var remaining = new Queue<IncomingMessage>(Interleave(orders, random));
            while (remaining.Count > 0)
            {
                var batch = Enumerable.Range(0, Math.Min(remaining.Count, random.Next(1, 30))).Select(_ => remaining.Dequeue()).ToArray();
                await api.DeliverBatchAsync(batch);
            }
            Assert.Equal(expected, await api.FactsAsync());
            Assert.Equal(summary, (await api.ReportAsync($"summary?{AnalyticsApi.Window()}")).ToJsonString());
        }
        Assert.Empty(await api.QueryAsync<string>("SELECT error FROM dead_letters"));
    }

    [Fact]
    public async Task The_last_topic_first_gives_the_same_facts_too()
    {
        var orders = api.TenOrders();
        await api.PlayAsync(orders);
        var expected = await api.FactsAsync();
        await api.ForgetAsync();
        var topics = orders.SelectMany(order => order.Messages).GroupBy(message => message.Topic);
        foreach (var topic in topics.OrderByDescending(group => group.Key)) await api.DeliverBatchAsync([.. topic]);
        Assert.Equal(expected, await api.FactsAsync());
    }

    [Fact]
    public async Task Events_of_one_topic_in_the_wrong_order_wait_for_each_other()
    {
        var order = api.TenOrders()[1];
        await api.PlayAsync(order);
        var expected = await api.FactsAsync();
        await api.ForgetAsync();
        foreach (var message in order.Messages.Reverse()) await api.DeliverBatchAsync(message);
        Assert.Equal(expected, await api.FactsAsync());
    }

    [Fact]
    public async Task An_order_without_its_placing_is_kept_and_not_counted()
    {
        var order = api.TenOrders()[0];
        await api.DeliverBatchAsync([.. order.Messages.Where(message => message.Topic != FoodDelivery.Contracts.Topics.Order)]);
        Assert.Single(await api.FactsAsync());
        Assert.Equal(0, (await api.ReportAsync($"summary?{AnalyticsApi.Window(-1000, 1000)}"))["orders"]!.GetValue<int>());
    }

    [Fact]
    public async Task What_the_kitchen_says_of_the_courier_fills_the_gap_until_the_courier_says_it()
    {
        const string Times =
            """
            SELECT TIMESTAMPDIFF(SECOND, placed_at, started_at), TIMESTAMPDIFF(SECOND, placed_at, picked_up_at),
                   TIMESTAMPDIFF(SECOND, placed_at, delivered_at), TIMESTAMPDIFF(SECOND, placed_at, delivery_planned_at) FROM order_facts
            """;
        var order = api.TenOrders()[0];
        await api.DeliverBatchAsync([.. order.Messages.Where(message => message.Topic == FoodDelivery.Contracts.Topics.Order)]);
        Assert.Equal((100, 701, 1_301, null), (await api.QueryAsync<(long, long, long, long?)>(Times)).Single());
        await api.PlayAsync(order);
        Assert.Equal((100, 700, 1_300, 295), (await api.QueryAsync<(long, long, long, long?)>(Times)).Single());
    }

    [Fact]
    public async Task Parallel_topics_of_one_order_meet_in_one_row()
    {
        var orders = Enumerable.Range(0, 20).Select(_ => api.Delivered(AnalyticsApi.Noon, 1_000)).ToArray();
        var topics = orders.SelectMany(order => order.Messages).GroupBy(message => message.Topic).Select(group => group.ToArray());
        await Task.WhenAll(topics.Select(messages => Task.Run(async () =>
        {
            foreach (var message in messages) await api.DeliverBatchAsync(message);
        })));
        var summary = await api.ReportAsync($"summary?{AnalyticsApi.Window()}");
        Assert.Equal((20, 20), (summary["orders"]!.GetValue<int>(), summary["delivered"]!.GetValue<int>()));
        Assert.Equal(20, summary["offers"]!.GetValue<int>());
        Assert.Equal(20_000, summary["captured"]!["amount"]!.GetValue<long>());
    }

    // Kafka keeps the order of one key in one topic, and of nothing else; every message comes again some time later.
    private static IEnumerable<IncomingMessage> Interleave(IEnumerable<OrderScript> orders, Random random)
    {
        var streams = orders.SelectMany(order => order.Messages.GroupBy(message => message.Topic))
            .Select(stream => stream.ToList()).ToList();
        var mixed = new List<IncomingMessage>();
        while (streams.Count > 0)
        {
            var stream = streams[random.Next(streams.Count)];
            mixed.Add(stream[0]);
            stream.RemoveAt(0);
            if (stream.Count == 0) streams.Remove(stream);
        }
        for (var i = mixed.Count - 1; i >= 0; i--) mixed.Insert(random.Next(i + 1, mixed.Count + 1), mixed[i]);
        return mixed;
    }
}
