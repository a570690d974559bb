using Confluent.Kafka;
using Microsoft.Extensions.Configuration;

namespace FoodDelivery.BuildingBlocks.Messaging;

/// <summary>Where Kafka is. Section <c>Kafka</c>.</summary>
public sealed class KafkaOptions
{
    /// <summary>host:port, comma-separated.</summary>
    public string BootstrapServers { get; set; } = "";

    /// <summary>
    /// librdkafka properties for every client, <c>name=value;name=value</c>: any property can be set, so the same build talks to an old
    /// broker and to a current one.
    /// </summary>
    public string Properties { get; set; } = "";

    /// <summary>Properties for the producer only; they win over <see cref="Properties"/>.</summary>
    public string ProducerProperties { get; set; } = "";

    /// <summary>Properties for the consumer only; they win over <see cref="Properties"/>.</summary>
    public string ConsumerProperties { get; set; } = "";

    /// <summary>Put before every topic name and the group, so that test runs do not meet; empty in production.</summary>
    public string Prefix { get; set; } = "";
}

/// <summary>Builds Kafka clients. Defaults are for a current broker; see docs/adr/0005.</summary>
internal static class KafkaClients
{
    public static IProducer<byte[], byte[]> Producer(KafkaOptions options, Action<Error> onError)
    {
        var config = Merge(options, options.ProducerProperties, new()
        {
            ["acks"] = "all",
            ["enable.idempotence"] = "true",
            ["linger.ms"] = "0",
            ["message.timeout.ms"] = "30000",
            ["partitioner"] = "murmur2_random",
            ["queue.buffering.max.kbytes"] = "32768",
        });
        return new ProducerBuilder<byte[], byte[]>(config)
            .SetErrorHandler((_, error) => onError(error))
            .SetLogHandler((_, _) => { })
            .Build();
    }

    public static ConsumerBuilder<byte[], byte[]> Consumer(KafkaOptions options, EventSubscriptions subscriptions)
    {
        // Answered at once by the first byte, or by as much as there is after a while.
        var (bytes, wait) = subscriptions.GatherFor > TimeSpan.Zero ? (1 << 20, subscriptions.GatherFor) : (1, TimeSpan.FromSeconds(0.5));
        return Consuming(options, subscriptions.Group, bytes, wait, queuedKilobytes: 16384, new()
        {
            ["enable.auto.commit"] = "true",
            ["enable.auto.offset.store"] = "false",
            ["auto.commit.interval.ms"] = "1000",
            ["session.timeout.ms"] = "10000",
            // Who stays learns by the next beat that somebody left: until then nobody reads what the leaver had (docs/adr/0005).
            ["heartbeat.interval.ms"] = "1000",
            ["max.poll.interval.ms"] = "300000",
            ["topic.metadata.refresh.interval.ms"] = "10000",
        });
    }

    /// <summary>A consumer of given partitions, member of no group: it reads, and leaves no trace.</summary>
    public static IConsumer<byte[], byte[]> Reader(KafkaOptions options, string name) =>
        // A start waits for the end of each partition, which is told when this wait is over.
        Consuming(options, name, bytes: 1, TimeSpan.FromSeconds(0.5), queuedKilobytes: 1024, new()
        {
            ["enable.auto.commit"] = "false",
            ["enable.partition.eof"] = "true",
            // How often a wait for the next message looks whether the process ends; the default wakes it ten times a second.
            ["dotnet.cancellation.delay.max.ms"] = "250",
        }).Build();

    private static ConsumerBuilder<byte[], byte[]> Consuming(
        KafkaOptions options, string name, int bytes, TimeSpan wait, int queuedKilobytes, Dictionary<string, string> own)
    {
        var config = new Dictionary<string, string>(own)
        {
            ["group.id"] = options.Prefix + name,
            ["fetch.min.bytes"] = $"{bytes}",
            ["fetch.wait.max.ms"] = $"{wait.TotalMilliseconds:0}",
            ["auto.offset.reset"] = "earliest",
            ["fetch.error.backoff.ms"] = "100",
            ["queued.max.messages.kbytes"] = $"{queuedKilobytes}",
        };
        return new ConsumerBuilder<byte[], byte[]>(Merge(options, options.ConsumerProperties, config)).SetLogHandler((_, _) => { });
    }

    public static IAdminClient Admin(KafkaOptions options) =>
        new AdminClientBuilder(Merge(options, "", [])).SetLogHandler((_, _) => { }).Build();

    private static Dictionary<string, string> Merge(KafkaOptions options, string own, Dictionary<string, string> config)
    {
        config["bootstrap.servers"] = options.BootstrapServers;
        config["socket.keepalive.enable"] = "true";
        config["reconnect.backoff.max.ms"] = "1000";
        // A broker that is just starting may lose a request: the usual minute of waiting for its answer would be a minute without events.
        config["socket.timeout.ms"] = "10000";
        foreach (var text in new[] { options.Properties, own })
        {
            foreach (var pair in text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                var at = pair.IndexOf('=');
                if (at < 1) throw new InvalidOperationException($"Kafka property '{pair}' is not name=value.");
                config[pair[..at].Trim()] = pair[(at + 1)..].Trim();
            }
        }
        return config;
    }

    public static KafkaOptions Options(IConfiguration configuration)
    {
        var options = configuration.GetSection("Kafka").Get<KafkaOptions>() ?? new KafkaOptions();
        return options.BootstrapServers.Length > 0
            ? options
            : throw new InvalidOperationException("Setting Kafka:BootstrapServers is missing.");
    }
}
