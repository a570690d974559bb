using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Confluent.Kafka;

namespace FoodDelivery.BuildingBlocks.Messaging;

/// <summary>
/// How far the consumers of this process are behind, by topic: from what the client knows already, so that measuring asks no broker. Of
/// partitions that went to somebody else nothing is reported: it is the other replica's lag now.
/// </summary>
internal static class ConsumerLag
{
    private static readonly ConcurrentDictionary<object, List<(string Topic, long Records)>> Known = new();

    public static void Measure(IConsumer<byte[], byte[]> consumer, int prefixLength) => Known[consumer] =
    [
        .. consumer.Assignment.GroupBy(partition => partition.Topic).Select(topic => (
            topic.Key[prefixLength..],
            topic.Sum(partition => Behind(consumer.GetWatermarkOffsets(partition), consumer.Position(partition))))),
    ];

    /// <summary>The consumer has no partitions any more.</summary>
    public static void Forget(IConsumer<byte[], byte[]> consumer) => Known.TryRemove(consumer, out _);

    public static IEnumerable<Measurement<long>> Read() => Known.Values.SelectMany(topics => topics)
        .GroupBy(one => one.Topic, one => one.Records)
        .Select(topic => new Measurement<long>(topic.Sum(), new KeyValuePair<string, object?>("topic", topic.Key)));

    // Before the first fetch neither is known: nothing to report, the next look will have it. A partition from which nothing was
    // read since the start has no position; what it has was applied earlier or is about to be fetched.
    private static long Behind(WatermarkOffsets known, Offset position) =>
        known.High.IsSpecial || position.IsSpecial ? 0 : Math.Max(0, known.High.Value - position.Value);
}
