using System.Net;
using System.Text.RegularExpressions;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.BuildingBlocks.Tests.Sample;
using FoodDelivery.Contracts;
using FoodDelivery.FaultProxy;
using FoodDelivery.TestKit;
using Microsoft.Extensions.DependencyInjection;
using MySqlConnector;

namespace FoodDelivery.BuildingBlocks.Tests;

/// <summary>Outbox, real broker, inbox.</summary>
public sealed partial class KafkaRoundTrips : IAsyncLifetime
{
    private readonly string prefix = $"t{Guid.NewGuid():N}.";
    private SampleService service = null!;

    public async Task InitializeAsync() => service = await SampleService.StartAsync(kafkaPrefix: prefix);

    public async Task DisposeAsync() => await service.DisposeAsync();

    [Fact]
    public async Task Committed_events_arrive_in_order_and_rolled_back_ones_never()
    {
        var members = Enumerable.Range(0, 20).Select(_ => Guid.CreateVersion7()).ToArray();
        for (var sequence = 1; sequence <= 5; sequence++)
        {
            await Parallel.ForEachAsync(members, async (member, ct) => await service.Database.WriteAsync(transaction =>
            {
                transaction.Publish(member, sequence, new UserRegisteredV1(member, ["customer"]));
                return Task.CompletedTask;
            }, ct));
        }
        var undone = Guid.CreateVersion7();
        await Assert.ThrowsAsync<InvalidOperationException>(() => service.Database.WriteAsync(async transaction =>
        {
            await transaction.ExecuteAsync("INSERT INTO members (id, events) VALUES (@undone, 1)", new { undone });
            transaction.Publish(undone, 1, new UserRegisteredV1(undone, []));
            throw new InvalidOperationException("undo");
        }, CancellationToken.None));

        await Eventually.IsTrueAsync(async () => (await service.QueryAsync<long>("SELECT COUNT(*) FROM history"))[0] == 100, "100 events applied", TimeSpan.FromSeconds(40));
        foreach (var member in members)
        {
            Assert.Equal(Enumerable.Range(1, 5).Select(i => $"user.registered.v1#{i}"), await service.HistoryAsync(member));
        }
        await Eventually.IsTrueAsync(
            async () => (await service.QueryAsync<long>("SELECT id FROM outbox WHERE published_at IS NULL")).Count == 0, "all are marked");
        Assert.Empty(await service.QueryAsync<long>("SELECT events FROM members WHERE id = @undone", new { undone }));
    }

    [Fact]
    public async Task A_group_that_changes_while_a_service_waits_forgets_no_partition_and_no_message()
    {
        var members = Enumerable.Range(0, 30).Select(_ => Guid.CreateVersion7()).ToArray();
        await PublishAsync(members, 1);
        await Eventually.IsTrueAsync(async () => await AppliedAsync() == 30, "the first events are applied", TimeSpan.FromSeconds(40));

        service.Injected.Away = true;
        await PublishAsync(members, 2);
        await Eventually.IsTrueAsync(() => Task.FromResult(service.Injected.Refused > 0), "the service waits");
        await using (var second = await SampleService.StartAsync(service.ConnectionString, prefix))
        {
            second.Injected.Away = true;
            await Eventually.IsTrueAsync(() => Task.FromResult(second.Injected.Refused > 0), "the second member has got partitions", TimeSpan.FromSeconds(40));
            await PublishAsync(members, 3);
        }
        service.Injected.Away = false;
        await PublishAsync(members, 4);
        await Eventually.IsTrueAsync(async () => await AppliedAsync() == 120, "every event is applied", TimeSpan.FromSeconds(40));
        Assert.Empty(await service.QueryAsync<long>("SELECT 1 FROM parked_events"));
    }

