using System.Globalization;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace FoodDelivery.BuildingBlocks.Messaging;

/// <summary>Topics as a file lists them: a line each with name, number of partitions and days of retention.</summary>
internal static class TopicList
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static IReadOnlyList<TopicSpecification> Read(string file) =>
    [
        .. from words in ListFile.Lines(file)
           select Topic(words[0], int.Parse(words[1], CultureInfo.InvariantCulture), int.Parse(words[2], CultureInfo.InvariantCulture)),
    ];

    /// <summary>
    /// Makes those that are missing and returns when each has a leader for every partition, so that a client that comes next finds them.
    /// </summary>
    public static async Task MakeAsync(KafkaOptions options, IReadOnlyList<TopicSpecification> topics, CancellationToken ct)
    {
        using var admin = KafkaClients.Admin(options);
        var existing = admin.GetMetadata(Patience).Topics.Select(topic => topic.Topic).ToHashSet();
        var missing = topics.Where(topic => !existing.Contains(topic.Name)).ToList();
        if (missing.Count == 0) return;
        try
        {
            await admin.CreateTopicsAsync(missing, new CreateTopicsOptions { RequestTimeout = Patience, OperationTimeout = Patience });
        }
        catch (CreateTopicsException e)
            when (e.Results.All(result => result.Error.Code is ErrorCode.NoError or ErrorCode.TopicAlreadyExists))
        {
            // Somebody else made them at the same moment.
        }
        var names = missing.Select(topic => topic.Name).ToHashSet();
        while (!AreLed(admin.GetMetadata(Patience), names)) await Task.Delay(TimeSpan.FromMilliseconds(50), ct);
    }

    private static bool AreLed(Metadata metadata, HashSet<string> names)
    {
        var known = metadata.Topics.Where(topic => names.Contains(topic.Topic)).ToList();
        return known.Count == names.Count
            && known.All(topic => topic.Partitions.Count > 0 && topic.Partitions.All(partition => partition.Leader >= 0));
    }

    // As many copies as the broker makes of any topic, which is its operator's matter.
    private static TopicSpecification Topic(string name, int partitions, int days) => new()
    {
        Name = name,
        NumPartitions = partitions,
        ReplicationFactor = -1,
        Configs = new() { ["retention.ms"] = TimeSpan.FromDays(days).TotalMilliseconds.ToString(CultureInfo.InvariantCulture) },
    };
}
