using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace FoodDelivery.BuildingBlocks.Messaging;

/// <summary>
/// One Kafka producer for the process. A producer that reports a fatal error is replaced; what it held is still in the outbox.
/// </summary>
internal sealed class EventProducer(KafkaOptions options, ILogger<EventProducer> log) : IDisposable
{
    private readonly Lock gate = new();
    private IProducer<byte[], byte[]>? producer;
    private volatile bool broken;

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

        await done.Task.WaitAsync(ct);
        if (firstError is not null)
        {
            log.LogWarning(
                "Kafka did not take {Count} of {Total} messages: {Reason}",
                acknowledged.Count(ok => !ok), messages.Count, firstError.Reason);
        }
        return acknowledged;
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

    private IProducer<byte[], byte[]> Current()
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