    [Fact]
    public async Task A_database_that_is_away_makes_a_service_unready_and_shows_in_its_metrics()
    {
        using var metrics = new Metrics();
        var schema = TestEnvironment.CreateSchema("away");
        var server = new MySqlConnectionStringBuilder(schema);
        await using var line = new TcpProxy(server.Server, (int)server.Port);
        server.Server = "127.0.0.1";
        server.Port = (uint)line.Port;
        try
        {
            await using var far = await SampleService.StartAsync(server.ConnectionString, $"{prefix}far.");
            await Eventually.IsTrueAsync(() => IsAsync(far, "/readyz", HttpStatusCode.OK), "it is ready");
            line.Faults = new() { HoldRequests = true, HoldReplies = true };
            var member = Guid.CreateVersion7();
            var envelope = new EventEnvelope(Guid.CreateVersion7(), "/services/test", UserRegisteredV1.EventType, member, DateTimeOffset.UnixEpoch, 1, null, null, null, default);
            await far.Services.GetRequiredService<EventProducer>().SendAsync([(UserRegisteredV1.Topic, member, EventSerializer.Serialize(envelope, new UserRegisteredV1(member, [])))], default);

            await Eventually.IsTrueAsync(() => IsAsync(far, "/readyz", HttpStatusCode.ServiceUnavailable), "it is unready");
            Assert.True(await IsAsync(far, "/livez", HttpStatusCode.OK));
            await Eventually.IsTrueAsync(() => Task.FromResult(Stuck().IsMatch(metrics.Write())), "the batch is seen to be repeated", TimeSpan.FromSeconds(40));
            await Eventually.IsTrueAsync(() => Task.FromResult(Unknown().IsMatch(metrics.Write())), "the backlog is seen to be unknown", TimeSpan.FromSeconds(40));

            line.Faults = Faults.None;
            await Eventually.IsTrueAsync(() => IsAsync(far, "/readyz", HttpStatusCode.OK), "it is ready again", TimeSpan.FromSeconds(20));
            // The gauge alone would not do: services of other tests in this process say 0 as well.
            await Eventually.IsTrueAsync(async () => (await far.HistoryAsync(member)).Count == 1, "the batch is applied", TimeSpan.FromSeconds(20));
            await Eventually.IsTrueAsync(() => Task.FromResult(metrics.Write().Contains("consumer_repeating_seconds 0\n", StringComparison.Ordinal)), "it is no longer seen to be repeated");
        }
        finally
        {
            TestEnvironment.DropSchema(schema);
        }
    }

    [Fact]
    public async Task The_lag_of_partitions_that_went_to_another_replica_is_reported_no_longer()
    {
        // The old broker cannot be told to make a topic of one partition.
        if (TestEnvironment.KafkaIsOld) return;
        using var metrics = new Metrics();
        var options = Options("z");
        var topic = $"{options.Prefix}{UserRegisteredV1.Topic}";
        await TopicList.MakeAsync(options, [new TopicSpecification { Name = topic, NumPartitions = 1, ReplicationFactor = -1 }], CancellationToken.None);
        using (var producer = KafkaClients.Producer(options, _ => { }))
        {
            for (var i = 0; i < 3; i++) await producer.ProduceAsync(topic, new Message<byte[], byte[]> { Key = [1], Value = [1] });
        }
        // Members are sorted by their names: the second is given the only partition.
        using var first = Member(options);
        await Eventually.IsTrueAsync(() => Task.FromResult(first.Consume(TimeSpan.FromSeconds(1)) is not null), "the first replica reads", TimeSpan.FromSeconds(40));
        ConsumerLag.Measure(first, 0);
        Assert.Contains($"consumer_lag_records{{topic=\"{topic}\"}} 2\n", metrics.Write(), StringComparison.Ordinal);

        using var second = Member(Options("a"));
        await Eventually.IsTrueAsync(() =>
        {
            first.Consume(TimeSpan.FromMilliseconds(100));
            second.Consume(TimeSpan.FromMilliseconds(100));
            return Task.FromResult(first.Assignment.Count == 0 && second.Assignment.Count == 1);
        }, "the second replica has the partition", TimeSpan.FromSeconds(40));
        ConsumerLag.Measure(first, 0);
        Assert.DoesNotContain(topic, metrics.Write(), StringComparison.Ordinal);

        ConsumerLag.Measure(second, 0);
        Assert.Contains(topic, metrics.Write(), StringComparison.Ordinal);
        ConsumerLag.Forget(second);
        Assert.DoesNotContain(topic, metrics.Write(), StringComparison.Ordinal);
        ConsumerLag.Forget(first);

        KafkaOptions Options(string name) => new()
        {
            BootstrapServers = TestEnvironment.Kafka, Properties = TestEnvironment.KafkaProperties, Prefix = $"{prefix}lag.",
            ConsumerProperties = $"client.id={name};session.timeout.ms=6000;fetch.wait.max.ms=50;queued.min.messages=1",
        };

        IConsumer<byte[], byte[]> Member(KafkaOptions of)
        {
            var consumer = KafkaClients.Consumer(of, new EventSubscriptions { Group = "lag" }).Build();
            consumer.Subscribe(topic);
            return consumer;
        }
    }

    [GeneratedRegex("^consumer_repeating_seconds [1-9]", RegexOptions.Multiline)]
    private static partial Regex Stuck();

    [GeneratedRegex("^backlog_measurements_failed_total [1-9]", RegexOptions.Multiline)]
    private static partial Regex Unknown();

    private static async Task<bool> IsAsync(SampleService service, string path, HttpStatusCode status)
    {
        using var answer = await service.Client.GetAsync(path);
        return answer.StatusCode == status;
    }

    private async Task<long> AppliedAsync() => (await service.QueryAsync<long>("SELECT COUNT(*) FROM history"))[0];

    private Task PublishAsync(IEnumerable<Guid> members, int sequence) => service.Database.WriteAsync(transaction =>
    {
        foreach (var member in members) transaction.Publish(member, sequence, new UserRegisteredV1(member, ["customer"]));
        return Task.CompletedTask;
    }, CancellationToken.None);
}
