using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace FoodDelivery.BuildingBlocks.Messaging;

/// <summary>
/// One Kafka producer for the process. A producer that reports a fatal error is replaced; what it held is still in the outbox.
/// </summary>
internal sealed class EventProducer(KafkaOptions options, ILogger<EventProducer> log) : IDisposable
{
    // Longer than a message may wait for its acknowledgement (message.timeout.ms). A producer that was replaced reports nothing more.
    private static readonly TimeSpan ReportsAreInAfter = TimeSpan.FromSeconds(35);

    private readonly Lock gate = new();
    private IProducer<byte[], byte[]>? producer;
    private volatile bool broken;

    /// <summary>How long the reports of what was sent are waited for.</summary>
    internal TimeSpan Patience { get; init; } = ReportsAreInAfter;

    /// <summary>Sends all messages, in order, and answers which were acknowledged.</summary>
    public async Task<bool[]> SendAsync(IReadOnlyList<(string Topic, Guid Key, byte[] Value)> messages, CancellationToken ct)
    {
        var current = Current();
        var acknowledged = new bool[messages.Count];
        var open = messages.Count;
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Error? firstError = null;

        void Complete(int index, Error? error)
        {
            if (error is null or { IsError: false }) acknowledged[index] = true;
            else firstError ??= error;
            if (Interlocked.Decrement(ref open) == 0) done.TrySetResult();
        }

        for (var i = 0; i < messages.Count; i++)
        {
            var index = i;
            var (topic, key, value) = messages[i];
            try
            {
                var message = new Message<byte[], byte[]> { Key = KeyBytes(key), Value = value };
                current.Produce(options.Prefix + topic, message, report => Complete(index, report.Error));
            }
            catch (ProduceException<byte[], byte[]> e)
            {
                Complete(index, e.Error);
            }
        }

        try
        {
            await done.Task.WaitAsync(Patience, ct);
        }
        catch (TimeoutException)
        {
            log.LogWarning(
                "Kafka said nothing of {Count} of {Total} messages; they are sent again", Volatile.Read(ref open), messages.Count);
            // What it still holds must not arrive behind what is sent again.
            Replace(current);
        }
        if (firstError is not null)
        {
            log.LogWarning(
                "Kafka did not take {Count} of {Total} messages: {Reason}",
                acknowledged.Count(ok => !ok), messages.Count, firstError.Reason);
        }
        return [.. acknowledged];
    }

    /// <summary>Has the next message sent by a new producer, unless this one is replaced already.</summary>
    internal void Replace(IProducer<byte[], byte[]>? which)
    {
        lock (gate) broken |= ReferenceEquals(which, producer);
    }

    /// <summary>Sends without waiting and without a promise that it arrives.</summary>
    public void SendAndForget(string topic, Guid key, byte[] value)
    {
        try
        {
            Current().Produce(options.Prefix + topic, new Message<byte[], byte[]> { Key = KeyBytes(key), Value = value });
        }
        catch (ProduceException<byte[], byte[]> e)
        {
            log.LogDebug("Message for {Topic} dropped: {Reason}", topic, e.Error.Reason);
        }
    }

    public static byte[] KeyBytes(Guid key) => System.Text.Encoding.ASCII.GetBytes(key.ToString());

    internal IProducer<byte[], byte[]> Current()
    {
        lock (gate)
        {
            if (broken)
            {
                producer?.Dispose();
                producer = null;
                broken = false;
            }
            return producer ??= KafkaClients.Producer(options, error =>
            {
                if (error.IsFatal) broken = true;
                log.Log(error.IsFatal ? LogLevel.Error : LogLevel.Information, "Kafka producer: {Reason}", error.Reason);
            });
        }
    }

    public void Dispose()
    {
        // A courtesy only: what is not flushed is still unpublished in the outbox.
        producer?.Flush(TimeSpan.FromSeconds(5));
        producer?.Dispose();
    }
}
