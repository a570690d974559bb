using Confluent.Kafka;

namespace FoodDelivery.BuildingBlocks.Messaging;

/// <summary>How far a consumer is behind, by topic: from what the client knows already, so that measuring asks no broker.</summary>
internal static class ConsumerLag
{
    public static void Measure(IConsumer<byte[], byte[]> consumer, int prefixLength)
    {
        foreach (var topic in consumer.Assignment.GroupBy(partition => partition.Topic))
        {
            var lag = topic.Sum(partition => Behind(consumer.GetWatermarkOffsets(partition), consumer.Position(partition)));
            EventSource.Lag.Record(lag, new KeyValuePair<string, object?>("topic", topic.Key[prefixLength..]));
        }
    }

    // Before the first fetch neither is known: nothing to report, the next look will have it. A partition from which nothing was
    // read since the start has no position; what it has was applied earlier or is about to be fetched.
    private static long Behind(WatermarkOffsets known, Offset position) =>
        known.High.IsSpecial || position.IsSpecial ? 0 : Math.Max(0, known.High.Value - position.Value);
}
