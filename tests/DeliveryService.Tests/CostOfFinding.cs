using System.Net;
using System.Text;
using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.Contracts;
using FoodDelivery.TestKit;

namespace FoodDelivery.DeliveryService.Tests;

/// <summary>What events, the matcher and positions cost MySQL and Redis, counted by the servers.</summary>
public sealed class CostOfFinding(DeliveryApi api) : IClassFixture<DeliveryApi>
{
    [Fact]
    public async Task An_acceptance_is_one_round_trip_and_what_follows_it_two()
    {
        var order = await api.AcceptedOrderAsync(api.NewPlace(), prepMinutes: 30);
        var packets = await GeneralLog.RecordAsync(api.ConnectionString, () => api.AcceptedOrderAsync(order.Pickup));
        Assert.Single(Effects(packets, "INSERT INTO deliveries"));

        packets = await GeneralLog.RecordAsync(api.ConnectionString, () => api.DeliverAsync(order.Id, 2, Ready(order)));
        Assert.Equal(2, Effects(packets, "UPDATE deliveries").Count);
    }

    [Fact]
    public async Task A_batch_of_events_is_two_round_trips_and_each_finds_what_the_one_before_it_did()
    {
        var known = new List<TestOrder>();
        for (var i = 0; i < 5; i++) known.Add(await api.AcceptedOrderAsync(api.NewPlace(), prepMinutes: 30));
        var fresh = NewOrder();
        var ready = api.Clock.GetUtcNow().AddMinutes(40);
        IncomingMessage[] batch =
        [
            .. known.Select(order => Message(order.Id, 2, new OrderDelayedV1(order.Id, order.CustomerId, order.RestaurantId, ready, ready, "busy", 1))),
            Message(fresh.Id, 1, api.Accepted(fresh, prepMinutes: 30)),
            Message(fresh.Id, 2, Ready(fresh)),
            .. known.Select(order => Message(order.Id, 3, Ready(order))),
        ];
        var packets = await GeneralLog.RecordAsync(api.ConnectionString, () => api.DeliverBatchAsync(batch));
        Assert.Equal(2, Effects(packets, "INSERT INTO deliveries").Count);
        Assert.Equal(["delivery.planned.v1", "delivery.searching.v1"], await api.EventTypesAsync(fresh));
        foreach (var order in known) Assert.Equal(["delivery.planned.v1", "delivery.planned.v1", "delivery.searching.v1"], await api.EventTypesAsync(order));
        Assert.Equal(batch.Select(message => EventSerializer.Parse(message.Value!).Id).Order(), (await Task.WhenAll(known.Append(fresh).Select(order => api.PublishedAsync(order.Id))))
            .SelectMany(events => events.Select(envelope => envelope.CausationId)).OfType<Guid>().Order().Intersect(batch.Select(message => EventSerializer.Parse(message.Value!).Id)));
    }

