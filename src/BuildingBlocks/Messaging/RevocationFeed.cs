using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Confluent.Kafka;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.Contracts;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FoodDelivery.BuildingBlocks.Messaging;

/// <summary>
/// Keeps <see cref="Revocations"/> up to date from the topic of accounts. Every process reads all partitions, in no group: each must know
/// everything. It begins as far back as a token lives, and the service starts when it has read up to the end; while it cannot, tokens
/// from before the start are refused, so that whoever has one gets a new one from the issuer (docs/adr/0020).
/// </summary>
[SuppressMessage("Design", "CA1031", Justification = "The loop outlives any single failure; each is logged and retried.")]
internal sealed class RevocationFeed(
    KafkaOptions options, Revocations revocations, string service, TimeProvider clock, ILogger<RevocationFeed> log) : BackgroundService
{
    private static readonly TimeSpan StartWithin = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan AskFor = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly TaskCompletionSource upToDate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        revocations.BlindSince = clock.GetUtcNow();
        await base.StartAsync(cancellationToken);
        await Task.WhenAny(upToDate.Task, Task.Delay(StartWithin, cancellationToken));
        if (!upToDate.Task.IsCompleted)
        {
            log.LogWarning(
                "Starting without knowing which sessions have ended: older tokens are refused until {Topic} can be read", Topics.User);
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Factory.StartNew(
        () => Run(stoppingToken), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private void Run(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                // The client asks for a group although it never joins it: that of the service, which it may read in.
                using var consumer = KafkaClients.Reader(options, $"{service}-service");
                Follow(consumer, ct);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception e)
            {
                log.LogWarning("Reading ended sessions from {Topic} failed ({Error}); trying again", Topics.User, e.Message);
                ct.WaitHandle.WaitOne(Pause);
            }
        }
    }

    private void Follow(IConsumer<byte[], byte[]> consumer, CancellationToken ct)
    {
        List<TopicPartition> partitions;
        // A topic that is not there yet and one that may not be read look the same, and the second must not let anybody in.
        while ((partitions = Partitions(consumer)).Count == 0)
        {
            if (ct.WaitHandle.WaitOne(Pause)) return;
        }
        consumer.Assign(Since(consumer, partitions, clock.GetUtcNow() - Revocations.KeptFor));
        var behind = partitions.Select(partition => partition.Partition.Value).ToHashSet();
        while (!ct.IsCancellationRequested)
        {
            var result = consumer.Consume(ct);
            if (result is null) continue;
            if (!result.IsPartitionEOF)
            {
                Apply(result.Message.Value);
            }
            else if (behind.Remove(result.Partition.Value) && behind.Count == 0)
            {
                Known();
            }
        }
    }

    private void Known()
    {
        revocations.BlindSince = null;
        upToDate.TrySetResult();
    }

    private void Apply(byte[]? value)
    {
        try
        {
            var type = EventSerializer.PeekType(value);
            if (type != AccessRevokedV1.EventType && type != SigningKeyWithdrawnV1.EventType) return;
            var envelope = EventSerializer.Parse(value);
            if (type == AccessRevokedV1.EventType) revocations.Add(envelope.Payload<AccessRevokedV1>(), envelope.Time);
            else revocations.Add(envelope.Payload<SigningKeyWithdrawnV1>(), envelope.Time);
        }
        catch (JsonException e)
        {
            log.LogError(e, "A message of {Topic} that should end access cannot be read", Topics.User);
        }
    }

    // All topics are asked for: to ask for one that does not exist makes it, with as many partitions as the broker likes.
    private List<TopicPartition> Partitions(IConsumer<byte[], byte[]> consumer)
    {
        var name = options.Prefix + Topics.User;
        using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        var topic = admin.GetMetadata(AskFor).Topics.Find(topic => topic.Topic == name && topic.Error.Code == ErrorCode.NoError);
        return [.. (topic?.Partitions ?? []).Select(partition => new TopicPartition(name, partition.PartitionId))];
    }

    private static List<TopicPartitionOffset> Since(
        IConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions, DateTimeOffset moment)
    {
        // The ends first: "nothing is younger" must not become "begin with what comes next", for something may come in between.
        var ends = partitions.ToDictionary(partition => partition, partition => consumer.QueryWatermarkOffsets(partition, AskFor).High);
        try
        {
            var timestamp = new Timestamp(moment.UtcDateTime);
            return [.. consumer.OffsetsForTimes(partitions.Select(partition => new TopicPartitionTimestamp(partition, timestamp)), AskFor)
                .Select(found => new TopicPartitionOffset(
                    found.TopicPartition, found.Offset.IsSpecial ? ends[found.TopicPartition] : found.Offset))];
        }
        catch (KafkaException)
        {
            // A broker too old to know times: all of it is read, and what is out of date is left out.
            return [.. partitions.Select(partition => new TopicPartitionOffset(partition, Offset.Beginning))];
        }
    }
}
