using FoodDelivery.Contracts;
using FoodDelivery.TestKit;

namespace FoodDelivery.NotificationService.Tests;

/// <summary>Two replicas on one database, and many events at once.</summary>
public sealed class SeveralReplicas : IDisposable
{
    private readonly NotificationApi api = new(("Streams:MaxReplay", "1000"));
    private readonly NotificationApi other;

    public SeveralReplicas() => other = ReplicaOf(api);

    public void Dispose()
    {
        other.Dispose();
        api.Dispose();
    }

    [Fact]
    public async Task An_event_reaches_a_stream_of_another_replica_at_once()
    {
        using var stream = await other.OpenAsync(other.ClientFor(api.Customer, Roles.Customer));
        // Listening begins when the replica has started.
        await TellAsync(api);
        await stream.NextAsync();
        for (var i = 0; i < 5; i++)
        {
            await TellAsync(api);
            // It looks by itself only every two seconds.
            Assert.Equal($"{i + 2}", (await stream.NextAsync(TimeSpan.FromMilliseconds(400))).Id);
        }
    }

    [Fact]
    public async Task Without_redis_an_event_reaches_a_stream_of_another_replica()
    {
        using var alone = ReplicaOf(api, ("ConnectionStrings:Redis", "127.0.0.1:1"));
        using var stream = await alone.OpenAsync(alone.ClientFor(api.Customer, Roles.Customer));
        for (var i = 1; i <= 3; i++)
        {
            await TellAsync(api);
            Assert.Equal($"{i}", (await stream.NextAsync(TimeSpan.FromSeconds(5))).Id);
        }
    }

    [Fact]
    public async Task Who_comes_back_before_the_others_of_this_replica_are_told_hears_nothing_twice()
    {
        using var alone = ReplicaOf(api, ("ConnectionStrings:Redis", "127.0.0.1:1"));
        var streams = new List<LiveStream>();
        for (var i = 1; i <= 6; i++)
        {
            await TellAsync(api);
            streams.Add(await alone.OpenAsync(alone.ClientFor(api.Customer, Roles.Customer), "0"));
        }
        foreach (var stream in streams)
        {
            for (var i = 1; i <= 6; i++) Assert.Equal($"{i}", (await stream.NextAsync()).Id);
        }
        foreach (var stream in streams)
        {
            Assert.True(await stream.IsSilentAsync());
            stream.Dispose();
        }
    }

    [Fact]
    public async Task Each_stream_has_each_event_once_and_in_order_whoever_commits_it_and_whenever_it_is_opened()
    {
        const int events = 120;
        var streams = new List<LiveStream>
        {
            await api.OpenAsync(api.AsCustomer()), await other.OpenAsync(other.ClientFor(api.Customer, Roles.Customer)),
        };
        var telling = Task.WhenAll(Enumerable.Range(0, 6).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < events / 6; i++) await TellAsync(writer % 2 == 0 ? api : other);
        })));
        for (var i = 0; i < 8 && !telling.IsCompleted; i++)
        {
            var at = i % 2 == 0 ? api : other;
            streams.Add(await at.OpenAsync(at.ClientFor(api.Customer, Roles.Customer), "0"));
        }
        await telling;
        await TellAsync(api);
        foreach (var stream in streams)
        {
            var ids = new List<long>();
            while (ids.LastOrDefault() < events + 1) ids.Add(long.Parse((await stream.NextAsync()).Id!));
            Assert.Equal(Enumerable.Range(1, events + 1).Select(i => (long)i), ids);
            stream.Dispose();
        }
    }

    private static NotificationApi ReplicaOf(NotificationApi api, params (string, string)[] settings) =>
        new([("ConnectionStrings:MySql", api.ConnectionString), ("Streams:MaxReplay", "1000"), .. settings]);

    private Task TellAsync(NotificationApi by)
    {
        var order = Guid.CreateVersion7();
        return by.DeliverAsync(order, 1, by.Placed() with { OrderId = order, CustomerId = api.Customer });
    }
}
