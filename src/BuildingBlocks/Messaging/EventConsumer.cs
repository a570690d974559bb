using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Confluent.Kafka;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FoodDelivery.BuildingBlocks.Messaging;

/// <summary>
/// The consuming loop: polls, gathers what is there at once into a batch, has it applied, then stores the offsets. Values are raw bytes:
/// a deserialiser that throws would lose its message. While a dependency is away it pauses its partitions and keeps polling, so that it
/// stays in the group.
/// </summary>
[SuppressMessage("Design", "CA1031", Justification = "The loop outlives any single failure; each is logged and retried.")]
internal sealed class EventConsumer(
    KafkaOptions options,
    EventSubscriptions subscriptions,
    InboxProcessor? inbox,
    DirectProcessor direct,
    ILogger<EventConsumer> log) : BackgroundService
{
    private const int MaxBatch = 100;
    private static readonly TimeSpan LongestBackOff = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LeaveWithin = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan MeasureEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan HoldFor = TimeSpan.FromMilliseconds(500);

    // Both belong to the thread of the loop. Paused: and not yet resumed, whoever has them now.
    // Early: came while a batch was being repeated.
    private readonly HashSet<TopicPartition> paused = [];
    private readonly Queue<ConsumeResult<byte[], byte[]>> early = new();

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => subscriptions.Topics.Count == 0
        ? Task.CompletedTask
        // librdkafka's poll blocks: it gets a thread of its own.
        : Task.Factory.StartNew(() => Run(stoppingToken), stoppingToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private void Run(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                var consumer = KafkaClients.Consumer(options, subscriptions)
                    .SetPartitionsAssignedHandler((_, _) => inbox?.Forget())
                    .SetErrorHandler((_, error) => log.LogInformation("Kafka consumer: {Reason}", error.Reason))
                    .Build();
                // A new consumer has paused nothing, and is given again what the one before had not stored.
                paused.Clear();
                early.Clear();
                EventSource.Repeating.Record(0);
                try
                {
                    consumer.Subscribe(subscriptions.Topics.Select(topic => options.Prefix + topic));
                    Consume(consumer, ct);
                }
                finally
                {
                    ConsumerLag.Forget(consumer);
                    Leave(consumer);
                }
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                log.LogError(e, "The consumer failed; building a new one");
                ct.WaitHandle.WaitOne(TimeSpan.FromSeconds(1));
            }
        }
    }

    // Leaving waits for answers of the broker, and one that gives none must not keep the process from ending: then the client is left
    // to its thread, without disposal, which waits as well. The group notices after the session timeout.
    private void Leave(IConsumer<byte[], byte[]> consumer)
    {
        var leaving = Task.Factory.StartNew(
            () =>
            {
                using (consumer) consumer.Close();
            }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            if (!leaving.Wait(LeaveWithin))
            {
                log.LogWarning("Kafka did not let the consumer leave its group within {Limit}; going all the same", LeaveWithin);
            }
        }
        catch (AggregateException e)
        {
            log.LogWarning(e.InnerException, "The consumer did not leave its group in order");
        }
    }

    private void Consume(IConsumer<byte[], byte[]> consumer, CancellationToken ct)
    {
        var batch = new List<ConsumeResult<byte[], byte[]>>(MaxBatch);
        var sinceMeasured = Stopwatch.StartNew();
        var sinceHeld = Stopwatch.StartNew();
        while (!ct.IsCancellationRequested)
        {
            if (batch.Count == 0) sinceHeld.Restart();
            while (early.TryDequeue(out var result)) batch.Add(result);
            for (var result = Poll(consumer, TimeSpan.FromMilliseconds(250));
                 result is not null;
                 result = batch.Count < MaxBatch ? Poll(consumer, TimeSpan.Zero) : null)
            {
                batch.Add(result);
            }
            // What no handler waits for is recorded with the next event that one does: alone it would be a transaction for nothing.
            if (batch.Count >= MaxBatch || sinceHeld.Elapsed >= HoldFor || batch.Exists(Concern))
            {
                if (batch.Count > 0) Process(consumer, batch, ct);
                batch.Clear();
            }
            ResumePaused(consumer);
            if (sinceMeasured.Elapsed < MeasureEvery) continue;
            ConsumerLag.Measure(consumer, options.Prefix.Length);
            sinceMeasured.Restart();
        }
    }

    private bool Concern(ConsumeResult<byte[], byte[]> result) => subscriptions.Concern(result.Message.Value);

    private void Process(IConsumer<byte[], byte[]> consumer, List<ConsumeResult<byte[], byte[]>> batch, CancellationToken ct)
    {
        var messages = batch.Select(result => new IncomingMessage(
            result.Topic[options.Prefix.Length..], result.Partition.Value, result.Offset.Value,
            result.Message.Key, result.Message.Value)).ToList();
        Failpoint.Hit("consumer.before_transaction");
        var sinceBegun = Stopwatch.StartNew();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                ApplyAsync(messages, ct).GetAwaiter().GetResult();
                break;
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                // The lag stands still meanwhile: a paused partition hears nothing of what is written to it.
                EventSource.Repeating.Record(sinceBegun.Elapsed.TotalSeconds);
                var wait = TimeSpan.FromMilliseconds(Math.Min(LongestBackOff.TotalMilliseconds, 100 * Math.Pow(2, attempt)));
                log.LogWarning("Applying {Count} messages failed ({Error}); next try in {Wait}", messages.Count, e.Message, wait);
                PollWhilePaused(consumer, wait);
            }
        }
        EventSource.Repeating.Record(0);

        Failpoint.Hit("consumer.before_offset");
        foreach (var last in batch.GroupBy(result => result.TopicPartition).Select(group => group.Last()))
        {
            try
            {
                consumer.StoreOffset(last);
            }
            catch (KafkaException e) when (e.Error.Code == ErrorCode.Local_State)
            {
                // The partition went to another member meanwhile; it sees these messages again and its inbox refuses them.
            }
        }
    }

    private async Task ApplyAsync(IReadOnlyList<IncomingMessage> messages, CancellationToken ct)
    {
        var toInbox = messages.Where(message => !subscriptions.IsDirect(message.Topic)).ToList();
        if (toInbox.Count > 0) await (inbox ?? throw new InvalidOperationException("This service has no inbox.")).ProcessAsync(toInbox, ct);
        var toDirect = messages.Where(message => subscriptions.IsDirect(message.Topic)).ToList();
        if (toDirect.Count > 0) await direct.ProcessAsync(toDirect, ct);
    }

    // Paused partitions give no message, so this is a sleep that keeps the membership alive. The group may
    // change meanwhile: partitions that come back are still paused, though they were nobody's at the end
    // of the wait, and new ones give messages at once.
    private void PollWhilePaused(IConsumer<byte[], byte[]> consumer, TimeSpan wait)
    {
        var assigned = consumer.Assignment;
        paused.UnionWith(assigned);
        consumer.Pause(assigned);
        if (Poll(consumer, wait) is { } result) early.Enqueue(result);
    }

    private void ResumePaused(IConsumer<byte[], byte[]> consumer)
    {
        if (paused.Count == 0) return;
        var back = consumer.Assignment.Where(paused.Contains).ToList();
        consumer.Resume(back);
        paused.ExceptWith(back);
    }

    private ConsumeResult<byte[], byte[]>? Poll(IConsumer<byte[], byte[]> consumer, TimeSpan wait)
    {
        try
        {
            return consumer.Consume(wait);
        }
        catch (ConsumeException e) when (!e.Error.IsFatal)
        {
            // Raw bytes cannot fail to deserialise, so no message is behind this: the broker is away or a topic does not exist yet.
            log.LogInformation("Kafka poll: {Reason}", e.Error.Reason);
            return null;
        }
    }
}
