using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using FoodDelivery.BuildingBlocks;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.NotificationService.Domain;
using StackExchange.Redis;

namespace FoodDelivery.NotificationService.Streams;

/// <summary>
/// What replicas tell each other through Redis. Without it they find stored events by polling, and positions stay where they came in.
/// </summary>
internal sealed class Replicas(RedisConnection redis, ILogger<Replicas> log)
{
    private const string WakeChannel = "notification:wake";
    private const string PositionChannel = "notification:positions";

    private readonly string instance = Guid.NewGuid().ToString("N");

    /// <summary>There are new events in the database.</summary>
    public void Wake() => _ = TellAsync(WakeChannel, instance);

    public void Show(Guid customerId, DeliveryPositionData data) =>
        _ = TellAsync(PositionChannel, JsonSerializer.Serialize(new PositionMessage(instance, customerId, data), JsonDefaults.Tolerant));

    /// <summary>Listens to the others from now on.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever keeps it from listening, this replica polls.")]
    public async Task ListenAsync(Action wake, Action<Guid, DeliveryPositionData> show, CancellationToken ct)
    {
        try
        {
            await redis.SubscribeAsync(WakeChannel, sender =>
            {
                if (sender != instance) wake();
            }, ct);
            await redis.SubscribeAsync(PositionChannel, text =>
            {
                var message = JsonSerializer.Deserialize<PositionMessage>((string)text!, JsonDefaults.Tolerant);
                if (message is not null && message.Sender != instance) show(message.CustomerId, message.Data);
            }, ct);
        }
        catch (Exception e) when (e is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            log.LogWarning("Redis cannot wake this replica ({Error}); it polls instead", e.Message);
        }
    }

    private async Task TellAsync(string channel, string message)
    {
        try
        {
            await redis.RunAsync(database => database.PublishAsync(RedisChannel.Literal(channel), message), CancellationToken.None);
        }
        catch (Exception e) when (e is DependencyUnavailableException or OperationCanceledException or ObjectDisposedException)
        {
            log.LogDebug("Other replicas were not woken: {Error}", e.Message); // they poll
        }
    }

    private sealed record PositionMessage(string Sender, Guid CustomerId, DeliveryPositionData Data);
}
