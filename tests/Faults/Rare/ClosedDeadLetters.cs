using Confluent.Kafka;
using FoodDelivery.Faults.Witness;

namespace FoodDelivery.Faults.Rare;

/// <summary>More unreadable messages than the relay takes at once, while their dead-letter topic takes none. Orders must go on, and no letter may be lost.</summary>
public static class ClosedDeadLetters
{
    private const int Poison = 700;
    private const string Topic = "payment.events.v1";
    private const string Letters = "order-service.dead-letters.v1";
    private static readonly string[] Readers = ["order", "notification", "analytics"];

    public static async Task<string> HappenAsync(Stage stage, CancellationToken ct)
    {
        var before = TopicDump.Count(Stack.Kafka, Letters);
        await TopicAdmin.SetAsync(Letters, "max.message.bytes", "10");
        foreach (var at in await WriteAsync(ct))
        {
            foreach (var reader in Readers) stage.Harness.Witness.Poisoned(reader, at.Topic, at.Partition.Value, at.Offset.Value);
        }
        var began = await EndedAsync(stage);
        await Task.Delay(Stage.Hold, ct);
        var meanwhile = await EndedAsync(stage) - began;
        var refused = Poison - (TopicDump.Count(Stack.Kafka, Letters) - before);
        await TopicAdmin.SetAsync(Letters, "max.message.bytes", null);
        await Stage.UntilAsync(() => Task.FromResult(TopicDump.Count(Stack.Kafka, Letters) - before >= Poison), TimeSpan.FromSeconds(60), "every letter is in its topic", ct);
        if (refused != Poison) throw new InvalidOperationException($"The topic took {Poison - refused} letters though it was closed.");
        return meanwhile > 0
            ? $"{refused} letters waited, meanwhile {meanwhile} orders ended; then all were published"
            : throw new InvalidOperationException("No order ended while the letters waited.");
    }

    private static async Task<IReadOnlyList<TopicPartitionOffset>> WriteAsync(CancellationToken ct)
    {
        using var producer = TopicDump.Producer(Stack.Kafka);
        var reports = await Task.WhenAll(Enumerable.Range(0, Poison).Select(_ =>
            producer.ProduceAsync(Topic, new Message<byte[], byte[]> { Key = Guid.NewGuid().ToByteArray(), Value = "{ no event"u8.ToArray() }, ct)));
        return [.. reports.Select(report => report.TopicPartitionOffset)];
    }

    private static async Task<long> EndedAsync(Stage stage) =>
        await stage.Harness.Books.CountAsync("SELECT COUNT(*) FROM fd_order.orders WHERE status IN ('delivered', 'rejected', 'cancelled')");
}
