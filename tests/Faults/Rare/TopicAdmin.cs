using Confluent.Kafka;
using Confluent.Kafka.Admin;
using FoodDelivery.Faults.Witness;

namespace FoodDelivery.Faults.Rare;

/// <summary>What an operator does to topics, and who leads and holds their partitions. Needs a current broker: the old one has no admin API.</summary>
public static class TopicAdmin
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static async Task DeleteAsync(string topic)
    {
        using var admin = Open();
        await admin.DeleteTopicsAsync([topic], new DeleteTopicsOptions { RequestTimeout = Patience, OperationTimeout = Patience });
    }

    /// <summary>Changes one setting of a topic; null takes it away, and the broker's own holds again.</summary>
    public static async Task SetAsync(string topic, string name, string? value)
    {
        using var admin = Open();
        var entry = new ConfigEntry { Name = name, Value = value, IncrementalOperation = value is null ? AlterConfigOpType.Delete : AlterConfigOpType.Set };
        await admin.IncrementalAlterConfigsAsync(
            new() { [new ConfigResource { Type = ResourceType.Topic, Name = topic }] = [entry] }, new IncrementalAlterConfigsOptions { RequestTimeout = Patience });
    }

    /// <summary>Every partition of every topic, also of the broker's own, as any broker that is left knows it.</summary>
    /// <exception cref="KafkaException">None answered.</exception>
    public static IReadOnlyList<PartitionMetadata> Partitions()
    {
        using var admin = Open();
        return [.. admin.GetMetadata(Patience).Topics.SelectMany(topic => topic.Partitions)];
    }

    private static IAdminClient Open() => new AdminClientBuilder(TopicDump.Config(Stack.Kafka)).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
}
