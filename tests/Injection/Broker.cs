using Confluent.Kafka;
using FoodDelivery.BuildingBlocks.Messaging;

namespace FoodDelivery.Injection;

/// <summary>A message as it lies in its topic.</summary>
internal sealed record Stored(string Topic, int Partition, long Offset, byte[]? Key, byte[]? Value);

/// <summary>Reads whole topics, writes whatever bytes it is given, and knows how far each service has read.</summary>
internal sealed class Broker : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly KafkaOptions options = new()
    {
        BootstrapServers = Program.Setting("FD_TEST_KAFKA"),
        Properties = Program.Setting("FD_TEST_KAFKA_PROPERTIES"),
        ProducerProperties = "enable.idempotence=false;max.in.flight=1;queue.buffering.max.kbytes=131072;linger.ms=5;message.max.bytes=1000000",
        ConsumerProperties = "session.timeout.ms=10000",
    };

    private readonly IProducer<byte[], byte[]> producer;

    public Broker() => producer = KafkaClients.Producer(options, error => Console.WriteLine($"Kafka: {error.Reason}"));

    /// <summary>The end of each partition now.</summary>
    public Dictionary<TopicPartition, long> Ends(IEnumerable<string> topics)
    {
        using var consumer = Consumer("injection");
        return Partitions(consumer, topics).ToDictionary(partition => partition, partition => consumer.QueryWatermarkOffsets(partition, Patience).High.Value);
    }

    /// <summary>Messages from given offsets (or the beginning) up to the present end.</summary>
    public List<Stored> Read(IReadOnlyCollection<string> topics, IReadOnlyDictionary<TopicPartition, long>? from = null)
    {
        using var consumer = Consumer("injection");
        var open = new HashSet<TopicPartition>();
        var starts = new List<TopicPartitionOffset>();
        foreach (var partition in Partitions(consumer, topics))
        {
            var marks = consumer.QueryWatermarkOffsets(partition, Patience);
            var start = Math.Max(marks.Low.Value, from?.GetValueOrDefault(partition) ?? 0);
            if (start >= marks.High.Value) continue;
            open.Add(partition);
            starts.Add(new TopicPartitionOffset(partition, start));
        }
        var ends = open.ToDictionary(partition => partition, partition => consumer.QueryWatermarkOffsets(partition, Patience).High.Value);
        var read = new List<Stored>();
        consumer.Assign(starts);
        while (open.Count > 0)
        {
            var result = consumer.Consume(Patience) ?? throw new TimeoutException($"{open.Count} partitions gave nothing for {Patience.TotalSeconds:0} s.");
            read.Add(new Stored(result.Topic, result.Partition.Value, result.Offset.Value, result.Message.Key, result.Message.Value));
            if (result.Offset.Value + 1 >= ends[result.TopicPartition]) open.Remove(result.TopicPartition);
        }
        return read;
    }

    /// <summary>Writes a message and tells where it lies.</summary>
    public async Task<Stored> WriteAsync(string topic, byte[]? key, byte[]? value)
    {
        var report = await producer.ProduceAsync(topic, new Message<byte[], byte[]> { Key = key!, Value = value! });
        return new Stored(topic, report.Partition.Value, report.Offset.Value, key, value);
    }

    /// <summary>Queues a message; <see cref="Flush"/> waits until all are written.</summary>
    public void Queue(Stored message, Action<Error> onFailure)
    {
        while (true)
        {
            try
            {
                producer.Produce(message.Topic, new Message<byte[], byte[]> { Key = message.Key!, Value = message.Value! }, report =>
                {
                    if (report.Error.IsError) onFailure(report.Error);
                });
                return;
            }
            catch (ProduceException<byte[], byte[]> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
            {
                producer.Poll(TimeSpan.FromMilliseconds(100));
            }
        }
    }

    public void Flush() => producer.Flush(TimeSpan.FromMinutes(2));

    /// <summary>Messages that the services have yet to read.</summary>
    public long Unread(IReadOnlyCollection<string> topics)
    {
        var ends = Ends(topics);
        var unread = 0L;
        foreach (var group in topics.SelectMany(topic => Subscribers.Groups(topic).Select(group => (Topic: topic, Group: group))).GroupBy(pair => pair.Group))
        {
            using var consumer = Consumer(group.Key);
            var mine = ends.Where(end => group.Any(pair => pair.Topic == end.Key.Topic)).ToDictionary();
            unread += consumer.Committed(mine.Keys, Patience).Sum(done => Math.Max(0, mine[done.TopicPartition] - Math.Max(0, done.Offset.Value)));
        }
        return unread;
    }

    public void Dispose() => producer.Dispose();

    private IConsumer<byte[], byte[]> Consumer(string group) => KafkaClients.Consumer(options, new EventSubscriptions { Group = group }).Build();

    private static IEnumerable<TopicPartition> Partitions(IConsumer<byte[], byte[]> consumer, IEnumerable<string> topics)
    {
        using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        return [.. topics.SelectMany(topic => admin.GetMetadata(topic, Patience).Topics.Single().Partitions.Select(partition => new TopicPartition(topic, partition.PartitionId)))];
    }
}
