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
    private const string NewsChannel = "notification:news";
    private const string PositionChannel = "notification:positions";
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly string instance = Guid.NewGuid().ToString("N");
    private volatile bool listening;

    /// <summary>Whether this replica hears the others. What was said until a moment ago may have been missed all the same.</summary>
    public bool Hears => listening && redis.IsListening(NewsChannel);

    /// <summary>These recipients have events up to these numbers.</summary>
    public void Tell(IReadOnlyDictionary<Guid, long> upTo) =>
        _ = TellAsync(NewsChannel, JsonSerializer.Serialize(new NewsMessage(instance, upTo), JsonDefaults.Tolerant));

    public void Show(Guid customerId, DeliveryPositionData data) =>
        _ = TellAsync(PositionChannel, JsonSerializer.Serialize(new PositionMessage(instance, customerId, data), JsonDefaults.Tolerant));

    /// <summary>Listens to the others from now on.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever keeps it from listening, this replica polls.")]
    public async Task ListenAsync(
        Action<IReadOnlyDictionary<Guid, long>> news, Action<Guid, DeliveryPositionData> show, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested && !listening)
        {
            try
            {
                await redis.SubscribeAsync(NewsChannel, text =>
                {
                    var message = JsonSerializer.Deserialize<NewsMessage>((string)text!, JsonDefaults.Tolerant);
                    if (message is not null && message.Sender != instance) news(message.UpTo);
                }, ct);
                await redis.SubscribeAsync(PositionChannel, text =>
                {
                    var message = JsonSerializer.Deserialize<PositionMessage>((string)text!, JsonDefaults.Tolerant);
                    if (message is not null && message.Sender != instance) show(message.CustomerId, message.Data);
                }, ct);
                listening = true;
            }
            catch (Exception e) when (e is not OperationCanceledException || !ct.IsCancellationRequested)
            {
                log.LogWarning("Redis cannot wake this replica ({Error}); it polls until then", e.Message);
                await Task.Delay(Pause, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
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
            log.LogDebug("Other replicas were not told: {Error}", e.Message); // they poll
        }
    }

    private sealed record NewsMessage(string Sender, IReadOnlyDictionary<Guid, long> UpTo);

    private sealed record PositionMessage(string Sender, Guid CustomerId, DeliveryPositionData Data);
}
