using Confluent.Kafka;
using Confluent.Kafka.Admin;
using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.TestKit;

namespace FoodDelivery.BuildingBlocks.Tests;

/// <summary>The command <c>topics</c>, on the real broker.</summary>
public sealed class TopicLists : IDisposable
{
    private readonly string file = Path.GetTempFileName();
    private readonly string prefix = $"t{Guid.NewGuid():N}.";
    private readonly KafkaOptions options = new() { BootstrapServers = TestEnvironment.Kafka, Properties = TestEnvironment.KafkaProperties };

    public void Dispose() => File.Delete(file);

    [FactOnCurrentBroker]
    public async Task What_is_missing_is_made_as_listed_and_what_is_there_stays()
    {
        File.WriteAllLines(file, ["# name  partitions  days", $"{prefix}a.v1   3   2", ""]);
        await TopicList.MakeAsync(options, TopicList.Read(file), CancellationToken.None);
        File.WriteAllLines(file, [$"{prefix}a.v1 5 9", $"{prefix}b.v1 1 30"]);
        await TopicList.MakeAsync(options, TopicList.Read(file), CancellationToken.None);

        using var admin = KafkaClients.Admin(options);
        Assert.Equal((3, "172800000"), await LookAsync(admin, $"{prefix}a.v1"));
        Assert.Equal((1, "2592000000"), await LookAsync(admin, $"{prefix}b.v1"));
    }

    private static async Task<(int Partitions, string Retention)> LookAsync(IAdminClient admin, string topic)
    {
        var partitions = admin.GetMetadata(topic, TimeSpan.FromSeconds(10)).Topics.Single().Partitions;
        var settings = await admin.DescribeConfigsAsync([new ConfigResource { Type = ResourceType.Topic, Name = topic }]);
        return (partitions.Count(partition => partition.Leader >= 0), settings.Single().Entries["retention.ms"].Value);
    }
}

/// <summary>For what the old broker cannot do.</summary>
public sealed class FactOnCurrentBrokerAttribute : FactAttribute
{
    public FactOnCurrentBrokerAttribute() => Skip = TestEnvironment.KafkaIsOld ? "Kafka 0.9 has no admin API" : null;
}
