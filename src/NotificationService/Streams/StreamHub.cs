using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using FoodDelivery.BuildingBlocks;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.NotificationService.Data;
using FoodDelivery.NotificationService.Domain;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace FoodDelivery.NotificationService.Streams;

/// <summary>
/// The open streams of this replica. One loop tails the stored events for all of them: numbers are committed in order, so reading what
/// follows the last one misses nothing. The loop is woken by this replica's commits at once and by other replicas' through Redis;
/// without Redis it finds those by polling.
/// </summary>
[SuppressMessage("Design", "CA1031", Justification = "The loop outlives any single failure; each is logged and retried.")]
internal sealed class StreamHub(NotificationStore store, RedisConnection redis, IOptions<StreamOptions> options, TimeProvider clock, ILogger<StreamHub> log) : BackgroundService
{
    private const int TailBatch = 500;
    private const string WakeChannel = "notification:wake";
    private const string PositionChannel = "notification:positions";
    private static readonly TimeSpan FallbackPoll = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan PositionInterval = TimeSpan.FromSeconds(1);

    private readonly string instance = Guid.NewGuid().ToString("N");
    private readonly WakeSignal wake = new();
    private readonly Lock gate = new();
    private readonly HashSet<StreamConnection> connections = [];
    private readonly ConcurrentDictionary<Guid, (DateTimeOffset At, Guid CustomerId, DeliveryPositionData Data)> shown = new();
    private ILookup<Guid, StreamConnection>? byRecipient;
    private long position = -1;

    /// <summary>There are new events in the database.</summary>
    public void Wake()
    {
        wake.Set();
        _ = TellOthersAsync(WakeChannel, instance);
    }

    /// <summary>Shows a position to a customer, at most once a second per delivery.</summary>
    public void ShowPosition(Guid customerId, DeliveryPositionData data)
    {
        ShowLocal(customerId, data);
        _ = TellOthersAsync(PositionChannel, JsonSerializer.Serialize(new PositionMessage(instance, customerId, data), JsonDefaults.Tolerant));
    }

    /// <summary>Opens a stream; it sees everything after <see cref="StreamConnection.Position"/> through its channel.</summary>
    /// <exception cref="ProblemException">429: too many streams of one person.</exception>
    public async Task<StreamConnection> ConnectAsync(Guid userId, IReadOnlyCollection<Guid> recipients, CancellationToken ct)
    {
        if (Volatile.Read(ref position) < 0) await StartPositionAsync(ct);
        StreamConnection connection;
        lock (gate)
        {
            if (connections.Count(open => open.UserId == userId) >= options.Value.MaxPerPerson)
            {
                throw new ProblemException(429, "too_many_streams", $"At most {options.Value.MaxPerPerson} streams may be open at once.") { RetryAfterSeconds = 5 };
            }
            connection = new StreamConnection(userId, recipients, position, options.Value.MaxWaiting);
            connections.Add(connection);
            byRecipient = null;
            StreamMetrics.Open.Add(1);
        }
        // Who opens the map sees the courier at once, not after his next move.
        foreach (var (at, customer, data) in shown.Values)
        {
            if (customer == userId && clock.GetUtcNow() - at < TimeSpan.FromMinutes(1)) connection.Offer(data);
        }
        return connection;
    }

    public void Disconnect(StreamConnection connection)
    {
        lock (gate)
        {
            if (connections.Remove(connection)) StreamMetrics.Open.Add(-1);
            byRecipient = null;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _ = ListenAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (Volatile.Read(ref position) < 0) await StartPositionAsync(stoppingToken);
                while (await TailAsync(stoppingToken) == TailBatch) { }
                await wake.WaitAsync(FallbackPoll, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                log.LogWarning("Reading stream events failed ({Error}); trying again", e.Message);
                await Task.Delay(FallbackPoll, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        lock (gate)
        {
            foreach (var connection in connections) connection.Close();
        }
    }

    private async Task<int> TailAsync(CancellationToken ct)
    {
        var rows = await store.TailAsync(position, TailBatch, ct);
        if (rows.Count == 0) return 0;
        Failpoint.Hit("notification.push.before");
        lock (gate)
        {
            byRecipient ??= connections.SelectMany(connection => connection.Recipients.Select(recipient => (recipient, connection))).ToLookup(pair => pair.recipient, pair => pair.connection);
            foreach (var row in rows)
            {
                foreach (var connection in byRecipient[row.RecipientId]) connection.Offer(row);
            }
            Volatile.Write(ref position, rows[^1].No);
        }
        Failpoint.Hit("notification.push.after");
        return rows.Count;
    }

    private async Task StartPositionAsync(CancellationToken ct)
    {
        var now = await store.PositionAsync(ct);
        lock (gate)
        {
            if (position < 0) Volatile.Write(ref position, now);
        }
    }

    private void ShowLocal(Guid customerId, DeliveryPositionData data)
    {
        var now = clock.GetUtcNow();
        if (shown.TryGetValue(data.DeliveryId, out var last) && now - last.At < PositionInterval) return;
        shown[data.DeliveryId] = (now, customerId, data);
        if (shown.Count > 10_000) Forget(now);
        lock (gate)
        {
            foreach (var connection in connections.Where(open => open.UserId == customerId)) connection.Offer(data);
        }
    }

    private void Forget(DateTimeOffset now)
    {
        foreach (var (delivery, (at, _, _)) in shown)
        {
            if (now - at > TimeSpan.FromMinutes(1)) shown.TryRemove(delivery, out _);
        }
    }

    private async Task ListenAsync(CancellationToken ct)
    {
        try
        {
            await redis.SubscribeAsync(WakeChannel, sender =>
            {
                if (sender != instance) wake.Set();
            }, ct);
            await redis.SubscribeAsync(PositionChannel, text =>
            {
                var message = JsonSerializer.Deserialize<PositionMessage>((string)text!, JsonDefaults.Tolerant);
                if (message is not null && message.Sender != instance) ShowLocal(message.CustomerId, message.Data);
            }, ct);
        }
        catch (Exception e) when (e is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            log.LogWarning("Redis cannot wake this replica ({Error}); it polls instead", e.Message);
        }
    }

    private async Task TellOthersAsync(string channel, string message)
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

    public override void Dispose()
    {
        wake.Dispose();
        base.Dispose();
    }

    private sealed record PositionMessage(string Sender, Guid CustomerId, DeliveryPositionData Data);
}

internal static class StreamSetup
{
    public static void AddStreams(this IServiceCollection services)
    {
        services.AddSingleton<StreamHub>();
        services.AddHostedService(provider => provider.GetRequiredService<StreamHub>());
        services.AddHostedService<StreamRetention>();
    }
}
