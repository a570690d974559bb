using System.Diagnostics;
using System.Text.Json;
using Confluent.Kafka;

namespace FoodDelivery.Faults.Witness;

/// <summary>A message as it lies in its topic.</summary>
public sealed record Message(string Topic, int Part, long Off, Guid? EventId, Guid? AggregateId, long? Seq, string? Type);

/// <summary>Reads every topic of the services from its first message on, and goes on where it stopped.</summary>
public sealed class TopicDump : IDisposable
{
    private const int Partitions = 12;
    private static readonly string[] Topics = ["user.events.v1", "catalog.events.v1", "order.events.v1", "payment.events.v1", "delivery.events.v1", "notification.events.v1"];
    private static readonly string[] WithDeadLetters = ["order", "payment", "delivery", "notification", "analytics"];

    private readonly IConsumer<byte[], byte[]> consumer;

    /// <param name="servers">Where Kafka is.</param>
    /// <param name="since">Where to begin; at the first message when null.</param>
    public TopicDump(string servers, IReadOnlyList<TopicPartitionOffset>? since = null)
    {
        consumer = Consumer(servers);
        consumer.Assign(since ?? [.. All.Select(partition => new TopicPartitionOffset(partition, Offset.Beginning))]);
    }

    private static IEnumerable<TopicPartition> Events => Topics.SelectMany(topic => Enumerable.Range(0, Partitions).Select(part => new TopicPartition(topic, part)));

    private static IEnumerable<TopicPartition> All => Events.Concat(WithDeadLetters.Select(service => new TopicPartition($"{service}-service.dead-letters.v1", 0)));

    /// <summary>Where the topics end now: what comes later is of this run. One that is made with the first service has its beginning there.</summary>
    public static IReadOnlyList<TopicPartitionOffset> Ends(string servers)
    {
        using var consumer = Consumer(servers);
        return [.. All.Select(partition => new TopicPartitionOffset(partition, End(consumer, partition)))];
    }

    private static Offset End(IConsumer<byte[], byte[]> consumer, TopicPartition partition)
    {
        try
        {
            return consumer.QueryWatermarkOffsets(partition, TimeSpan.FromSeconds(10)).High;
        }
        catch (KafkaException e) when (e.Error.Code is ErrorCode.Local_UnknownPartition or ErrorCode.Local_UnknownTopic or ErrorCode.UnknownTopicOrPart)
        {
            return Offset.Beginning;
        }
    }

    /// <summary>
    /// Makes a consumer group begin at each partition's first message again. Nobody may be in it: a dead member is for 6 s after its last sign of life,
    /// and longer when the broker itself is in trouble.
    /// </summary>
    /// <param name="topic">Only in this one; in all when null.</param>
    /// <exception cref="KafkaException">Somebody was in it for a minute.</exception>
    public static Task RewindAsync(string servers, string group, string? topic = null) =>
        MoveAsync(servers, group, [.. Events.Where(partition => topic is null || partition.Topic == topic)], (consumer, partition) => consumer.QueryWatermarkOffsets(partition, TimeSpan.FromSeconds(10)).Low);

    /// <summary>Makes a consumer group pass over what lies before <paramref name="ends"/>: it is of a system that is no more.</summary>
    /// <inheritdoc cref="RewindAsync" path="/exception"/>
    public static Task SkipAsync(string servers, string group, IReadOnlyList<TopicPartitionOffset> ends)
    {
        var there = ends.Where(end => end.Offset >= 0).ToDictionary(end => end.TopicPartition, end => end.Offset);
        return MoveAsync(servers, group, [.. Events.Where(there.ContainsKey)], (_, partition) => there[partition]);
    }

    private static async Task MoveAsync(string servers, string group, IReadOnlyList<TopicPartition> partitions, Func<IConsumer<byte[], byte[]>, TopicPartition, Offset> to)
    {
        if (partitions.Count == 0) return;
        var watch = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                Move(servers, group, partitions, to);
                return;
            }
            catch (KafkaException) when (watch.Elapsed < TimeSpan.FromMinutes(1))
            {
                await Task.Delay(TimeSpan.FromSeconds(2));
            }
        }
    }

    private static void Move(string servers, string group, IReadOnlyList<TopicPartition> partitions, Func<IConsumer<byte[], byte[]>, TopicPartition, Offset> to)
    {
        using var consumer = Consumer(servers, group);
        List<TopicPartitionOffset> there = [.. partitions.Select(partition => new TopicPartitionOffset(partition, to(consumer, partition)))];
        consumer.Commit(there);
        if (!consumer.Committed(partitions, TimeSpan.FromSeconds(10)).ToHashSet().SetEquals(there)) throw new InvalidOperationException($"The broker did not take the offsets of {group}.");
    }

    /// <summary>Messages in a topic of one partition.</summary>
    public static long Count(string servers, string topic)
    {
        using var consumer = Consumer(servers);
        return consumer.QueryWatermarkOffsets(new TopicPartition(topic, 0), TimeSpan.FromSeconds(10)).High.Value;
    }

    /// <summary>For messages that nobody's outbox has.</summary>
    public static IProducer<byte[], byte[]> Producer(string servers) =>
        new ProducerBuilder<byte[], byte[]>(Config(servers)).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();

    /// <summary>What any client of this broker needs; the old one wants to be told what it is.</summary>
    internal static Dictionary<string, string> Config(string servers)
    {
        var config = new Dictionary<string, string> { ["bootstrap.servers"] = servers, ["reconnect.backoff.max.ms"] = "1000" };
        foreach (var pair in Stack.KafkaProperties.Split(';', StringSplitOptions.RemoveEmptyEntries)) config[pair.Split('=')[0]] = pair.Split('=')[1];
        return config;
    }

    private static IConsumer<byte[], byte[]> Consumer(string servers, string group = "witness")
    {
        var config = new Dictionary<string, string>(Config(servers)) { ["group.id"] = group, ["enable.auto.commit"] = "false", ["auto.offset.reset"] = "earliest", ["fetch.wait.max.ms"] = "50" };
        return new ConsumerBuilder<byte[], byte[]>(config).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
    }

    /// <summary>Reads everything once more from its first message on.</summary>
    public void Restart() => consumer.Assign([.. All.Select(partition => new TopicPartitionOffset(partition, Offset.Beginning))]);

    /// <summary>What is there that was not there before.</summary>
    public IReadOnlyList<Message> ReadOn()
    {
        var messages = new List<Message>();
        while (consumer.Consume(TimeSpan.FromMilliseconds(200)) is { } result) messages.Add(Parse(result));
        return messages;
    }

    public void Dispose() => consumer.Dispose();

    private static Message Parse(ConsumeResult<byte[], byte[]> result)
    {
        var at = new Message(result.Topic, result.Partition.Value, result.Offset.Value, null, null, null, null);
        try
        {
            var root = JsonElement.Parse(result.Message.Value);
            // A dead letter has an id, and no more of an event.
            at = at with { EventId = root.GetProperty("id").GetGuid() };
            return at with { AggregateId = root.GetProperty("subject").GetGuid(), Seq = root.GetProperty("sequence").GetInt64(), Type = root.GetProperty("type").GetString() };
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or FormatException or InvalidOperationException or ArgumentNullException)
        {
            return at; // a poisoned message has no event in it
        }
    }
}