    [Fact]
    public async Task All_offers_of_a_run_are_made_in_two_round_trips()
    {
        var place = api.NewPlace();
        var drivers = new List<TestDriver>();
        for (var i = 0; i < 4; i++) drivers.Add(await api.OnlineDriverAsync(DeliveryApi.North(place, 10 * i)));
        var orders = Enumerable.Range(0, 4).Select(_ => NewOrder(place)).ToList();
        await QuietAsync();
        IReadOnlyList<string> redis = [];
        var packets = await GeneralLog.RecordAsync(api.ConnectionString, async () => redis = await RedisLog.RecordAsync(api, async () =>
        {
            await api.DeliverBatchAsync([.. orders.Select(order => Message(order.Id, 1, api.Accepted(order)))]);
            await Eventually.IsTrueAsync(async () => (await api.QueryAsync<long>(
                "SELECT COUNT(*) FROM offers WHERE driver_id IN @ids", new { ids = drivers.Select(driver => driver.Id).ToArray() })).Single() == 4, "all are asked");
        }));
        var offering = packets.TransactionWith("INSERT INTO offers");
        Assert.Equal(2, offering.Count);
        Assert.Equal(4, offering[1].Statements.Count(statement => statement.StartsWith("INSERT INTO offers", StringComparison.Ordinal)));
        // One place, and those around it.
        Assert.Equal(["GEORADIUS", "HMGET"], redis);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_run_with_nobody_to_match_is_one_round_trip_and_asks_redis_nothing(bool waits)
    {
        if (!waits) await api.OnlineDriverAsync(api.NewPlace());
        await QuietAsync();
        if (waits)
        {
            await api.ExecuteAsync("UPDATE drivers SET status = 'offline'");
            await api.AcceptedOrderAsync(api.NewPlace());
            await Task.Delay(300);
        }
        var least = int.MaxValue;
        for (var i = 0; i < 5; i++)
        {
            IReadOnlyList<string> redis = [];
            var packets = await GeneralLog.RecordAsync(api.ConnectionString, async () => redis = await RedisLog.RecordAsync(api, api.RunMatcherAsync));
            Assert.DoesNotContain(packets, packet => !packet.IsOfWorkers());
            Assert.Empty(redis);
            least = Math.Min(least, packets.Count(packet => packet.Text.Contains("FROM deliveries", StringComparison.Ordinal)));
        }
        Assert.Equal(1, least);
    }

    [Fact]
    public async Task A_position_is_one_statement_and_one_call_of_redis()
    {
        var place = api.NewPlace();
        var driver = await api.OnlineDriverAsync(place);
        await QuietAsync();
        api.Clock.Advance(TimeSpan.FromSeconds(5));
        IReadOnlyList<string> redis = [];
        var packets = await GeneralLog.RecordAsync(api.ConnectionString, async () =>
            redis = await RedisLog.RecordAsync(api, () => api.MoveAsync(driver, DeliveryApi.North(place, 20))));
        Assert.Single(packets.Where(packet => !packet.IsOfWorkers()).SelectMany(packet => packet.Statements));
        Assert.Equal(["EVALSHA"], redis);
    }

    [Fact]
    public async Task An_order_from_its_acceptance_to_the_door()
    {
        var place = api.NewPlace();
        var driver = await api.OnlineDriverAsync(place);
        await QuietAsync();
        IReadOnlyList<string> redis = [];
        var packets = await GeneralLog.RecordAsync(api.ConnectionString, async () => redis = await RedisLog.RecordAsync(api, async () =>
        {
            var order = await api.AcceptedOrderAsync(place);
            var offer = await api.OfferAsync(driver, order);
            var id = offer.Id("deliveryId");
            await DeliveryApi.AcceptAsync(driver, offer).ShouldBe(HttpStatusCode.OK);
            await api.DeliverAsync(order.Id, 2, Ready(order));
            foreach (var action in new[] { "arrive-pickup", "pick-up", "arrive-dropoff" }) await DeliveryApi.StepAsync(driver, id, action).ShouldBe(HttpStatusCode.OK);
            await DeliveryApi.HandOverAsync(driver, id).ShouldBe(HttpStatusCode.OK);
            await Task.Delay(1000); // what the workers do about it is done
        }));
        // The test itself looks for the offer, again and again.
        var own = packets.Where(packet => !packet.IsOfWorkers() && !packet.Text.Contains("pending_driver_id = ", StringComparison.Ordinal)).ToList();
        var statements = own.Sum(packet => packet.Statements.Count);
        var text = $"{own.Count} packets, {statements} statements, {redis.Count} calls of Redis ({string.Join(' ', redis)}):\n{string.Join("\n---\n", own.Select(packet => packet.Text))}";
        Assert.True(own.Count <= 17 && statements <= 59 && redis.Count <= 9, text);
    }

    // Nothing of other tests waits any more, and the matcher has seen what woke it.
    private async Task QuietAsync()
    {
        await api.ExecuteAsync("UPDATE deliveries SET status = 'cancelled' WHERE status IN ('searching', 'unassigned')");
        await Task.Delay(300);
    }

    // Without the inbox's look at streams that it does not know yet.
    private static List<Packet> Effects(IReadOnlyList<Packet> packets, string text) =>
        [.. packets.TransactionWith(text).Where(packet => !packet.Text.Contains("FROM inbox", StringComparison.Ordinal))];

    private TestOrder NewOrder(GeoPoint? at = null) => new(Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), at ?? api.NewPlace(), null!, null!);

    private OrderReadyV1 Ready(TestOrder order) => new(order.Id, order.CustomerId, order.RestaurantId, api.Clock.GetUtcNow(), false);

    private IncomingMessage Message<T>(Guid order, long sequence, T data) where T : IEvent =>
        new(T.Topic, 0, sequence, Encoding.ASCII.GetBytes(order.ToString()), api.Message(order, sequence, data));
}
